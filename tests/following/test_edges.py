"""What lies just outside the rules of following: withdrawn meanwhile, taken down again, asked once more."""

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from participation.demo_data.clock import at
from participation.discussion.actions import decide, reply, say
from participation.following import actions as following
from participation.following import feeds, sealing
from participation.following.actions import tell
from participation.following.models import Follower
from participation.following.news import news_of
from participation.following.subjects import FollowedProposal
from participation.proposals import actions, receipts
from participation.proposals.models import Milestone, Proposal, ProposalEvent, Response, State

from .conftest import NORA, ask, link_in, morning, publish_answer

pytestmark = pytest.mark.django_db
ADDRESSES = {"feed": "proposal_feed", "authors": "authors_feed", "calendar": "authors_calendar"}


def address_of(which, proposal):
    stored = Proposal.objects.get(pk=proposal.pk)
    token = [] if which == "feed" else [receipts.reading_token(stored.uuid, bytes(stored.receipt_digest))]
    return reverse(ADDRESSES[which], args=[stored.pk, *token])


def read(which, proposal) -> str:
    """A feed, or the calendar with its long lines whole."""
    return Client().get(address_of(which, proposal)).content.decode().replace("\r\n ", "")


def fresh(proposal):
    return Proposal.objects.get(pk=proposal.pk)


@pytest.fixture
def question(proposal, olga):
    return say(proposal=proposal, by=olga, kind="question", text="Auch am Samstag?")


# -- Following ----------------------------------------------------------------------------
def test_beyond_the_limit_the_same_work_is_done_for_nobody(proposal, monkeypatch):
    queued = []
    monkeypatch.setattr(following.mail, "queue", queued.append)
    for _time in range(2):
        ask(proposal)
    assert len(mail.outbox) == 1 and [message.to for message in queued] == [[]]


def test_who_asks_and_who_confirms_may_write_the_address_as_they_like(followed):
    assert not following.follow(subject=FollowedProposal(followed), address=NORA.title(), language="de") and Follower.objects.count() == 1


def test_without_the_server_s_secret_nobody_tries_addresses_on_the_table(followed, settings):
    before = sealing.key_of(followed.pk, NORA)
    settings.SECRET_KEY = "x" * 50
    assert sealing.key_of(followed.pk, NORA) != before


def test_what_stands_in_the_table_opens_no_link(proposal):
    wish = sealing.Wish(proposal.pk, NORA, "de")
    with pytest.raises(sealing.LinkBroken):
        sealing.read_confirmation(sealing.seal(json.dumps(asdict(wish))).decode())


def test_the_link_of_a_proposal_that_was_withdrawn_meanwhile_says_so(proposal):
    ask(proposal)
    actions.transition(proposal=proposal, verb="withdraw", by="author")
    for press in (Client().get, Client().post):
        answer = press(link_in(mail.outbox[0]))
        assert answer.status_code == 410 and "Rufbus" not in answer.content.decode()
    assert not Follower.objects.exists()


def test_the_page_after_the_press_is_not_kept(proposal):
    ask(proposal)
    answer = Client().post(link_in(mail.outbox[0]))
    assert answer["Cache-Control"] == "no-store" and "noindex" in answer["X-Robots-Tag"]


def test_what_happens_today_is_told_tomorrow_and_only_then(followed, clara):
    publish_answer(followed, clara)
    Follower.objects.update(told=timezone.localdate() - timedelta(days=1))
    assert [tell(morning(days)) for days in (0, 1, 2)] == [0, 1, 0]


def test_of_a_withdrawn_proposal_no_step_is_told_either(followed, make_proposal, clara):
    lead = make_proposal("Rufbus für alle Ortsteile", workshop=followed.workshop)
    actions.merge(proposal=followed, into=lead, by=clara, reason="Derselbe Bus.")
    actions.transition(proposal=followed, verb="unmerge", by=clara, reason="Doch ein anderer Bus.")
    actions.transition(proposal=followed, verb="withdraw", by="author")
    assert tell(morning()) == 1
    assert not any(word in mail.outbox[0].subject + mail.outbox[0].body for word in ("Rufbus", "anderer Bus"))


@pytest.mark.parametrize(("what", "days"), [("a step", 354), ("a promised day", 450)])
def test_they_stay_for_a_year_after_a_step_or_a_promised_day(followed, clara, what, days):
    """It was handed over ten days ago, and its answer was due long before."""
    Proposal.objects.filter(pk=followed.pk).update(answer_by=timezone.localdate() - timedelta(days=300))
    if what == "a promised day":
        publish_answer(followed, clara)  # it will be done in ninety days
    assert [following.forget(timezone.now() + timedelta(days=days + more)) for more in (0, 10)] == [0, 1]


# -- Feeds ----------------------------------------------------------------------------------
def test_a_released_reply_is_news_of_the_day_of_its_release(followed, question, ben):
    with at(timezone.now() - timedelta(days=3)):
        said = reply(proposal=followed, question=question, text="Ja, gern auch samstags.")
    assert "samstags" not in read("feed", followed) + read("authors", followed)
    decide(contribution=said, by=ben, verb="release")
    assert "samstags" in read("feed", followed) and tell(morning()) == 1 and "Die Jugendlichen haben" in mail.outbox[0].body


def test_what_was_taken_down_is_in_no_feed(proposal, question, ben):
    said = reply(proposal=proposal, question=question, text="Frag doch Herrn Kern in der Gasse 3.")
    decide(contribution=said, by=ben, verb="release")
    decide(contribution=type(said).objects.get(pk=said.pk), by=ben, verb="take_down", rule="personal")
    assert "Auch am Samstag?" in read("authors", proposal)
    assert "Kern" not in read("feed", proposal) + read("authors", proposal)


def test_the_authors_of_one_do_not_read_what_the_authors_of_the_other_were_asked_to_change(proposal, make_proposal, clara):
    lead = make_proposal("Rufbus für alle Ortsteile", workshop=proposal.workshop)
    states = {"from_state": State.SUBMITTED, "to_state": State.DRAFT}
    ProposalEvent.objects.create(
        proposal=lead, number=2, verb="return", role="facilitator", at=lead.handed_over_at, reason="Bitte ohne Namen.", **states
    )
    actions.merge(proposal=proposal, into=lead, by=clara, reason="Derselbe Bus.")
    assert "Ans Rathaus übergeben" in read("authors", proposal) and "Bitte ohne Namen." not in read("authors", proposal)
    assert "Bitte ohne Namen." in read("authors", lead)


def test_after_a_withdrawal_only_the_steps_are_left(proposal, question):
    actions.transition(proposal=proposal, verb="withdraw", by="author")
    feed = read("authors", proposal)
    assert "Zurückgezogen" in feed and "Auch am Samstag?" not in feed
    assert reverse("proposal", args=[proposal.pk]) not in feed, "that page is gone"
    assert Client().get(address_of("calendar", proposal)).status_code == 404


def test_the_two_feeds_of_a_proposal_are_two_to_a_reader(proposal):
    ids = [read(which, proposal).partition("<id>")[2].partition("</id>")[0] for which in ("feed", "authors")]
    assert len(set(ids)) == 2


def test_the_latest_stands_first_and_the_town_s_feed_ends(proposal, make_proposal, clara, monkeypatch):
    with at(timezone.now() - timedelta(days=2)):
        publish_answer(proposal, clara)
    other = make_proposal("Ein Proberaum für alle")
    publish_answer(other, clara)
    address = reverse("town_feed", args=[proposal.municipality.slug])
    feed = Client().get(address).content.decode()
    assert 0 < feed.index(other.title) < feed.index(proposal.title)
    monkeypatch.setattr(feeds, "ANSWERS", 1)
    feed = Client().get(address).content.decode()
    assert other.title in feed and proposal.title not in feed


def test_what_belongs_to_a_private_link_is_kept_by_no_other(proposal):
    for which in ("authors", "calendar"):
        answer = Client().get(address_of(which, proposal))
        assert "private" in answer["Cache-Control"] and "noindex" in answer["X-Robots-Tag"] and answer["Referrer-Policy"] == "same-origin"


# -- What is late, and what is promised -------------------------------------------------------
def test_only_what_is_late_is_late(proposal, clara):
    """An offer is with the authors, and a milestone that was reached in time stays so."""
    past = timezone.localdate() - timedelta(days=5)
    Proposal.objects.filter(pk=proposal.pk).update(answer_by=past)
    assert [news.sort for news in news_of(fresh(proposal))].count("late") == 1
    Proposal.objects.filter(pk=proposal.pk).update(state=State.OFFERED)
    Milestone.objects.create(proposal=proposal, what="Fahrplan", who="Amt", by_when=past, done_on=past)
    found = news_of(fresh(proposal))
    assert "late" not in [news.sort for news in found] and all(news.sort for news in found), "what is to come is no news"
    Milestone.objects.create(proposal=proposal, what="Haltestelle", who="Amt", by_when=past, done_on=past + timedelta(days=1))
    assert [news.text for news in news_of(fresh(proposal)) if news.sort == "late"] != []


def test_the_calendar_promises_what_is_public(proposal, clara):
    day = timezone.localdate() + timedelta(days=5)
    words = {"reason": "Bis Mitternacht ginge es.", "wording": "Ein Kleinbus fährt bis Mitternacht.", "open_until": day}
    actions.draft_response(proposal=proposal, by=clara, verdict="changed", who="Amt", by_when=day + timedelta(days=30), **words)
    assert read("calendar", proposal).count("BEGIN:VEVENT") == 1, "a draft promises nothing"
    actions.publish_response(proposal=proposal, by=clara)
    assert read("calendar", proposal).count("BEGIN:VEVENT") == 2, "the answer's day and the offer's"
    actions.decide_offer(proposal=proposal, agrees=False)
    assert Response.objects.exists() and read("calendar", proposal).count("BEGIN:VEVENT") == 1


def test_the_calendar_has_no_time_of_day(proposal):
    lines = read("calendar", proposal).split("\r\n")
    stamps = [datetime.strptime(line, "DTSTAMP:%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) for line in lines if line.startswith("DTSTAMP:")]
    assert {timezone.localtime(stamp).time().isoformat() for stamp in stamps} == {"00:00:00"}
