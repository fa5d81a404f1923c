"""What lies just outside the rules of the conversation: another town, a thing of the past, somebody who has left, the same words again."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from participation.demo_data.clock import at
from participation.discussion import actions
from participation.discussion.models import Contribution, Kind, State
from participation.discussion.queries import broken_rules, desk_of, shown_at
from participation.discussion.rules import decisions_for
from participation.discussion.templatetags.discussion import say_form
from participation.discussion.thread import author_thread, public_thread
from participation.proposals import actions as proposals
from participation.proposals.models import DeclinedBefore, Declining, Proposal
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


def test_broken_rules_are_counted_by_town(town, other_town, ben, question, make_proposal):
    actions.decide(contribution=question, by=ben, verb="take_down", rule=ModerationRule.HURTFUL)
    for _time in range(5):
        kept_out = make_proposal("Mit dem Namen eines Nachbarn", state="declined", handed_over_at=None)
        Declining.objects.create(proposal=kept_out, rule=ModerationRule.HURTFUL)
    DeclinedBefore.objects.create(municipality=town, rule=ModerationRule.UNRELATED, number=5)
    assert [sum(each.taken_down for each in broken_rules(there)) for there in (town, other_town)] == [1, 0]
    assert [sum(each.declined for each in broken_rules(there)) for there in (town, other_town)] == [10, 0]


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


def test_a_report_belongs_to_the_page_on_which_it_stands(as_user, elsewhere, proposal, question, olga):
    assert as_user().get(reverse("report", args=[elsewhere.pk, question.pk])).status_code == 404
    note = actions.say(proposal=proposal, by=olga, kind="note", text="Nur unter uns.")
    assert shown_at(proposal, question.pk) == question and shown_at(proposal, note.pk) is None


def test_what_a_withdrawn_proposal_was_told_is_not_shown_by_its_report(as_user, proposal, question):
    proposals.transition(proposal=proposal, verb="withdraw", by="author")
    assert as_user().get(reverse("report", args=[proposal.pk, question.pk])).status_code == 404


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


def test_what_the_town_hall_took_down_is_not_repeated_to_its_authors(ben, question, answer_from_phone):
    actions.decide(contribution=question, by=ben, verb="take_down", rule=ModerationRule.HURTFUL)
    html = answer_from_phone(question, "Ja, gern.").content.decode()
    assert "nicht mehr beantworten" in html and "Ja, gern." in html and question.text not in html


def test_what_is_taken_down_stays_down(emil, proposal):
    said = actions.say(proposal=proposal, by=emil, kind="comment", text="Das war vorschnell.")
    actions.decide(contribution=said, by=emil, verb="take_down", rule=ModerationRule.UNRELATED)
    assert decisions_for(emil, proposal, fresh(said)) == []


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


def test_a_colleague_who_is_named_twice_gets_one_mail(proposal, olga, ben, mailoutbox):
    actions.say(proposal=proposal, by=olga, kind="note", text="@Ben, und noch einmal: @ben!")
    assert [message.to for message in mailoutbox] == [[ben.email]]


def test_nobody_outside_learns_that_a_reply_waits(proposal, olga, reply):
    actions.say(proposal=proposal, by=olga, kind="note", text="Nur unter uns.")
    actions.say(proposal=proposal, by=olga, kind="comment", text="Wir prüfen das.")
    question, comment = public_thread(proposal).entries
    assert (question.said.kind, question.replies, comment.said.kind) == (Kind.QUESTION, [], Kind.COMMENT)
    assert [entry.said.kind for entry in author_thread(proposal).entries] == [Kind.QUESTION]


def test_a_released_reply_is_that_of_the_young_people(ben, proposal, reply, page):
    actions.decide(contribution=reply, by=ben, verb="release")
    assert "Die Jugendlichen, von denen der Vorschlag kommt" in page(None, "proposal", proposal.pk)


def test_nothing_is_chosen_before_somebody_chooses_who_reads_it(proposal, olga, emil):
    assert [each["checked"] for each in say_form(proposal, olga).choices()] == [False, False, False]
    assert [(each["kind"], each["checked"]) for each in say_form(proposal, emil).choices()] == [("comment", True)]


def test_the_action_itself_lets_nobody_report_what_nobody_sees(proposal, olga, reply):
    note = actions.say(proposal=proposal, by=olga, kind="note", text="Nur unter uns.")
    for hidden in (note, reply):
        with pytest.raises(Refused):
            actions.report(contribution=fresh(hidden))


def test_the_action_itself_lets_nobody_speak_where_nothing_goes_on(proposal, olga, make_proposal):
    """Olga's page is older than the press of her colleague, or of the authors."""
    lead = make_proposal("Rufbus für alle Ortsteile", workshop=proposal.workshop)
    proposals.merge(proposal=proposal, into=lead, by=olga, reason="Dasselbe.")
    proposals.transition(proposal=lead, verb="withdraw", by="author")
    proposals.transition(proposal=Proposal.objects.get(pk=proposal.pk), verb="withdraw", by="author")
    other = make_proposal("Rufbus am Samstag", workshop=proposal.workshop)
    proposals.merge(proposal=other, into=make_proposal("Rufbus am Sonntag", workshop=proposal.workshop), by=olga, reason="Dasselbe.")
    for closed, why in ((lead, "zurückgezogen"), (proposal, "zurückgezogen"), (other, "zusammengeführt")):
        with pytest.raises(Refused, match=why):
            actions.say(proposal=closed, by=olga, kind="note", text="Zu spät.")


def test_the_action_itself_lets_nobody_report_at_a_withdrawn_proposal(proposal, question):
    proposals.transition(proposal=proposal, verb="withdraw", by="author")
    with pytest.raises(Refused):
        actions.report(contribution=fresh(question))


def test_the_action_itself_takes_out_what_turns_the_text_around_it(proposal, olga, question):
    words = "Hallo  \u202eHarm\x07"
    said = actions.say(proposal=proposal, by=olga, kind="comment", text=words)
    reply = actions.reply(proposal=proposal, question=question, text=words)
    report = actions.report(contribution=said, reason=words)
    assert {said.text, reply.text, report.reason} == {"Hallo Harm"}


def test_released_replies_leave_room_for_more(ben, proposal, question):
    for number in range(4):
        said = actions.reply(proposal=proposal, question=question, text=f"Antwort {number}")
        actions.decide(contribution=said, by=ben, verb="release")
    assert question.replies.count() == 4


# -- Two that were merged -------------------------------------------------------------
@pytest.fixture
def lead(make_proposal, proposal, olga):
    """What Amina's proposal was merged into."""
    lead = make_proposal("Rufbus für alle Ortsteile", workshop=proposal.workshop)
    proposals.merge(proposal=proposal, into=lead, by=olga, reason="Dasselbe.")
    return lead


def test_a_reply_stays_with_its_question_when_two_go_apart_again(as_user, olga, ben, proposal, lead, answer_from_phone, page):
    asked = actions.say(proposal=lead, by=olga, kind="question", text="Auch am Sonntag?")
    assert answer_from_phone(asked, "Sonntag auch.").status_code == 303
    actions.decide(contribution=asked.replies.get(), by=ben, verb="release")
    proposals.transition(proposal=Proposal.objects.get(pk=proposal.pk), verb="unmerge", by=olga, reason="Doch etwas anderes.")
    assert "Sonntag auch." in page(None, "proposal", lead.pk) and "Sonntag auch." not in page(None, "proposal", proposal.pk)


def test_who_answers_the_two_does_not_release_replies_to_the_first(clara, reply, lead):
    """Clara has drafted the answer to the one in which Amina's goes on."""
    proposals.draft_response(proposal=lead, by=clara, verdict="rejected", reason="Das geht leider nicht, weil das Geld dafür fehlt.")
    with pytest.raises(Refused, match="entscheidet nicht"):
        actions.decide(contribution=fresh(reply), by=clara, verb="release")


def test_a_merged_proposal_is_reported_where_it_goes_on(as_user, proposal, question, lead):
    assert as_user().get(reverse("report", args=[lead.pk, question.pk])).status_code == 200
    assert Proposal.objects.get(pk=proposal.pk).merged_into == lead
