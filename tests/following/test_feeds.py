"""Feeds and a calendar: public ones, and those of the authors, who read along without their private link."""

import re
import xml.etree.ElementTree as ET
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from participation.discussion.actions import say
from participation.proposals import actions, receipts
from participation.proposals.models import Proposal

from ..proposals.conftest import amina, handed_over, just_begun, make_phone, released, workshop, write  # noqa: F401 (fixtures)
from .conftest import publish_answer

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def sent(write, amina):  # noqa: F811
    return write(amina)


@pytest.fixture
def proposal(sent):
    """Amina's; `handed_over` is the same after the evening."""
    return sent.proposal


def authors(proposal, name="authors_feed"):
    stored = Proposal.objects.get(pk=proposal.pk)
    return reverse(name, args=[stored.pk, receipts.reading_token(stored.uuid, bytes(stored.receipt_digest))])


def public(proposal):
    return reverse("proposal_feed", args=[proposal.pk])


def town(proposal):
    return reverse("town_feed", args=[proposal.municipality.slug])


def feed_at(address):
    answer = Client().get(address)
    assert answer.status_code == 200
    return ET.fromstring(answer.content)


def titles(address) -> list[str]:
    return [entry.findtext(f"{ATOM}title") for entry in feed_at(address).iter(f"{ATOM}entry")]


def stamps(feed) -> dict[str, str]:
    """The id of each entry, and when it was changed."""
    return {entry.findtext(f"{ATOM}id"): entry.findtext(f"{ATOM}updated") for entry in feed.iter(f"{ATOM}entry")}


@pytest.mark.parametrize("which", [public, authors, town])
def test_it_is_valid_atom_with_days_and_no_times(which, handed_over, clara):  # noqa: F811
    publish_answer(handed_over, clara)
    feed = feed_at(which(handed_over))
    assert feed.tag == f"{ATOM}feed" and feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "de"
    for node in (feed, *feed.iter(f"{ATOM}entry")):
        assert all(node.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", node.findtext(f"{ATOM}id"))
        moment = timezone.localtime(datetime.fromisoformat(node.findtext(f"{ATOM}updated")))
        assert (moment.hour, moment.minute, moment.second) == (0, 0, 0)
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Auental"
    (own,) = [link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert own.endswith(which(handed_over) + "?lang=de") and len(stamps(feed)) == len(list(feed.iter(f"{ATOM}entry")))


def test_an_entry_keeps_its_id_and_a_corrected_answer_gets_a_new_stamp(handed_over, clara):  # noqa: F811
    publish_answer(handed_over, clara)
    before = stamps(feed_at(public(handed_over)))
    handed_over.refresh_from_db()
    seen = handed_over.response.fingerprint
    actions.correct_response(
        proposal=handed_over,
        by=clara,
        why="Ein Zahlendreher.",
        seen=seen,
        reason="Ab dem Sommer.",
        english="",
        cost="",
        who="Hauptamt",
        by_when=timezone.localdate(),
    )
    (correction,) = handed_over.response.corrections.all()
    type(correction).objects.update(at=timezone.now() + timedelta(days=3))
    after = stamps(feed_at(public(handed_over)))
    assert before.keys() < after.keys() and len(after) == len(before) + 1
    assert len([one for one in before if before[one] != after[one]]) == 1


def test_it_is_kept_until_something_changes(handed_over, clara):  # noqa: F811
    for address, kept in ((public(handed_over), "public"), (authors(handed_over), "private"), (town(handed_over), "public")):
        first = Client().get(address)
        assert kept in first["Cache-Control"] and "no-store" not in first["Cache-Control"] and not first.cookies
        assert Client().get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
        if kept == "private":
            assert "noindex" in first["X-Robots-Tag"]
    etag = Client().get(public(handed_over))["ETag"]
    publish_answer(handed_over, clara)
    assert Client().get(public(handed_over), headers={"If-None-Match": etag}).status_code == 200


def test_what_people_wrote_is_text_and_no_markup(handed_over, clara):  # noqa: F811
    publish_answer(handed_over, clara, reason="Ja <script>alert(1)</script> & gern")
    entry = next(each for each in feed_at(public(handed_over)).iter(f"{ATOM}entry") if "Beantwortet" in each.findtext(f"{ATOM}title"))
    summary = entry.find(f"{ATOM}summary")
    assert summary.get("type") == "html" and "&lt;script&gt;" in summary.text and "<script" not in summary.text


def test_the_language_is_in_the_address(handed_over):  # noqa: F811
    assert "Ans Rathaus übergeben" in titles(public(handed_over) + "?lang=de")
    assert "Handed over to the town hall" in titles(public(handed_over) + "?lang=en")


def test_the_town_s_feed_has_its_answers_alone(handed_over, clara, other_town):  # noqa: F811
    assert titles(town(handed_over)) == []
    assert feed_at(town(handed_over)).findtext(f"{ATOM}updated").startswith("2026-01-01")
    publish_answer(handed_over, clara)
    assert titles(town(handed_over)) == [f"{handed_over.title}: Beantwortet: angenommen"]
    assert titles(reverse("town_feed", args=[other_town.slug])) == []


def test_queries_do_not_grow_with_the_town_s_answers(make_proposal, clara, count_queries):
    numbers = []
    for number in range(3):
        answered = make_proposal(f"Rufbus am Freitagabend {number}")
        publish_answer(answered, clara)
        numbers.append(count_queries(lambda: Client().get(town(answered))))  # noqa: B023
    assert numbers[0] == numbers[2] and len(titles(town(answered))) == 3


# -- The authors ------------------------------------------------------------------------------
def test_the_authors_read_what_their_private_link_tells(proposal, ben):
    actions.transition(proposal=proposal, verb="return", by=ben, reason="Bitte ohne Namen.")
    feed = feed_at(authors(proposal))
    assert "Bitte ohne Namen." in ET.tostring(feed, encoding="unicode")
    assert Client().get(public(proposal)).status_code == 404


def test_the_public_does_not_read_why_it_was_given_back(proposal, ben, workshop):  # noqa: F811
    actions.transition(proposal=proposal, verb="return", by=ben, reason="Bitte ohne Namen.")
    actions.resubmit(proposal=proposal, title=proposal.title, what="Etwas anderes soll geschehen.", why="", tradeoff=workshop.tradeoff)
    actions.transition(proposal=proposal, verb="release", by=ben)
    Proposal.objects.filter(pk=proposal.pk).update(handed_over_at=timezone.now(), answer_by=timezone.localdate(), year=2026, number=1)
    assert "Bitte ohne Namen." in Client().get(authors(proposal)).content.decode()
    assert "Bitte ohne Namen." not in Client().get(public(proposal)).content.decode()


def test_a_question_to_the_authors_is_in_their_feed(handed_over, clara):  # noqa: F811
    say(proposal=handed_over, by=clara, kind="question", text="Soll er auch am Samstag fahren?")
    assert any(title.startswith("Frage an die Jugendlichen: Clara") for title in titles(authors(handed_over)))


def test_the_reading_token_is_not_the_private_link_and_leads_nowhere(sent, handed_over):  # noqa: F811
    address = authors(handed_over)
    token = address.split("/")[3]
    assert token != sent.receipt and sent.receipt not in Client().get(address).content.decode()
    assert Client().get(reverse("receipt", args=[token])).status_code == 404
    assert Client().post(address, {"do": "withdraw"}).status_code == 405
    assert sent.receipt not in Client().get(authors(handed_over, "authors_calendar")).content.decode()


@pytest.mark.parametrize("name", ["authors_feed", "authors_calendar"])
def test_a_wrong_token_finds_nothing(name, sent, handed_over, make_proposal):  # noqa: F811
    foreign = authors(make_proposal("Ein Proberaum für alle"), name).split("/")[3]
    for token in (sent.receipt, foreign, "x", "ä"):
        assert Client().get(reverse(name, args=[handed_over.pk, token])).status_code == 404
    assert Client().get(reverse(name, args=[1, foreign])).status_code == 404


def test_the_page_behind_the_private_link_offers_both_after_the_hand_over(sent, proposal, ben, workshop):  # noqa: F811
    page = reverse("receipt", args=[sent.receipt])
    assert authors(proposal) not in Client().get(page).content.decode()
    Proposal.objects.filter(pk=proposal.pk).update(
        state="published", handed_over_at=timezone.now(), answer_by=timezone.localdate(), year=2026, number=1
    )
    html = Client().get(page).content.decode()
    assert authors(proposal) in html and authors(proposal, "authors_calendar") in html


def test_the_calendar_has_what_was_promised_and_until_when(handed_over, clara):  # noqa: F811
    publish_answer(handed_over, clara)
    soon = timezone.localdate() + timedelta(days=20)
    actions.plan_milestone(proposal=handed_over, by=clara, what="Fahrplan, Halt; Preis", who="Hauptamt", by_when=soon)
    answer = Client().get(authors(handed_over, "authors_calendar"))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    lines = answer.content.decode().replace("\r\n ", "").split("\r\n")
    days = {handed_over.answer_by, soon, timezone.localdate() + timedelta(days=90)}
    assert {line for line in lines if line.startswith("DTSTART")} == {f"DTSTART;VALUE=DATE:{day:%Y%m%d}" for day in days}
    assert r"SUMMARY:Fahrplan\, Halt\; Preis" in lines
    ids = [line for line in lines if line.startswith("UID:")]
    assert len(set(ids)) == 3
    assert Client().get(authors(handed_over, "authors_calendar")).content == answer.content


def test_before_the_hand_over_there_are_no_dates(proposal):
    assert Client().get(authors(proposal, "authors_calendar")).status_code == 404
