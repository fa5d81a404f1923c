"""Two people act on one conversation in the same moment: each thing is decided once, and only on what still stands."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from participation.discussion import actions
from participation.discussion.models import Contribution, Decision, Report, State
from participation.proposals import actions as proposals
from participation.proposals.models import Proposal

from ..races import meanwhile, refusals

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def waiting(proposal, question):
    """Amina's reply, which waits for release."""
    return actions.reply(proposal=proposal, question=question, text="Ja, wenn er bis eins fährt.")


@pytest.fixture
def deciding(ben):
    """deciding(said, "release") → Ben's press, from a page that has read the contribution with all decisions."""

    def make(said, verb, by=ben, rule="hurtful"):
        page = read(said)
        return lambda: actions.decide(contribution=page, by=by, verb=verb, rule=rule)

    return make


def read(said):
    return Contribution.objects.select_related("proposal", "question").prefetch_related("decisions", "reports", "replies").get(pk=said.pk)


def decisions(said):
    return [decision.verb for decision in Decision.objects.filter(contribution=said)]


def withdrawing(proposal):
    page = Proposal.objects.get(pk=proposal.pk)
    return lambda: proposals.transition(proposal=page, verb="withdraw", by="author")


def asking(proposal, by):
    page = Proposal.objects.get(pk=proposal.pk)
    return lambda: actions.say(proposal=page, by=by, kind="question", text="Wohin?")


def replying(proposal, question, text="Bis eins."):
    page, asked = Proposal.objects.get(pk=proposal.pk), read(question)
    return lambda: actions.reply(proposal=page, question=asked, text=text)


@pytest.mark.parametrize("verbs", [("release", "decline"), ("decline", "release"), ("release", "release")])
def test_two_decide_about_a_reply_at_once(waiting, deciding, ada, verbs):
    outcomes = meanwhile(deciding(waiting, verbs[0]), deciding(waiting, verbs[1], by=ada))
    assert refusals(*outcomes) == 1 and decisions(waiting) == [verbs[0]]


def test_two_take_something_down_at_once(question, deciding, ada):
    outcomes = meanwhile(deciding(question, "take_down"), deciding(question, "take_down", by=ada))
    assert refusals(*outcomes) == 1 and decisions(question) == ["take_down"]


@pytest.mark.parametrize("releases_first", [True, False])
def test_a_reply_is_released_while_its_time_is_over(waiting, deciding, releases_first):
    both = [deciding(waiting, "release"), lambda: actions.forget(timezone.now() + timedelta(days=32))]
    meanwhile(*both if releases_first else reversed(both))
    assert read(waiting).state == (State.PUBLIC if releases_first else State.EXPIRED)
    assert decisions(waiting) == ["release" if releases_first else "expire"]


def test_a_reply_that_is_released_just_before_its_room_is_locked_does_not_expire(waiting, deciding):
    later = timezone.now() + timedelta(days=32)
    _forgotten, released = meanwhile(lambda: actions.forget(later), deciding(waiting, "release"), stop='^SELECT .* FROM "live_room"')
    assert decisions(waiting) == (["release"] if connection.vendor == "postgresql" else ["expire"])


def test_a_reply_of_a_merged_proposal_is_released_while_its_time_is_over(make_proposal, olga, clara, deciding):
    """Each of the three has a room of its own: merged into another one, which was then merged into a third."""
    own, second, third = (make_proposal(title) for title in ("Rufbus", "Nachtbus", "Bus"))
    reply = actions.reply(proposal=own, question=asking(own, olga)(), text="Ins Kino.")
    for merged, into in ((own, second), (second, third)):
        proposals.merge(proposal=Proposal.objects.get(pk=merged.pk), into=into, by=clara, reason="Das Gleiche")
    outcomes = meanwhile(lambda: actions.forget(timezone.now() + timedelta(days=32)), deciding(reply, "release"))
    assert refusals(*outcomes) == 1 and decisions(reply) == ["expire"]


def test_a_reply_is_released_while_its_proposal_is_withdrawn(proposal, waiting, deciding):
    _withdrawn, released = meanwhile(withdrawing(proposal), deciding(waiting, "release"))
    assert refusals(released) == 1 and not decisions(waiting)


def test_something_is_said_while_the_proposal_is_withdrawn(proposal, olga):
    _withdrawn, said = meanwhile(withdrawing(proposal), asking(proposal, olga))
    assert refusals(said) == 1 and not Contribution.objects.exists()


def test_a_question_is_answered_while_it_is_taken_down(proposal, question, deciding):
    _taken, reply = meanwhile(deciding(question, "take_down"), replying(proposal, question))
    assert refusals(reply) == 1 and not question.replies.exists()


def test_authors_leave_a_merged_proposal_while_they_reply_to_what_it_was_asked(make_proposal, proposal, question, clara):
    own = make_proposal("Nachtbus")
    proposals.merge(proposal=own, into=proposal, by=clara, reason="Das Gleiche")
    page = Proposal.objects.get(pk=own.pk)
    _left, reply = meanwhile(lambda: proposals.leave(proposal=page), replying(own, question))
    assert refusals(reply) == 1 and not question.replies.exists()


def test_a_reply_that_is_sent_twice_at_once_is_one(proposal, question):
    meanwhile(replying(proposal, question), replying(proposal, question))
    assert question.replies.count() == 1


def test_a_fourth_reply_does_not_wait_because_two_came_at_once(proposal, question):
    for text in ("Ja.", "Vielleicht."):
        replying(proposal, question, text)()
    assert refusals(*meanwhile(replying(proposal, question, "Nein."), replying(proposal, question, "Doch."))) == 1
    assert question.replies.count() == 3


def test_a_contribution_is_reported_while_it_is_taken_down(question, deciding):
    """Such a report would stay on the desk for good, because nothing is left to decide."""
    page = read(question)
    _taken, report = meanwhile(deciding(question, "take_down"), lambda: actions.report(contribution=page))
    assert refusals(report) == 1 and not Report.objects.exists()


def test_a_contribution_that_is_gone_meanwhile_is_decided_by_nobody(question, deciding):
    press = deciding(question, "take_down")
    deleting = transaction.atomic(lambda: actions.lock_rooms(question.proposal) or Contribution.objects.filter(pk=question.pk).delete())
    _gone, decision = meanwhile(deleting, press)
    assert refusals(decision) == 1
