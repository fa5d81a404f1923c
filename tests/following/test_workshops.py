"""Following a whole workshop: one mail a day with the news of all its proposals, and a feed."""

import xml.etree.ElementTree as ET
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from participation.documentation.models import Publication
from participation.following import actions as following
from participation.following import sealing
from participation.following.actions import tell
from participation.following.models import Follower
from participation.following.subjects import FollowedProposal, FollowedWorkshop
from participation.proposals import actions
from participation.proposals.models import Proposal

from .conftest import NORA, link_in, morning, publish_answer, subjects

pytestmark = pytest.mark.django_db


@pytest.fixture
def evening(make_evening):
    return make_evening(title={"de": "Bäume oder Parkplätze", "en": "Trees or parking"})


@pytest.fixture
def bus(make_proposal, evening):
    return make_proposal("Rufbus am Freitagabend", workshop=evening)


@pytest.fixture
def room(make_proposal, evening):
    return make_proposal("Ein Proberaum für alle", workshop=evening)


@pytest.fixture
def followed(evening, bus, room):
    """The workshop with two proposals, which Nora follows since yesterday, in German."""
    following.follow(subject=FollowedWorkshop(evening), address=NORA, language="de")
    return evening


def at(workshop, name="follow_workshop"):
    return reverse(name, args=[workshop.municipality.slug, workshop.pk])


def ask(workshop, address=NORA, language="de"):
    return Client(headers={"Accept-Language": language}).post(at(workshop), {"address": address})


# -- Asking and being told ------------------------------------------------------------------
def test_who_confirms_hears_of_all_proposals_in_one_mail(evening, bus, room, clara):
    assert ask(evening)["Location"] == at(evening, "follow_workshop_sent")
    assert subjects() == ["„Bäume oder Parkplätze“ verfolgen?"]
    assert "aus den Vorschlägen des Workshops" in " ".join(mail.outbox[0].body.split())
    assert not Follower.objects.exists(), "nothing is stored before the confirmation"
    Client().post(link_in(mail.outbox[0]))
    for proposal in (bus, room):
        publish_answer(proposal, clara)
    assert [tell(morning()), tell(morning()), tell(morning(2))] == [1, 0, 0]
    news = mail.outbox[1]
    assert news.subject == "Neues zu „Bäume oder Parkplätze“" and news.to == [NORA]
    for proposal in (bus, room):
        assert f"\n{proposal.title}\n- " in news.body and reverse("proposal", args=[proposal.pk]) in news.body
    assert news.body.count("Beantwortet: angenommen") == 2


def test_it_is_told_in_the_language_of_whoever_follows(evening, bus, clara):
    ask(evening, language="en")
    Client().post(link_in(mail.outbox[0]))
    publish_answer(bus, clara)
    tell(morning())
    assert subjects() == ["Follow “Trees or parking”?", "News about “Trees or parking”"] and "Answered: accepted" in mail.outbox[1].body


def test_only_proposals_with_news_are_named(followed, bus, room, clara):
    publish_answer(bus, clara)
    tell(morning())
    assert bus.title in mail.outbox[0].body and room.title not in mail.outbox[0].body


def test_what_became_one_is_told_once(followed, bus, room, clara):
    actions.merge(proposal=room, into=bus, by=clara, reason="Dasselbe Ziel.")
    publish_answer(bus, clara)
    tell(morning())
    assert mail.outbox[0].body.count("Beantwortet: angenommen") == 1 and len(mail.outbox) == 1


def test_of_a_withdrawn_proposal_no_word_is_repeated(followed, bus):
    actions.transition(proposal=bus, verb="withdraw", by="author")
    assert tell(morning()) == 1 and Follower.objects.exists()
    body = mail.outbox[0].body
    assert bus.reference in body and "zurückgezogen" in body and "Rufbus" not in body and reverse("proposal", args=[bus.pk]) not in body


def test_when_none_is_left_the_address_goes(followed, bus, room):
    for proposal in (bus, room):
        actions.transition(proposal=proposal, verb="withdraw", by="author")
    assert tell(morning()) == 1 and not Follower.objects.exists()
    assert "Diese Adresse ist gelöscht" in " ".join(mail.outbox[0].body.split())


def test_one_press_ends_it(followed, bus, clara):
    publish_answer(bus, clara)
    tell(morning())
    assert Client().post(link_in(mail.outbox[0])).status_code == 200 and not Follower.objects.exists()


def test_nothing_is_told_twice(evening, bus, room, clara):
    for proposal in (bus, room):
        following.follow(subject=FollowedProposal(proposal), address=NORA, language="de")
    following.follow(subject=FollowedProposal(bus), address="otto@example.org", language="de")
    assert following.follow(subject=FollowedWorkshop(evening), address=NORA, language="de")
    assert not following.follow(subject=FollowedProposal(bus), address=NORA, language="de")
    publish_answer(bus, clara)
    assert tell(morning()) == 2 and sorted(message.to[0] for message in mail.outbox) == [NORA, "otto@example.org"]


def test_who_follows_the_workshop_is_told_so_by_the_link_for_one_of_its_proposals(followed, bus):
    Client().post(reverse("follow", args=[bus.pk]), {"address": NORA})
    assert "verfolgt das schon" in Client().post(link_in(mail.outbox[0])).content.decode() and Follower.objects.count() == 1


# -- What can be followed -------------------------------------------------------------------
@pytest.mark.parametrize("name", ["follow_workshop", "follow_workshop_sent", "workshop_feed"])
def test_what_the_public_does_not_know_is_not_there(name, make_evening, make_proposal, evening, other_town):
    secret, rehearsal = make_evening(notice="none"), make_evening(is_rehearsal=True)
    for workshop in (secret, rehearsal):
        make_proposal("Ein Proberaum für alle", workshop=workshop)
    for workshop in (secret, rehearsal, evening):  # that one has no proposal
        assert Client().get(at(workshop, name)).status_code == 404
    make_proposal("Rufbus am Freitagabend", workshop=evening)
    assert Client().get(at(evening, name)).status_code == 200
    assert Client().get(reverse(name, args=[other_town.slug, evening.pk])).status_code == 404


def test_a_published_page_makes_it_known(make_evening, make_proposal, ben):
    evening = make_evening(notice="none")
    make_proposal("Rufbus am Freitagabend", workshop=evening)
    Publication.objects.create(workshop=evening, by=ben, published_at=timezone.now())
    html = Client().get(at(evening)).content.decode()
    assert reverse("evening", args=[evening.pk]) in html
    assert at(evening) in Client().get(reverse("evening", args=[evening.pk])).content.decode()


def test_the_page_of_the_workshop_leads_there_and_the_room_s_does_not(followed):
    page = Client().get(reverse("workshop", args=[followed.municipality.slug, followed.pk]))
    assert at(followed) in page.content.decode() and at(followed, "workshop_feed") in page.content.decode() and not page.cookies
    assert at(followed) not in Client().get(reverse("room_evening", args=[followed.room.slug])).content.decode()


def test_a_wrong_address_is_said_and_kept(evening, bus):
    answer = ask(evening, "nora@")
    assert answer.status_code == 422 and "nora@" in answer.content.decode() and not mail.outbox


def test_a_link_for_a_workshop_that_is_gone_says_so(evening, bus):
    ask(evening)
    Proposal.objects.update(state="withdrawn")
    assert Client().get(link_in(mail.outbox[0])).status_code == 410


# -- What an insider finds ------------------------------------------------------------------
def test_keys_of_a_workshop_and_of_a_proposal_with_its_number_differ():
    assert sealing.key_of("7", NORA) != sealing.key_of("workshop 7", NORA)


@pytest.mark.parametrize("both", [True, False])
def test_the_database_refuses_a_follower_of_both_or_of_nothing(both, evening, bus):
    subjects = {"proposal": bus, "workshop": evening} if both else {}
    with pytest.raises(IntegrityError):
        Follower.objects.create(key=b"k" * 32, sealed=b"", language="de", told=timezone.localdate(), **subjects)


def test_followers_go_with_their_workshop(followed):
    Proposal.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM workshops_workshop WHERE id = %s", [followed.pk])
    assert not Follower.objects.exists()


def test_they_are_kept_for_a_year_after_the_last_step_of_any_proposal(followed, bus, clara):
    now = timezone.now()
    assert following.forget(now + timedelta(days=360)) == 0
    publish_answer(bus, clara)  # promised for in 90 days
    assert [following.forget(now + timedelta(days=365 + days)) for days in (80, 100)] == [0, 1]


def test_a_line_end_in_a_title_is_no_other_line_of_the_mail_s_head(make_evening, make_proposal, clara):
    evening = make_evening(title={"de": "Bäume\r\nBcc: all@example.org\x0b oder Parkplätze"})
    bus = make_proposal("Rufbus am Freitagabend", workshop=evening)
    ask(evening)
    following.follow(subject=FollowedWorkshop(evening), address=NORA, language="de")
    publish_answer(bus, clara)
    assert following.tell(morning()) == 1
    title = "„Bäume Bcc: all@example.org oder Parkplätze“"
    assert subjects() == [f"{title} verfolgen?", f"Neues zu {title}"]


# -- The feed -------------------------------------------------------------------------------
def titles(workshop):
    answer = Client().get(at(workshop, "workshop_feed") + "?lang=de")
    return [node.findtext("{http://www.w3.org/2005/Atom}title") for node in ET.fromstring(answer.content)[1:] if node.tag.endswith("entry")]


def test_the_feed_has_the_steps_of_all_its_proposals(followed, bus, room, clara, make_proposal):
    make_proposal("Aus einem anderen Workshop")
    publish_answer(bus, clara)
    actions.transition(proposal=room, verb="withdraw", by="author")
    found = titles(followed)
    assert f"{bus.title}: Beantwortet: angenommen" in found and any(room.reference in title for title in found)
    assert not any("anderen Workshop" in title or "Proberaum" in title for title in found)


def test_a_character_that_xml_forbids_is_left_out(make_evening, make_proposal, town, clara):
    town.name = "Au\x0bental"
    town.save()
    evening = make_evening(title={"de": "Bäume\x08 oder\ufffe Parkplätze"})
    publish_answer(make_proposal("Rufbus am Freitagabend", workshop=evening), clara)
    feed = ET.fromstring(Client().get(at(evening, "workshop_feed") + "?lang=de").content)
    assert "Bäume oder Parkplätze" in feed.findtext("{*}title") and feed.findtext("{*}author/{*}name") == "Auental"


def test_queries_do_not_grow_with_its_proposals(evening, make_proposal, clara, count_queries):
    numbers = []
    for number in range(3):
        publish_answer(make_proposal(f"Rufbus am Freitagabend {number}", workshop=evening), clara)
        numbers.append(count_queries(lambda: titles(evening)))
    assert numbers[0] == numbers[2] and len(titles(evening)) == 6


def test_queries_do_not_grow_with_what_was_merged(evening, make_proposal, clara, count_queries):
    lead, numbers = make_proposal("Rufbus am Freitagabend", workshop=evening), []
    for number in range(3):
        merged = make_proposal(f"Ein Bus in der Nacht {number}", workshop=evening)
        actions.merge(proposal=merged, into=lead, by=clara, reason="Dasselbe Ziel.")
        numbers.append(count_queries(lambda: titles(evening)))
    assert numbers[0] == numbers[2]
