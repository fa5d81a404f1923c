"""What lies just outside the rules of the conversation: another town, a thing of the past, somebody who has left, the same words again."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from participation.demo_data.clock import at
from participation.discussion import actions
from participation.discussion.models import Contribution, Kind, State
from participation.discussion.queries import broken_rules, desk_of
from participation.discussion.rules import decisions_for
from participation.discussion.thread import author_thread
from participation.proposals import actions as proposals
from participation.proposals.models import Proposal
from participation.proposals.moderation_rules import ModerationRule
from workshops.refused import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def elsewhere(make_evening, make_proposal, make_tradeoff, other_town):
    """A proposal in Dev's town."""
    evening = make_evening(municipality=other_town, tradeoff=make_tradeoff(municipality=other_town))
    return make_proposal("Ein Steg am See", workshop=evening)


def fresh(said):
    return Contribution.objects.get(pk=said.pk)


# -- Another town -----------------------------------------------------------------
def test_what_waits_elsewhere_waits_elsewhere(ben, dev, reply, elsewhere):
    asked = actions.say(proposal=elsewhere, by=dev, kind="question", text="Wo genau?")
    there = actions.reply(proposal=elsewhere, question=asked, text="Am Nordufer.")
    assert (desk_of(ben).waiting, desk_of(dev).waiting) == ([reply], [there])


def test_the_council_finds_nothing_that_waits(emil, reply):
    assert desk_of(emil).is_empty


def test_broken_rules_are_counted_by_town(town, other_town, ben, question):
    actions.decide(contribution=question, by=ben, verb="take_down", rule=ModerationRule.HURTFUL)
    assert [sum(each.taken_down for each in broken_rules(there)) for there in (town, other_town)] == [1, 0]


def test_nobody_speaks_in_a_town_that_is_not_theirs(as_user, olga, elsewhere):
    answer = as_user(olga).post(reverse("conversation_say", args=[elsewhere.pk]), {"to": "comment", "text": "Hallo!"})
    assert answer.status_code == 404 and not Contribution.objects.exists()


def test_who_has_left_the_town_hall_does_not_take_down_what_stays_there(proposal, emil):
    said = actions.say(proposal=proposal, by=emil, kind="comment", text="Wir beraten das im Mai.")
    emil.memberships.all().delete()
    assert decisions_for(type(emil).objects.get(pk=emil.pk), proposal, said) == []


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_confirmed": False}])
def test_who_has_left_cannot_be_mentioned(proposal, olga, ben, change):
    type(ben).objects.filter(pk=ben.pk).update(**change)
    with pytest.raises(Refused, match="Ben"):
        actions.say(proposal=proposal, by=olga, kind="note", text="@Ben, liest du das?")


def test_a_report_belongs_to_the_page_on_which_it_stands(as_user, elsewhere, question):
    assert as_user().get(reverse("report", args=[elsewhere.pk, question.pk])).status_code == 404


# -- A thing of the past ------------------------------------------------------------
def test_a_mention_is_shown_for_thirty_days(olga, ben, proposal):
    with at(timezone.now() - dt.timedelta(days=31)):
        actions.say(proposal=proposal, by=olga, kind="note", text="@Ben, das ist lange her.")
    new = actions.say(proposal=proposal, by=olga, kind="note", text="@Ben, das ist neu.")
    assert desk_of(ben).mentions == [new]


def test_nobody_waits_for_a_withdrawn_proposal(ben, proposal, reply):
    proposals.transition(proposal=proposal, verb="withdraw", by="author")
    assert desk_of(ben).is_empty


def test_a_withdrawn_proposal_keeps_its_conversation_until_its_words_go(proposal, question):
    proposals.transition(proposal=proposal, verb="withdraw", by="author")
    actions.forget(timezone.now())
    assert fresh(question).text


def test_an_unread_reply_expires_after_thirty_days_and_not_before(reply):
    actions.forget(timezone.now() + dt.timedelta(days=30))
    assert fresh(reply).state == State.WAITING and fresh(reply).text
    actions.forget(timezone.now() + dt.timedelta(days=31))
    assert fresh(reply).state == State.EXPIRED and not fresh(reply).text


def test_what_was_declined_can_be_read_by_its_author_for_thirty_days(ben, reply):
    actions.decide(contribution=reply, by=ben, verb="decline", rule=ModerationRule.UNRELATED)
    actions.forget(timezone.now() + dt.timedelta(days=29))
    assert fresh(reply).text
    actions.forget(timezone.now() + dt.timedelta(days=31))
    assert not fresh(reply).text


# -- Once more ------------------------------------------------------------------------
def test_what_was_declined_may_be_sent_again(ben, proposal, question, reply):
    actions.decide(contribution=reply, by=ben, verb="decline", rule=ModerationRule.UNRELATED)
    again = actions.reply(proposal=proposal, question=question, text=reply.text)
    assert again.pk != reply.pk and again.state == State.WAITING


def test_the_phone_shows_first_what_it_has_not_answered_and_then_the_latest(proposal, olga):
    asked = []
    for hours, text in enumerate(("Wo?", "Wann?", "Für wen?"), start=-3):
        with at(timezone.now() + dt.timedelta(hours=hours)):
            asked.append(actions.say(proposal=proposal, by=olga, kind="question", text=text))
    actions.reply(proposal=proposal, question=asked[2], text="Für alle.")
    assert [entry.said.text for entry in author_thread(proposal).questions] == ["Wann?", "Wo?", "Für wen?"]


def test_a_reply_ends_at_six_hundred_characters(answer_from_phone, question):
    answer = answer_from_phone(question, "a" * 601)
    assert answer.status_code == 422 and "a" * 601 in answer.content.decode() and not question.replies.exists()
    assert answer_from_phone(question, "a" * 600).status_code == 303


def test_a_release_needs_no_rule_and_keeps_none(ben, reply):
    actions.decide(contribution=reply, by=ben, verb="release", rule=ModerationRule.HURTFUL, reason="Danke!")
    decision = fresh(reply).last_decision
    assert (decision.rule, decision.reason) == ("", "")


def test_an_at_sign_in_public_mentions_nobody(proposal, olga, ben):
    said = actions.say(proposal=proposal, by=olga, kind="comment", text="Danke @Ben und @alle!")
    assert said.kind == Kind.COMMENT and not said.mentioned.exists()


def test_the_action_itself_lets_nobody_report_what_nobody_sees(proposal, olga, reply):
    note = actions.say(proposal=proposal, by=olga, kind="note", text="Nur unter uns.")
    for hidden in (note, reply):
        with pytest.raises(Refused):
            actions.report(contribution=fresh(hidden))


def test_a_merged_proposal_is_reported_where_it_goes_on(as_user, olga, make_proposal, proposal, question):
    lead = make_proposal("Rufbus für alle Ortsteile", workshop=proposal.workshop)
    proposals.merge(proposal=proposal, into=lead, by=olga, reason="Dasselbe.")
    assert as_user().get(reverse("report", args=[lead.pk, question.pk])).status_code == 200
    assert Proposal.objects.get(pk=proposal.pk).merged_into == lead
