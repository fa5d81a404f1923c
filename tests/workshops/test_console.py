"""The console: one press is one step, whoever presses, with script and without."""

from datetime import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from polls.models import Poll
from tests.evening import ask, press
from workshops.actions import rehearse
from workshops.models import Workshop

from .conftest import page

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_lobby_shows_the_code_and_the_main_button(make_workshop, as_user, ben, join):
    workshop = make_workshop()
    join(workshop)
    html = page(as_user(ben), workshop)
    assert 'id="next-step"' in html and "Workshop beginnen" in html
    assert workshop.code_in_groups in html and "1 ist da" in html


def test_the_lobby_says_from_when_on_phones_can_come_in(make_workshop, as_user, ben):
    workshop = make_workshop()
    assert "Handys kommen ab" not in page(as_user(ben), workshop)
    workshop.starts_at = timezone.make_aware(datetime(2031, 5, 5, 17, 0))
    workshop.save()
    assert "Handys kommen ab 15:00 Uhr am 5. Mai hinein" in page(as_user(ben), workshop).replace("\xa0", " ")


def test_the_lobby_names_what_is_worth_a_look_and_leads_there(make_workshop, as_user, ben):
    workshop = make_workshop("slider", promise={"de": "Der Rat antwortet."})
    ready = ask(workshop, "words", question={"de": "Was fehlt?"}, title={"de": "Ideen", "en": "Ideas"}).item
    html = page(as_user(ben), workshop).partition('id="ready-name"')[2]
    assert "Auf Englisch fehlt die Frage" in html and "Ideen" in html
    assert f'href="{reverse("item_edit", args=[workshop.pk, ready.pk])}"' in html
    assert "Noch steht nirgends" not in html, "the promise is there"
    assert "fehlt die Frage" not in page(as_user(ben), press(workshop)), "nobody prepares what has begun"


def test_a_rehearsal_names_nothing_to_mend_because_it_is_a_copy(make_workshop, as_user, ben):
    workshop = make_workshop()
    assert "Noch steht nirgends" in page(as_user(ben), workshop)
    assert "Noch steht nirgends" not in page(as_user(ben), rehearse(workshop=workshop, by=ben))


def test_nobody_is_sent_out_of_an_empty_lobby(make_workshop, as_user, ben, join):
    workshop = make_workshop()
    assert '<div id="send-out" hidden>' in page(as_user(ben), workshop)
    join(workshop)
    assert '<div id="send-out">' in page(as_user(ben), workshop)


def test_one_press_is_one_step_and_comes_back_to_the_console(make_workshop, console):
    workshop = make_workshop()
    answer = console(workshop, "step", revision=0)
    workshop.refresh_from_db()
    assert (answer.status_code, answer["Location"]) == (303, reverse("console", args=[workshop.pk]))
    assert (workshop.state, workshop.step) == (Workshop.State.RUNNING, 1)


def test_two_presses_with_one_revision_make_one_step(make_workshop, console):
    workshop = press(make_workshop())
    assert console(workshop, "step", revision=1, fetch=True).status_code == 204
    late = console(workshop, "step", revision=1, fetch=True)
    assert late.status_code == 409 and "schneller" in late.json()["detail"]
    workshop.refresh_from_db()
    assert workshop.step == 2 and workshop.item.polls.get().state == Poll.State.OPEN


def test_without_script_the_refusal_is_a_sentence_on_the_page(make_workshop, console, as_user, ben):
    workshop, client = press(make_workshop()), as_user(ben)
    console(workshop, "step", client, revision=0)
    assert "schneller" in page(client, workshop)


@pytest.mark.parametrize("revision", ["", "x", "-1", "²", "9" * 12])
def test_a_form_without_a_revision_makes_no_step(revision, make_workshop, console):
    workshop = make_workshop()
    assert console(workshop, "step", revision=revision, fetch=True).status_code == 409
    workshop.refresh_from_db()
    assert workshop.step == 0


def test_the_page_of_a_running_poll_says_what_the_button_does_next(make_workshop, as_user, ben):
    workshop = press(make_workshop(), 2, by=ben)
    html = page(as_user(ben), workshop)
    assert "Abstimmung schließen" in html and 'name="revision" value="2"' in html
    assert '<li class="now" aria-current="step">Schließen</li>' in html
    assert "von Ben" in html and '<span id="undo" data-left' in html


def test_opening_is_undone_while_nobody_has_voted(make_workshop, console, join):
    workshop = press(make_workshop(), 2)
    assert console(workshop, "undo", revision=2, fetch=True).status_code == 204
    assert workshop.item.polls.get().state == Poll.State.READY
    press(workshop)
    poll = workshop.item.polls.get()
    assert join(workshop).vote(poll, {"value": 20})["status"] == "saved"
    assert console(workshop, "undo", revision=4, fetch=True).status_code == 409
    poll.refresh_from_db()
    assert poll.state == Poll.State.OPEN


def test_the_result_before_reveal_takes_a_post_and_ends_the_undo(make_workshop, console, as_user, ben, join):
    workshop = press(make_workshop(), 2)
    poll = workshop.item.polls.get()
    for phone in [join(workshop) for _number in range(6)]:
        phone.vote(poll, {"value": 20})
    press(workshop)
    client = as_user(ben)
    assert "Ergebnis vorab" not in page(client, workshop).split('data-slot="results"')[1].split("</section>")[0]
    console(workshop, "act", client, do="peek", item=workshop.item_id)
    html = page(client, workshop)
    assert "nur hier zu sehen" in html
    poll.refresh_from_db()
    workshop.refresh_from_db()
    assert poll.is_final and poll.state == Poll.State.CLOSED
    assert console(workshop, "undo", revision=workshop.step, fetch=True).status_code == 409


def test_asking_again_makes_a_second_poll_of_the_same_item(make_workshop, console):
    workshop = press(make_workshop(), 4)
    console(workshop, "act", do="again", item=workshop.item_id)
    assert [poll.round for poll in workshop.item.polls.all()] == [1, 2]


def test_a_press_meant_for_another_item_does_nothing(make_workshop, console):
    workshop = press(make_workshop("slider", "words"), 5)
    assert str(workshop.item) and workshop.item == workshop.items.last()
    first = workshop.items.first()
    assert console(workshop, "act", do="again", item=first.pk, fetch=True).status_code == 409
    assert first.polls.count() == 1


@pytest.mark.parametrize(
    ("do", "field", "on"),
    [("curtain", "curtain", True), ("bigcode", "big_code", True), ("theme", "stage_theme", "dark"), ("lock", "is_locked", True)],
)
def test_a_switch_goes_there_and_back(do, field, on, make_workshop, console):
    workshop = press(make_workshop())
    before = getattr(workshop, field)
    for expected in (on, before):
        assert console(workshop, "act", do=do, fetch=True).status_code == 204
        workshop.refresh_from_db()
        assert getattr(workshop, field) == expected


def test_the_timer_starts_grows_and_stops(make_workshop, console):
    workshop = press(make_workshop())
    console(workshop, "act", do="timer", minutes="3")
    workshop.refresh_from_db()
    first = workshop.timer_ends_at
    console(workshop, "act", do="more")
    workshop.refresh_from_db()
    assert (workshop.timer_ends_at - first).total_seconds() == pytest.approx(60, abs=1)
    console(workshop, "act", do="stop")
    workshop.refresh_from_db()
    assert workshop.timer_ends_at is None
    assert console(workshop, "act", do="timer", minutes="0", fetch=True).status_code == 409


def test_skipping_and_going_back(make_workshop, console):
    workshop = press(make_workshop("slider", "words"))
    first, second = workshop.items.all()
    console(workshop, "act", do="skip", revision=1)
    workshop.refresh_from_db()
    assert workshop.item == second
    console(workshop, "act", do="back", revision=2)
    workshop.refresh_from_db()
    assert workshop.item == first


@pytest.mark.parametrize("do", ["skip", "back", "goto"])
def test_a_vote_that_moving_on_has_closed_opens_again_by_undo(do, make_workshop, console, join):
    workshop = make_workshop("words", "slider", "points")
    _first, second, third = workshop.items.all()
    press(workshop)
    console(workshop, "act", do="skip", revision=1)
    press(workshop)
    poll = second.polls.get()
    console(workshop, "act", do=do, item=third.pk, revision=3)
    poll.refresh_from_db()
    assert poll.state == Poll.State.CLOSED
    assert console(workshop, "undo", revision=4, fetch=True).status_code == 204
    workshop.refresh_from_db()
    poll.refresh_from_db()
    assert (workshop.item, poll.state) == (second, Poll.State.OPEN)
    assert join(workshop).vote(poll, {"value": 20})["status"] == "saved"


def test_a_vote_that_was_closed_by_hand_stays_closed_when_moving_on_is_undone(make_workshop, console):
    workshop = press(make_workshop("slider", "words"), 3)
    poll = workshop.item.polls.get()
    console(workshop, "act", do="skip", revision=3)
    console(workshop, "undo", revision=4)
    workshop.refresh_from_db()
    poll.refresh_from_db()
    assert (workshop.item, poll.state) == (poll.item, Poll.State.CLOSED)


def test_the_agenda_leads_to_any_item_of_this_evening(make_workshop, console):
    workshop, other = press(make_workshop("slider", "words", "points")), make_workshop()
    console(workshop, "act", do="goto", item=workshop.items.last().pk, revision=1)
    workshop.refresh_from_db()
    assert workshop.item == workshop.items.last()
    assert console(workshop, "act", do="goto", item=other.items.get().pk, revision=2, fetch=True).status_code == 409


def test_somebody_is_taken_out_of_this_room_only(make_workshop, console, join):
    workshop, other = press(make_workshop()), press(make_workshop())
    amina, elsewhere = join(workshop), join(other)
    assert console(workshop, "act", do="remove", who=elsewhere.participant.pk, fetch=True).status_code == 409
    assert console(workshop, "act", do="remove", who=amina.participant.pk, fetch=True).status_code == 204
    assert workshop.participants.get().is_removed and not other.participants.get().is_removed


def test_an_unknown_act_is_refused(make_workshop, console):
    workshop = press(make_workshop())
    assert console(workshop, "act", do="explode", fetch=True).status_code == 409


def test_names_stand_on_the_console_and_no_token_in_a_slot(make_workshop, as_user, ben, join):
    workshop = press(make_workshop(), 2)
    join(workshop)
    html = page(as_user(ben), workshop)
    assert html.count("csrfmiddlewaretoken") >= 3
    from participation.live.rooms import slot_cache

    _numbers, pictures = slot_cache.render_slots(workshop.room.slug, "console", ["de"], ["step", "lane", "people"])
    assert all("csrfmiddlewaretoken" not in picture.html for picture in pictures.values())


def test_an_evening_without_items_does_not_begin(make_workshop, console, as_user, ben):
    workshop = make_workshop()
    workshop.items.all().delete()
    client = as_user(ben)
    assert console(workshop, "step", client, revision=0, fetch=True).status_code == 409
    assert "Ablauf ist noch leer" in page(client, workshop)


def test_the_console_asks_the_database_as_often_for_a_long_agenda_as_for_a_short_one(
    make_workshop, as_user, ben, django_assert_num_queries, django_assert_max_num_queries
):
    client, short, long = as_user(ben), make_workshop(), make_workshop("slider", "points", "words", "slider")
    for workshop in (short, long):
        press(workshop, 2)
        page(client, workshop)
    with django_assert_max_num_queries(72) as few:
        page(client, short)
    with django_assert_num_queries(len(few)):
        page(client, long)
