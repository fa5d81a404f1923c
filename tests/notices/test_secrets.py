"""Mail leaves the house. It says what happened, never what was written inside, and its time tells nothing about young people."""

import secrets

import pytest

from participation.discussion import actions
from participation.notices.actions import unsubscribe
from participation.notices.models import Kind
from participation.proposals import actions as steps
from participation.proposals.models import PrivateAssessment, Proposal

from .conftest import morning, next_monday, on_no_monday

pytestmark = pytest.mark.django_db

SECRET = "Kennwort Zwetschgendatschi"


@pytest.fixture
def proposal(make_proposal):
    return make_proposal("Rufbus am Freitag", days_ago=0, receipt_digest=secrets.token_bytes(32))


@pytest.fixture
def reply(proposal, olga):
    question = actions.say(proposal=proposal, by=olga, kind="question", text="Reicht euch der Freitag?")
    return actions.reply(proposal=proposal, question=question, text=SECRET)


def test_no_mail_holds_a_note_a_reasoning_or_an_unreleased_reply(told, proposal, reply, clara, olga, mailoutbox):
    PrivateAssessment.objects.create(proposal=proposal, reasoning=SECRET)
    actions.say(proposal=proposal, by=olga, kind="note", text=f"@Clara {SECRET}")
    written = [message.message().as_string() + message.body for message in mailoutbox]
    mails = told(morning(next_monday()))
    written += [message.message().as_string() + message.body for message in mails.values()]
    assert len(written) == 3 and not any(word in text for text in written for word in SECRET.split())


def test_a_reply_is_told_on_a_later_day_because_the_time_of_a_mail_would_be_that_of_the_reply(told, reply, clara):
    unsubscribe(user=clara, kinds=[Kind.WEEKLY])  # today may be a Monday
    assert "clara" not in told(morning(0, 23))
    assert "Freigabe" in told(morning(on_no_monday(2)))["clara"].subject


@pytest.mark.parametrize("step", ["they leave", "the others withdraw", "they refuse"])
def test_that_an_answer_is_owed_again_is_told_on_a_later_day(told, proposal, make_proposal, clara, step):
    """All three are done by a private link."""
    unsubscribe(user=clara, kinds=[Kind.WEEKLY])
    Proposal.objects.filter(pk=proposal.pk).update(answer_by=morning(1).date())
    if step == "they refuse":
        offer(proposal, clara)
        steps.decide_offer(proposal=proposal, agrees=False)
    else:
        lead = make_proposal("Nachtbus", days_ago=0, receipt_digest=secrets.token_bytes(32))
        steps.merge(proposal=proposal, into=lead, by=clara, reason="Beide wollen einen Bus.")
        assert not told(morning(0, 9))
        steps.leave(proposal=proposal) if step == "they leave" else steps.transition(proposal=lead, verb="withdraw", by="author")
    assert not told(morning(0, 23))
    assert "Rufbus" in told(morning(1))["clara"].subject


def offer(proposal, clara):
    words = {"reason": "Am Samstag fährt er schon.", "wording": "Ein Rufbus am Samstag", "who": "Bauamt", "by_when": morning(90).date()}
    steps.draft_response(proposal=proposal, by=clara, verdict="changed", open_until=morning(9).date(), **words)
    steps.publish_response(proposal=proposal, by=clara)


def test_only_those_are_told_who_may_release_it(told, reply, clara, olga, ben, emil, dev):
    """Olga has asked; Emil reads what everybody reads."""
    assert set(told(morning(on_no_monday(2)))) == {"clara", "ben"}


def test_several_replies_to_one_proposal_are_told_once_until_all_are_read(told, proposal, reply, clara, olga):
    days = next(days for days in range(2, 9) if morning(days).weekday() == 2)
    another = actions.reply(proposal=proposal, question=reply.question, text="Noch etwas.")
    body = told(morning(days))["clara"].body
    assert body.count("Rufbus") == 1 and not told(morning(days + 1))
    for each in (reply, another):
        actions.decide(contribution=each, by=clara, verb="release")
    assert not told(morning(days + 2))
    actions.reply(proposal=proposal, question=reply.question, text="Jetzt doch der Samstag.")
    assert told(morning(days + 1))
