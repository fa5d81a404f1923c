"""What is said at the desk, replied from the phone and read in public."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from participation.discussion import actions
from participation.discussion.models import Contribution, Decision, Kind, Report, State
from participation.proposals import actions as proposals
from participation.proposals.models import Immutable, Proposal
from participation.proposals.moderation_rules import ModerationRule
from workshops.refused import Refused

pytestmark = pytest.mark.django_db


def say(client, proposal, to, text):
    return client.post(reverse("conversation_say", args=[proposal.pk]), {"to": to, "text": text})


def decide(client, contribution, verb, **more):
    return client.post(reverse("conversation_decide", args=[contribution.pk]), {"verb": verb, **more})


# -- At the desk ----------------------------------------------------------------
def test_who_reads_it_is_chosen_first_and_decides_where_it_is(as_user, olga, proposal, page):
    for to, text in (("note", "Der Betreiber zögert."), ("comment", "Wir prüfen das gern."), ("question", "Reicht euch Freitag?")):
        assert say(as_user(olga), proposal, to, text).status_code == 303
    desk, public = page(olga, "dashboard_proposal", proposal.pk), page(None, "proposal", proposal.pk)
    assert all(text in desk for text in ("Der Betreiber zögert.", "Wir prüfen das gern.", "Reicht euch Freitag?"))
    assert "Der Betreiber zögert." not in public and "Wir prüfen das gern." in public and "Reicht euch Freitag?" in public


def test_without_a_choice_nothing_is_written_and_the_text_stays(as_user, olga, proposal):
    answer = as_user(olga).post(reverse("conversation_say", args=[proposal.pk]), {"text": "Nur für uns?"})
    html = answer.content.decode()
    assert answer.status_code == 422 and "Nur für uns?" in html and "Wähle" not in html and "wer es lesen soll" in html
    assert not Contribution.objects.exists()


def test_nothing_can_be_changed_or_switched(question):
    question.kind = Kind.NOTE
    with pytest.raises(Immutable):
        question.save()
    with pytest.raises(Immutable):
        Contribution.objects.filter(pk=question.pk).update(text="anders")
    assert not hasattr(actions, "edit")


def test_a_colleague_is_mentioned_by_first_or_whole_name(as_user, olga, make_user, town, proposal, page):
    tomas = make_user("Tomas Riedl", town, "officer")
    say(as_user(olga), proposal, "note", "@Tomas Riedl, geht das? Und @tomas noch einmal.")
    assert list(Contribution.objects.get().mentioned.all()) == [tomas]
    assert "geht das?" in page(tomas, "conversations") and "geht das?" not in page(olga, "conversations")


@pytest.mark.parametrize("name", ["Dev", "Emil", "Niemand"])  # another town's, a council member, nobody
def test_whoever_does_not_read_notes_cannot_be_mentioned(as_user, olga, emil, dev, proposal, name):
    answer = say(as_user(olga), proposal, "note", f"Frag @{name} dazu.")
    html = answer.content.decode()
    assert answer.status_code == 409 and f"Frag @{name} dazu." in html and f"{name} liest" in html
    assert not Contribution.objects.exists()


def test_two_of_the_same_first_name_need_the_whole_one(olga, make_user, town, proposal):
    make_user("Ines Vogt", town, "officer")
    make_user("Ines Kern", town, "officer")
    with pytest.raises(Refused, match="Ines"):
        actions.say(proposal=proposal, by=olga, kind="note", text="@Ines bitte")
    assert actions.say(proposal=proposal, by=olga, kind="note", text="@Ines Vogt bitte").mentioned.get().name == "Ines Vogt"


def test_an_address_is_no_mention(olga, proposal):
    assert not actions.say(proposal=proposal, by=olga, kind="note", text="mail an tomas@example.org").mentioned.exists()


# -- From the phone ---------------------------------------------------------------
def test_the_private_link_is_enough_also_a_day_later(link, question, answer_from_phone, as_user):
    actions.forget(timezone.now() + dt.timedelta(hours=25))
    phone = as_user().get(reverse("receipt", args=[link])).content.decode()
    assert "Reicht euch der Freitag?" in phone and reverse("receipt_reply", args=[link, question.pk]) in phone
    answer = answer_from_phone(question, "Ja, sehr.")
    assert answer.status_code == 303 and answer["Location"].startswith(reverse("receipt", args=[link]))
    phone = as_user().get(reverse("receipt", args=[link])).content.decode()
    assert "Ja, sehr." in phone and "Wird gelesen" in phone


def test_a_reply_names_nobody(reply):
    """A day and a random number; no time, no author, no participant."""
    assert reply.at is None and reply.author is None and reply.role == "" and reply.day == timezone.localdate()
    assert {field.name for field in Contribution._meta.concrete_fields} == {
        "id", "proposal", "kind", "text", "day", "at", "author", "role", "question",
    }  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Contribution.objects.create(
            proposal=reply.proposal, kind=Kind.REPLY, text="x", day=reply.day, question=reply.question, at=timezone.now()
        )


def test_staff_read_a_reply_at_once_and_the_public_after_its_release(as_user, ben, olga, emil, proposal, reply, page):
    assert reply.text in page(olga, "dashboard_proposal", proposal.pk)
    assert reply.text in page(ben, "conversations")
    assert reply.text not in page(emil, "dashboard_proposal", proposal.pk) and reply.text not in page(None, "proposal", proposal.pk)
    assert decide(as_user(ben), reply, "release").status_code == 303
    assert reply.text in page(None, "proposal", proposal.pk) and reply.text in page(emil, "dashboard_proposal", proposal.pk)
    assert reply.text not in page(ben, "conversations")


def test_whoever_asked_does_not_release_the_reply(as_user, olga, proposal, reply, page):
    answer = decide(as_user(olga), reply, "release")
    assert answer.status_code == 409 and "entscheidet nicht" in answer.content.decode()
    assert reply.state == State.WAITING


def test_a_phone_number_is_pointed_out_to_author_and_moderator(answer_from_phone, question, ben, proposal, page):
    words = "Ruf mich an: 0151 23456789"
    answer = answer_from_phone(question, words)
    html = answer.content.decode()
    assert answer.status_code == 422 and words in html and "Telefonnummer" in html and not question.replies.exists()
    assert answer_from_phone(question, words, sure="1").status_code == 303
    assert "Telefonnummer" in page(ben, "dashboard_proposal", proposal.pk)


def test_an_empty_reply_gets_a_sentence(answer_from_phone, question):
    answer = answer_from_phone(question, "  ")
    assert answer.status_code == 422 and "Bitte schreib" in answer.content.decode()


def test_the_same_reply_twice_is_one(answer_from_phone, question):
    assert [answer_from_phone(question, "Ja.").status_code for _time in range(2)] == [303, 303]
    assert question.replies.count() == 1


def test_a_link_that_floods_is_slowed_down(answer_from_phone, question):
    answers = [answer_from_phone(question, f"Antwort {number}") for number in range(7)]
    assert [answer.status_code for answer in answers] == [303] * 3 + [409] * 2 + [429] * 2
    assert "Antwort 6" in answers[-1].content.decode() and question.replies.count() == 3


def test_a_question_of_another_proposal_is_not_answered(make_proposal, olga, answer_from_phone):
    other = actions.say(proposal=make_proposal("Ein anderer Vorschlag"), by=olga, kind="question", text="Und ihr?")
    assert answer_from_phone(other, "Nein.").status_code == 409 and not other.replies.exists()


def test_no_answer_to_a_reply_gives_the_link_away(question, answer_from_phone):
    for answer in (answer_from_phone(question, ""), answer_from_phone(question, "Ja.")):
        assert "noindex" in answer["X-Robots-Tag"] and answer["Referrer-Policy"] == "same-origin"
        assert answer["Cache-Control"] == "no-store"


def test_a_wrong_link_finds_nothing(question, as_user):
    assert as_user().post(reverse("receipt_reply", args=["x" * 22, question.pk]), {"text": "Ja."}).status_code == 404


@pytest.mark.parametrize(
    ("verb", "said"), [("release", "Öffentlich"), ("decline", "Nicht freigegeben"), ("take_down", "Entfernt"), (None, "Abgelaufen")]
)
def test_the_phone_says_what_became_of_the_reply(ben, link, reply, as_user, verb, said):
    rule = ModerationRule.HURTFUL
    if verb == "take_down":
        actions.decide(contribution=reply, by=ben, verb="release")
        reply = Contribution.objects.get(pk=reply.pk)
    if verb:
        actions.decide(contribution=reply, by=ben, verb=verb, rule=rule, reason="Bitte ohne Schimpfwort.")
    else:
        actions.forget(timezone.now() + dt.timedelta(days=32))
    phone = as_user().get(reverse("receipt", args=[link])).content.decode()
    assert said in phone and ("Schimpfwort" in phone) == (verb in {"decline", "take_down"})


# -- In public --------------------------------------------------------------------
def test_what_is_taken_down_leaves_its_reason(as_user, ben, emil, proposal, page):
    comment = actions.say(proposal=proposal, by=emil, kind="comment", text="Das ist doch Quatsch von Kindern.")
    assert decide(as_user(ben), comment, "take_down").status_code == 409, "no rule was named"
    assert decide(as_user(ben), comment, "take_down", rule="hurtful", reason="Abwertend.").status_code == 303
    public = page(None, "proposal", proposal.pk)
    assert "Quatsch" not in public and "Abwertend." in public and "beleidigt" in public


def test_steps_stand_between_the_words(olga, proposal, question, page):
    proposals.transition(proposal=proposal, verb="review", by=olga)
    public = page(None, "proposal", proposal.pk)
    public = public[public.index('id="conversation"') :]
    assert public.index("Ans Rathaus übergeben") < public.index("Reicht euch der Freitag?") < public.index("In Prüfung")


def test_anybody_reports_and_staff_see_how_many(as_user, ben, emil, proposal, page):
    comment = actions.say(proposal=proposal, by=emil, kind="comment", text="Kauft Busse bei mir!")
    address = reverse("report", args=[proposal.pk, comment.pk])
    assert "Kauft Busse bei mir!" in as_user().get(address).content.decode()
    assert as_user().post(address, {"reason": "Werbung"}).status_code == 200
    assert as_user().post(address, {"reason": ""}).status_code == 200
    desk = page(ben, "dashboard_proposal", proposal.pk)
    assert "2-mal gemeldet" in desk and "Werbung" in desk and "Kauft Busse" in page(ben, "conversations")
    decide(as_user(ben), comment, "keep")
    assert not Report.objects.exists() and comment.state == State.PUBLIC


def test_reports_are_limited(as_user, proposal, question):
    address = reverse("report", args=[proposal.pk, question.pk])
    assert [as_user().post(address).status_code for _time in range(6)] == [200] * 5 + [429]
    assert Report.objects.count() == 5


def test_only_what_is_public_can_be_reported(as_user, olga, proposal, reply):
    note = actions.say(proposal=proposal, by=olga, kind="note", text="intern")
    for hidden in (note, reply):
        assert as_user().get(reverse("report", args=[proposal.pk, hidden.pk])).status_code == 404


# -- Merged, withdrawn, forgotten -------------------------------------------------
def test_the_conversation_of_a_merged_proposal_goes_on_at_the_other(as_user, olga, proposal, question, make_proposal, link, page):
    lead = make_proposal("Rufbus für alle Ortsteile", workshop=proposal.workshop)
    proposals.merge(proposal=proposal, into=lead, by=olga, reason="Dasselbe.")
    desk = page(olga, "dashboard_proposal", proposal.pk)
    assert "Das Gespräch geht hier weiter" in desk and question.text not in desk
    assert question.text in page(olga, "dashboard_proposal", lead.pk) and question.text in page(None, "proposal", lead.pk)
    answer = say(as_user(olga), proposal, "note", "noch etwas")
    assert answer.status_code in {409, 422} and "noch etwas" in answer.content.decode()
    assert question.text in as_user().get(reverse("receipt", args=[link])).content.decode()
    assert as_user().post(reverse("receipt_reply", args=[link, question.pk]), {"text": "Ja."}).status_code == 303


def test_a_withdrawn_proposal_takes_its_conversation_along(as_user, proposal, question, reply, link, answer_from_phone):
    proposals.transition(proposal=proposal, verb="withdraw", by="author")
    assert question.text not in as_user().get(reverse("receipt", args=[link])).content.decode()
    answer = answer_from_phone(question, "Zu spät.")
    assert answer.status_code == 409 and "nicht mehr beantworten" in answer.content.decode()
    Proposal.objects.filter(pk=proposal.pk).update(title="", what="", why="")  # as proposals are forgotten after 30 days
    actions.forget(timezone.now())
    assert not Contribution.objects.exists()


def test_the_action_itself_refuses_a_reply_to_what_is_closed(ben, proposal, question):
    actions.decide(contribution=question, by=ben, verb="take_down", rule=ModerationRule.HURTFUL)
    with pytest.raises(Refused):
        actions.reply(proposal=proposal, question=Contribution.objects.get(pk=question.pk), text="Ja.")
    open_one = actions.say(proposal=proposal, by=ben, kind="comment", text="Noch offen.")
    proposals.transition(proposal=proposal, verb="withdraw", by="author")
    with pytest.raises(Refused):
        actions.reply(proposal=proposal, question=open_one, text="Ja.")


def test_after_thirty_days_what_nobody_may_read_is_gone(ben, question, reply, answer_from_phone):
    answer_from_phone(question, "Noch eine.")
    declined = question.replies.exclude(pk=reply.pk).get()
    actions.decide(contribution=declined, by=ben, verb="decline", rule=ModerationRule.UNRELATED)
    actions.forget(timezone.now() + dt.timedelta(days=29))
    assert {each.text for each in question.replies.all()} == {reply.text, declined.text}
    actions.forget(timezone.now() + dt.timedelta(days=32))
    assert {each.text for each in question.replies.all()} == {""} and Contribution.objects.get(kind=Kind.QUESTION).text
    assert [decision.verb for decision in reply.decisions.all()] == [Decision.Verb.EXPIRE]


# -- Cost -------------------------------------------------------------------------
def test_a_long_conversation_takes_as_many_queries_as_a_short_one(as_user, clara, olga, ben, proposal, link, count_queries):
    def speak(times):
        for number in range(times):
            asked = actions.say(proposal=proposal, by=olga, kind="question", text=f"Frage {number} {times}?")
            actions.say(proposal=proposal, by=olga, kind="note", text=f"@Ben Notiz {number}")
            said = actions.reply(proposal=proposal, question=asked, text=f"Antwort {number}")
            actions.decide(contribution=said, by=ben, verb="release")

    pages = [(clara, "dashboard_proposal", [proposal.pk]), (ben, "conversations", [])]
    pages += [(None, "proposal", [proposal.pk]), (None, "receipt", [link])]
    clients = {user: as_user(user) for user, _name, _arguments in pages}
    speak(1)
    addresses = [(clients[user], reverse(name, args=arguments)) for user, name, arguments in pages]
    for client, address in addresses:
        client.get(address)  # the public page sets a cookie, which costs a query from then on
    few = [count_queries(lambda each=each: each[0].get(each[1])) for each in addresses]
    speak(4)
    assert [count_queries(lambda each=each: each[0].get(each[1])) for each in addresses] == few
