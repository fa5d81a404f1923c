"""Nora follows a proposal by e-mail: she asks, confirms, gets at most one short mail a day, and ends it with one press."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from participation.discussion.actions import decide, say
from participation.following import actions as following
from participation.following import sealing
from participation.following.actions import tell
from participation.following.models import Follower
from participation.following.subjects import FollowedProposal
from participation.live.wire import server
from participation.proposals import actions
from participation.proposals.models import Proposal

from ..house.reading import templates
from .conftest import NORA, ask, link_in, morning, publish_answer, subjects

pytestmark = pytest.mark.django_db

WORDS = {
    "de": {"ask": "„Rufbus am Freitagabend“ verfolgen?", "news": "Neues zu „Rufbus am Freitagabend“", "line": "Beantwortet: angenommen"},
    "en": {"ask": "Follow “Rufbus am Freitagabend”?", "news": "News about “Rufbus am Freitagabend”", "line": "Answered: accepted"},
}


@pytest.mark.parametrize("language", ["de", "en"])
def test_who_confirms_hears_of_the_answer_next_morning_in_her_language(language, proposal, clara):
    ask(proposal, language=language)
    assert subjects() == [WORDS[language]["ask"]] and mail.outbox[0].to == [NORA]
    Client().post(link_in(mail.outbox[0]))
    publish_answer(proposal, clara)
    assert tell(morning()) == 1
    message = mail.outbox[1]
    assert message.subject == WORDS[language]["news"] and message.to == [NORA]
    assert WORDS[language]["line"] in message.body and reverse("proposal", args=[proposal.pk]) in message.body


@pytest.mark.parametrize("scheme", ["https", "http"])
def test_every_mail_says_that_a_machine_wrote_it_and_news_how_to_end_them(followed, proposal, clara, settings, scheme):
    """The press of one button in a mail program needs https (RFC 8058); the link does not."""
    settings.SECURE, settings.BASE_URL = scheme == "https", f"{scheme}://beteiligung.auental.example"
    publish_answer(followed, clara)
    tell(morning())
    ask(proposal, "otto@example.org")
    news, question = (message.extra_headers for message in mail.outbox)
    assert news["Auto-Submitted"] == question["Auto-Submitted"] == "auto-generated"
    assert news.get("List-Unsubscribe-Post") == ("List-Unsubscribe=One-Click" if scheme == "https" else None)
    assert news["List-Unsubscribe"].strip("<>").endswith(link_in(mail.outbox[0])) and "List-Unsubscribe" not in question


def test_nothing_is_stored_before_the_confirmation(proposal):
    ask(proposal)
    Client().get(link_in(mail.outbox[0]))  # a scanner opens every link
    assert not Follower.objects.exists()
    assert Client().post(link_in(mail.outbox[0])).status_code == 200 and Follower.objects.count() == 1


def test_what_happens_on_one_day_is_one_mail(followed, clara, emil):
    publish_answer(followed, clara)
    plan = actions.plan_milestone(proposal=followed, by=clara, what="Fahrplan", who="Hauptamt", by_when=timezone.localdate())
    actions.achieve_milestone(proposal=followed, by=clara, milestone=plan.pk)
    say(proposal=followed, by=emil, kind="comment", text="Das haben wir lange gewollt.")
    assert [tell(morning()), tell(morning()), tell(morning(2))] == [1, 0, 0]
    body = mail.outbox[0].body
    assert body.index("Beantwortet") < body.index("Meilenstein erreicht") and "Öffentlicher Kommentar: Emil" in body


def test_many_followers_are_told_some_at_a_time(followed, clara, monkeypatch):
    monkeypatch.setattr(following, "AT_ONCE", 2)
    for number in range(4):
        following.follow(subject=FollowedProposal(followed), address=f"n{number}@example.org", language="de")
    publish_answer(followed, clara)
    assert [tell(morning()), tell(morning())] == [5, 0] and len({message.to[0] for message in mail.outbox}) == 5


def test_of_a_proposal_withdrawn_while_many_are_told_the_others_hear_no_word(followed, clara, monkeypatch):
    monkeypatch.setattr(following, "AT_ONCE", 1)
    following.follow(subject=FollowedProposal(followed), address="otto@example.org", language="de")
    publish_answer(followed, clara)
    tell_some = following._tell_some

    def tell_and_withdraw(*args):
        told = tell_some(*args)
        Proposal.objects.update(state="withdrawn")
        return told

    monkeypatch.setattr(following, "_tell_some", tell_and_withdraw)
    tell(morning())
    first, second = mail.outbox
    assert followed.title in first.body and followed.title not in second.subject + second.body and "zurückgezogen" in second.body


def test_small_steps_bring_no_mail(followed, clara):
    actions.transition(proposal=followed, verb="acknowledge", by=clara)
    actions.transition(proposal=followed, verb="review", by=clara)
    assert tell(morning()) == 0 and not mail.outbox


def test_nobody_s_phone_rings_at_night(followed, clara):
    publish_answer(followed, clara)
    assert tell(morning() - timedelta(hours=2)) == 0


def test_what_was_taken_down_the_same_day_is_not_told(followed, emil, ben):
    comment = say(proposal=followed, by=emil, kind="comment", text="Ruft doch Max Mustermann an.")
    decide(contribution=comment, by=ben, verb="take_down", rule="personal")
    assert tell(morning()) == 0


def test_a_promise_that_was_not_kept_is_told(followed):
    followed.answer_by = timezone.localdate() - timedelta(days=1)
    followed.save()
    assert tell(morning()) == 1 and "Die Antwort ist überfällig" in mail.outbox[0].body


def test_of_a_withdrawn_proposal_no_word_is_repeated(followed):
    actions.transition(proposal=followed, verb="withdraw", by="author")
    assert tell(morning()) == 1 and not Follower.objects.exists()
    assert followed.reference in mail.outbox[0].subject and "Rufbus" not in mail.outbox[0].subject + mail.outbox[0].body


def test_the_server_looks_every_hour(followed, monkeypatch):
    given = {}
    monkeypatch.setattr(server, "serve", lambda **options: given.update(options))
    monkeypatch.setattr(following, "MORNING", 0)
    call_command("serve")
    Follower.objects.update(told=timezone.localdate() - timedelta(days=1))
    given["hourly"]()
    assert Follower.objects.get().told == timezone.localdate()


# -- Nobody learns who follows, and nobody is flooded -----------------------------------------
def test_the_page_says_the_same_whatever_is_typed(followed):
    ask(followed, "asked@example.org")
    answers = [ask(followed, address) for address in (NORA, "new@example.org", "asked@example.org")]
    assert len({(answer.status_code, answer["Location"], answer.content) for answer in answers}) == 1
    page = Client().get(answers[0]["Location"]).content.decode()
    assert "Bitte ins Postfach schauen." in page and "@" not in page


def test_an_address_gets_one_question_a_day(proposal, make_proposal):
    ask(proposal)
    ask(proposal, NORA.upper())
    ask(make_proposal("Ein Proberaum für alle"))
    assert len(mail.outbox) == 1


def test_a_script_can_t_send_mail_to_the_whole_world(proposal):
    answers = [ask(proposal, f"n{number}@example.org") for number in range(40)]
    assert len(mail.outbox) == 30 and answers[-1].status_code == 429
    assert "n39@example.org" in answers[-1].content.decode(), "what was typed is kept"


TYPED = ["", "nora", "nora@", "nora@example.org\r\nBcc: all@example.org", "a" * 300 + "@example.org"]
NO_MAIL_GOES_THERE = [f"nora@{'ü' * 60}.example", '"nora\x0bBcc:all"@example.org', "=?utf-8?q?nora=0d=0aBcc?=@example.org"]


@pytest.mark.parametrize("typed", TYPED + NO_MAIL_GOES_THERE)
def test_a_wrong_address_is_said_and_kept(typed, proposal):
    answer = ask(proposal, typed)
    page = answer.content.decode()
    assert answer.status_code == 422 and not mail.outbox and 'aria-invalid="true"' in page
    assert escape(typed.split("\r")[0]) in page


def test_a_proposal_that_is_not_public_or_went_into_another_can_t_be_followed(proposal, make_proposal):
    merged, secret = make_proposal("Ein Proberaum für alle", state="merged"), make_proposal("Ein Skatepark am See", state="declined")
    assert [ask(each).status_code for each in (merged, secret)] == [404, 404]
    assert "id_address" not in Client().get(reverse("proposal", args=[merged.pk])).content.decode()


# -- Links ------------------------------------------------------------------------------------
def test_a_second_press_says_that_the_address_follows_already(proposal):
    ask(proposal)
    first, second = (Client().post(link_in(mail.outbox[0])).content.decode() for _press in range(2))
    assert "Geschafft" in first and "verfolgt das schon" in second and Follower.objects.count() == 1


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_that_is_too_old_says_so(method, proposal):
    wish = sealing.Wish(proposal.pk, NORA, "de")
    two_days = 48 * 60 * 60
    fresh, old = (
        reverse("follow_confirm", args=[sealing.confirmation_token(wish, timezone.now().timestamp() - age)])
        for age in (two_days - 60, two_days + 60)
    )
    press = getattr(Client(), method)
    assert press(fresh).status_code == 200
    answer = press(old)
    assert answer.status_code == 410 and "zu alt" in answer.content.decode()


@pytest.mark.parametrize("path", ["/follow/{}/", "/follow/{}/stop/"])
@pytest.mark.parametrize("token", ["x", "gAAAAA", "ä", "a:b", "="])
def test_a_link_that_is_not_whole_says_so(path, token):
    for answer in (Client().get(path.format(token)), Client().post(path.format(token))):
        assert answer.status_code == 404 and "nicht vollständig" in answer.content.decode()


def test_the_link_shows_nobody_s_address(proposal):
    ask(proposal)
    assert "nora" not in link_in(mail.outbox[0]).lower()
    page = Client().get(link_in(mail.outbox[0]))
    assert NORA not in page.content.decode() and page["Cache-Control"] == "no-store" and not page.cookies


def test_one_press_ends_it_as_mail_programs_press(followed, clara):
    """RFC 8058: a POST without a cookie, a login or a token. A scanner that opens the link ends nothing."""
    publish_answer(followed, clara)
    tell(morning())
    program = Client(enforce_csrf_checks=True)
    assert program.get(link_in(mail.outbox[0])).status_code == 200 and Follower.objects.exists()
    for _press in range(2):
        answer = program.post(link_in(mail.outbox[0]), {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200 and not Follower.objects.exists()


# -- What an insider finds --------------------------------------------------------------------
def test_the_table_tells_neither_who_nor_when_nor_who_follows_two(make_proposal):
    first, second = make_proposal("Rufbus am Freitagabend"), make_proposal("Ein Proberaum für alle")
    for proposal, address in ((first, NORA), (second, NORA), (first, "a@b.example")):
        following.follow(subject=FollowedProposal(proposal), address=address, language="de")
    rows = list(Follower.objects.all())
    assert len({bytes(row.key) for row in rows}) == 3 and len({len(row.sealed) for row in rows}) == 1
    assert all(sealing._fernet("follower").extract_timestamp(bytes(row.sealed)) == 0 for row in rows)
    assert not any(b"nora" in bytes(row.sealed) for row in rows)
    tell(morning())
    assert {row.told for row in Follower.objects.all()} == {morning().date()}, "one day for all, whenever they came"


def test_with_another_key_nothing_is_sent(followed, clara, settings):
    publish_answer(followed, clara)
    settings.SECRET_KEY = "x" * 50
    assert tell(morning()) == 0 and not mail.outbox


# -- Forgetting -------------------------------------------------------------------------------
def forget(**later):
    return following.forget(timezone.now() + timedelta(**later))


def test_a_year_after_the_last_step_followers_go(followed, clara):
    assert forget(days=360) == 0
    actions.transition(proposal=followed, verb="acknowledge", by=clara)
    assert forget(days=365 + 15) == 0, "the answer is promised for in 18 days"
    assert forget(days=365 + 20) == 1 and not Follower.objects.exists()


def test_a_milestone_keeps_them_for_a_year_after_its_day(followed, clara):
    publish_answer(followed, clara)
    by_when = timezone.localdate() + timedelta(days=400)
    actions.plan_milestone(proposal=followed, by=clara, what="Fahrplan", who="Hauptamt", by_when=by_when)
    assert [forget(days=days) for days in (760, 770)] == [0, 1]


def test_they_go_with_their_proposal(followed):
    followed.delete()
    assert not Follower.objects.exists()


def test_the_hourly_forget_knows_them():
    from workshops.extensions import RETENTION

    assert RETENTION["followers"](timezone.now()) == 0


# -- Young people -----------------------------------------------------------------------------
def test_no_phone_in_the_workshop_asks_for_an_address():
    asking = [path for path, text in templates().items() if path.startswith(("templates/phone", "templates/stage")) and "email" in text]
    assert not asking


def test_the_form_says_for_whom_it_is_and_what_is_stored(proposal):
    page = Client().get(reverse("proposal", args=[proposal.pk])).content.decode()
    assert "auch für Erwachsene und fürs Rathaus" in page and "Was wird gespeichert?" in page and "Der private Link sagt alles" in page
