"""Ben does not release a proposal and names a rule; Amina may ask once for a second look, and somebody else decides."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from participation.demo_data.clock import at
from participation.live.extensions import MINE
from participation.proposals import actions
from participation.proposals.models import DeclinedBefore, Declining, Proposal, State
from participation.proposals.moderation import ProposalQueue
from participation.proposals.receipts import receipt_of
from participation.proposals.second_look import second_looks
from workshops.extensions import OWN_DATA
from workshops.models import Workshop
from workshops.moderation import digest_of
from workshops.refused import Refused

pytestmark = pytest.mark.django_db
REASON, NOTE = "Der Nachbar ist zu erkennen.", "Ohne den Namen wird das ein starker Vorschlag."


@pytest.fixture
def ada(make_user, town):
    return make_user("Ada", town, "admin")


@pytest.fixture
def declined(proposal, ben):
    actions.decline(proposal=proposal, by=ben, rule="personal", reason=REASON, note=NOTE)
    return proposal


@pytest.fixture
def waiting(declined, offer):
    """Amina has asked for a second look, and it has reached the desk."""
    actions.appeal(proposal=declined)
    offer()
    declined.refresh_from_db()
    return declined


@pytest.fixture
def page_of(client, amina):
    """page_of(proposal) → what stands behind Amina's private link."""
    return lambda proposal: client.get(reverse("receipt", args=[receipt_of(amina, proposal.uuid)])).content.decode()


@pytest.fixture
def desk(as_user):
    """desk(ada) → her page of conversations; desk(ada, proposal, verb="release") → her press there."""

    def look(user, proposal=None, **fields):
        if proposal is None:
            return as_user(user).get(reverse("conversations")).content.decode()
        fields = {"seen": digest_of(proposal.title, proposal.text)} | fields
        return as_user(user).post(reverse("second_look", args=[proposal.pk]), fields)

    return look


# -- Not releasing --------------------------------------------------------------------
@pytest.mark.parametrize("rule", ["", "ugly"])
def test_whoever_does_not_release_names_a_rule_of_the_public_list(proposal, ben, rule):
    with pytest.raises(Refused, match="Regel"):
        actions.decline(proposal=proposal, by=ben, rule=rule, reason=REASON)
    proposal.refresh_from_db()
    assert proposal.state == State.SUBMITTED and not Declining.objects.exists()


def test_the_author_reads_rule_reason_and_note(declined, page_of, amina, workshop):
    page = page_of(declined)
    assert "Es verrät, wer jemand ist" in page and REASON in page and NOTE in page
    (own,) = MINE["proposals"](workshop.room.slug, [amina])[0]
    assert own["note"] == NOTE and own["state"] == "declined"
    assert NOTE in str(OWN_DATA["proposals"].export(amina))


def test_nobody_else_reads_the_note_and_the_public_reads_nothing(waiting, ben, ada, desk, client):
    assert REASON in desk(ada) and NOTE not in desk(ada) + desk(ben)
    for name in ("moderation", "municipality_status", "municipality_proposals"):
        page = client.get(reverse(name, args=[waiting.municipality.slug])).content.decode()
        assert not any(words in page for words in (waiting.title, REASON, NOTE))


def test_the_event_names_no_person_and_holds_no_reason(declined):
    event = declined.events.last()
    assert (event.verb, event.role, event.reason) == ("decline", "facilitator", "")


# -- Asking once ----------------------------------------------------------------------
def test_the_author_asks_on_the_page_and_only_once(declined, page_of, client, amina, ada, offer, desk):
    address = reverse("receipt", args=[receipt_of(amina, declined.uuid)])
    assert 'value="appeal"' in page_of(declined)
    assert client.post(address, {"do": "appeal"}).status_code == 303
    assert "Jetzt liest jemand anderes deinen Vorschlag." in page_of(declined)
    offer()
    assert desk(ada, declined, verb="decline", rule="hurtful", note="Leider auch so.").status_code == 303
    page = page_of(declined)
    assert "auch beim zweiten Lesen nicht freigegeben" in page and "Leider auch so." in page and 'value="appeal"' not in page
    refused = client.post(address, {"do": "appeal"})
    assert refused.status_code == 409 and "schneller" in refused.content.decode()


def test_the_page_says_until_when_it_is_kept(declined, page_of, offer):
    from participation.dates import day

    last = day(timezone.localdate() + timedelta(days=30))
    assert last in page_of(declined)
    actions.appeal(proposal=declined)
    assert last in page_of(declined)


def test_it_waits_at_the_desk_and_not_at_the_console_of_who_declined(waiting, workshop, ben, ada, desk):
    assert ProposalQueue().waiting(workshop) == [] and ProposalQueue().unread(workshop) == 0
    assert waiting.title in desk(ada) and f'action="{reverse("second_look", args=[waiting.pk])}"' in desk(ada)
    assert waiting.title in desk(ben) and "second-look" not in desk(ben).partition('class="chapters"')[2]


# -- Who decides ----------------------------------------------------------------------
@pytest.mark.parametrize("verb", ["release", "return", "decline"])
def test_whoever_declined_does_not_decide_again(waiting, ben, ada, desk, verb):
    answer = desk(ben, waiting, verb=verb, change="Kürzer.", rule="hurtful")
    assert answer.status_code == 409 and "entscheidet nicht noch einmal" in answer.content.decode()
    waiting.refresh_from_db()
    assert waiting.state == State.SUBMITTED


@pytest.mark.parametrize(("verb", "state"), [("release", State.PUBLISHED), ("return", State.DRAFT), ("decline", State.DECLINED)])
def test_a_colleague_decides(waiting, ada, desk, verb, state):
    assert desk(ada, waiting, verb=verb, change="Ohne den Namen, bitte.", rule="personal").status_code == 303
    waiting.refresh_from_db()
    assert waiting.state == state and waiting.title not in desk(ada)


def test_after_the_evening_a_release_hands_it_over(waiting, workshop, ada, desk, client):
    Workshop.objects.filter(pk=workshop.pk).update(state=Workshop.State.ENDED, ended_at=timezone.now())
    desk(ada, waiting, verb="release")
    waiting.refresh_from_db()
    assert waiting.is_public and waiting.number
    page = client.get(reverse("proposal", args=[waiting.pk])).content.decode()
    assert waiting.title in page and "Nicht freigegeben" not in page and "Zweites Lesen" not in page


def test_with_a_colleague_the_town_hall_does_not_decide_what_it_answers(waiting, ada, clara, desk):
    assert waiting.title not in desk(clara) and desk(clara, waiting, verb="release").status_code == 404


def test_where_nobody_else_facilitates_the_mayor_decides(waiting, clara, desk):
    assert waiting.title in desk(clara)
    assert desk(clara, waiting, verb="release").status_code == 303
    waiting.refresh_from_db()
    assert waiting.state == State.PUBLISHED and waiting.events.last().role == "mayor"


def test_a_stranger_and_the_council_see_nothing(waiting, dev, make_user, town, desk):
    for user in (dev, make_user("Emil", town, "council")):
        assert waiting.title not in desk(user) and desk(user, waiting, verb="release").status_code == 404


def test_what_is_wrong_is_said_and_what_was_typed_stays(waiting, ada, desk):
    for fields in ({"verb": "decline", "note": NOTE}, {"verb": "return", "note": NOTE}, {"verb": "release", "note": NOTE, "seen": "0"}):
        answer = desk(ada, waiting, **fields)
        assert answer.status_code == 409 and NOTE in answer.content.decode()
    assert desk(ada, waiting, verb="explode").status_code == 422


def test_two_who_press_at_once_make_one_decision(waiting, ada, ben, make_user, town, desk):
    desk(ada, waiting, verb="release")
    late = desk(make_user("Ines", town, "facilitator"), waiting, verb="decline", rule="hurtful")
    assert late.status_code == 409 and "schneller" in late.content.decode()


def test_a_release_of_the_second_look_is_not_taken_back(waiting, ada, ben, desk):
    desk(ada, waiting, verb="release")
    waiting.refresh_from_db()
    with pytest.raises(Refused):
        actions.transition(proposal=waiting, verb="take_back", by=ben)


# -- What is stored, and how long -------------------------------------------------------
@pytest.mark.parametrize("way", ["release", "decline", "withdraw", "expire"])
def test_who_declined_is_stored_until_the_second_decision_and_no_longer(waiting, ada, ben, way):
    assert Declining.objects.get().by == ben
    if way == "decline":
        actions.decline(proposal=waiting, by=ada, rule="hurtful")
    elif way == "expire":
        actions.forget(timezone.now() + timedelta(days=31))
    else:
        actions.transition(proposal=waiting, verb=way, by=ada if way == "release" else "author")
    assert not Declining.objects.filter(by__isnull=False).exists()
    assert Declining.objects.exists() == (way == "decline")


@pytest.mark.parametrize("asked", [False, True])
def test_after_thirty_days_its_words_are_gone_and_the_page_says_so(declined, page_of, asked):
    if asked:
        actions.appeal(proposal=declined)
    for days in (29, 31, 62):
        with at(timezone.now() + timedelta(days=days)):
            actions.forget(timezone.now())
        page = page_of(declined)
        assert all((words in page) == (days == 29) for words in (declined.title, *([] if asked else [REASON, NOTE])))
        assert ("30 Tage lang nicht freigegeben" in page) == (days == 31)
    assert not Proposal.objects.filter(pk=declined.pk).exists()


def test_the_number_outlives_the_text(declined, town):
    actions.forget(timezone.now() + timedelta(days=31))
    assert list(DeclinedBefore.objects.values_list("municipality", "rule", "number")) == [(town.pk, "personal", 1)]


def test_an_erased_one_is_counted_and_a_rehearsal_is_not(declined, amina, workshop):
    Workshop.objects.filter(pk=workshop.pk).update(is_rehearsal=True)
    with transaction.atomic():
        actions.erase(identity=amina)
        assert not DeclinedBefore.objects.exists()
        transaction.set_rollback(True)
    Workshop.objects.filter(pk=workshop.pk).update(is_rehearsal=False)
    actions.erase(identity=amina)
    assert DeclinedBefore.objects.get().number == 1


# -- However it goes --------------------------------------------------------------------
STEPS = ["submit", "return", "release", "decline", "appeal", "withdraw", "take_back", "forget"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(STEPS), st.booleans()), min_size=3, max_size=10))
def test_nobody_decides_twice_and_nothing_is_asked_twice(proposal, ben, ada, amina, tradeoff, steps):
    """Ben or Ada take each step, if it is possible; the author asks, sends and withdraws."""
    with transaction.atomic():
        declined_first, appeals, later = None, 0, 0
        for verb, is_ben in steps:
            by = ben if is_ben else ada
            later += 31 if verb == "forget" else 0
            try:
                with transaction.atomic():
                    _take(proposal, verb, by, tradeoff, timezone.now() + timedelta(days=later))
            except Refused:
                continue
            appeals += verb == "appeal"
            if verb == "decline" and not appeals:
                declined_first = by
            elif appeals and verb in {"release", "return", "decline"}:
                assert by != declined_first
            if not (found := Proposal.objects.filter(pk=proposal.pk).first()):
                break
            names = Declining.objects.filter(by__isnull=False)
            assert found.state in {"draft", "submitted", "declined"} or not Declining.objects.exists()
            assert appeals < 2 and found.appealed == bool(appeals)
            assert found.state != State.DECLINED or not appeals or not names.exists()
            page = Client().get(reverse("receipt", args=[receipt_of(amina, proposal.uuid)]))
            assert page.status_code == 200 and (found.state in {"expired"} or found.title in page.content.decode())
        transaction.set_rollback(True)


def _take(proposal, verb, by, tradeoff, now):
    found = Proposal.objects.filter(pk=proposal.pk).first()
    if found is None:
        raise Refused("gone")
    match verb:
        case "submit":
            actions.resubmit(proposal=found, title="Ein anderer Titel davon", what="So ist es besser.", why="", tradeoff=tradeoff)
        case "decline":
            actions.decline(proposal=found, by=by, rule="hurtful", reason=REASON, note=NOTE)
        case "appeal":
            actions.appeal(proposal=found)
        case "forget":
            actions.forget(now)
        case _:
            actions.transition(proposal=found, verb=verb, by="author" if verb == "withdraw" else by, reason="Bitte kürzer.")


def test_a_long_desk_takes_as_many_queries_as_a_short_one(write, make_phone, ben, ada, offer, django_assert_max_num_queries):
    for number in range(4):
        sent = write(make_phone(), title=f"Vorschlag Nummer {number}").proposal
        actions.decline(proposal=sent, by=ben, rule="personal")
        actions.appeal(proposal=sent)
    offer()
    with django_assert_max_num_queries(3):
        assert len(second_looks(ada)) == 4
