"""The end of an evening: it asks, it counts down, it can be stopped, and it comes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.evening import press
from workshops import actions
from workshops.models import Workshop

from .conftest import page

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def later(monkeypatch):
    """later(11): so many seconds have passed, and the server does its chores."""
    from participation.live.database import clock

    now = clock.now

    def pass_by(seconds):
        monkeypatch.setattr(clock, "now", lambda: now() + timedelta(seconds=seconds))
        actions.end_due()

    return pass_by


def end_by_menu(console, workshop, **fields):
    return console(workshop, "act", do="end", **fields)


def end_by_button(console, workshop, **fields):
    return console(workshop, "step", revision=workshop.step, **fields)


@pytest.fixture(params=[end_by_menu, end_by_button])
def press_end(request, console):
    return lambda workshop, **fields: request.param(console, workshop, **fields)


@pytest.fixture
def evening(make_workshop):
    """At its last item, with nothing more to do than to end."""
    return press(make_workshop(), 4)


def state(workshop) -> str:
    workshop.refresh_from_db()
    return workshop.state


def test_the_end_comes_after_ten_seconds_and_not_before(evening, press_end, later, as_user, ben):
    assert press_end(evening).status_code == 303
    assert "Ben beendet den Workshop in zehn Sekunden." in page(as_user(ben), evening)
    later(9)
    assert state(evening) == Workshop.State.RUNNING
    later(11)
    assert state(evening) == Workshop.State.ENDED
    assert evening.steps.last().by == ben
    assert "ist zu Ende" in page(as_user(ben), evening)


def test_the_end_is_stopped_by_whoever_has_a_console(evening, press_end, console, later, as_user, ben, make_user, town):
    second = as_user(make_user("Berta", town, "facilitator"))
    press_end(evening)
    assert "Ende anhalten" in page(second, evening)
    assert console(evening, "undo", second, revision=evening.step).status_code == 303
    later(60)
    assert state(evening) == Workshop.State.RUNNING
    assert "Das Ende wurde" in page(as_user(ben), evening) and "Workshop beenden" in page(as_user(ben), evening)


def test_any_other_step_stops_the_end(make_workshop, console, later):
    workshop = press(make_workshop("slider", "words"), 5)
    end_by_menu(console, workshop)
    console(workshop, "act", do="back", revision=workshop.step)
    later(60)
    assert state(workshop) == Workshop.State.RUNNING


def test_a_second_press_does_not_hasten_the_end(evening, press_end, later):
    press_end(evening)
    late = press_end(evening, fetch=True)
    assert late.status_code == 409 and "gleich" in late.json()["detail"]
    assert state(evening) == Workshop.State.RUNNING


def test_a_press_from_an_older_page_ends_nothing(evening, console, later):
    assert console(evening, "step", revision=evening.step - 1, fetch=True).status_code == 409
    later(60)
    assert state(evening) == Workshop.State.RUNNING


def test_the_end_asks_when_something_is_unread(make_workshop, press_end, console, join, later, as_user, ben):
    workshop = press(make_workshop("words"), 2)
    for phone in [join(workshop) for _number in range(11)]:
        phone.vote(workshop.item.polls.get(), {"words": ["Nachtbus"]})
    press(workshop, 2)
    asked = press_end(workshop, fetch=True)
    assert asked.status_code == 409 and asked.json()["unread"] == 11
    client = as_user(ben)
    answer = press_end(workshop, client=client)
    assert "11 Beiträge sind noch ungelesen" in client.get(answer["Location"]).content.decode()
    later(60)
    assert state(workshop) == Workshop.State.RUNNING
    assert console(workshop, "act", do="end", unread=10, fetch=True).status_code == 409
    assert console(workshop, "act", do="end", unread=11, fetch=True).status_code == 204
    later(60)
    later(120)
    assert state(workshop) == Workshop.State.ENDED


def test_a_program_that_needs_the_end_at_once_says_so(evening, press_end):
    assert press_end(evening, at_once=1, fetch=True).status_code == 204
    assert state(evening) == Workshop.State.ENDED


def test_an_end_that_was_due_while_nobody_did_chores_is_true_for_who_looks(evening, press_end, monkeypatch, as_user, ben):
    press_end(evening)
    Workshop.objects.update(ending_at=timezone.now() - timedelta(seconds=1))
    assert "ist zu Ende" in page(as_user(ben), evening)


def test_a_workshop_that_has_not_begun_is_not_ended(make_workshop, console):
    assert console(make_workshop(), "act", do="end", fetch=True).status_code == 409


def test_the_end_stays_readable_and_takes_no_more_presses(make_workshop, console, as_user, ben):
    workshop = press(make_workshop())
    console(workshop, "act", do="end", at_once=1)
    html = page(as_user(ben), workshop)
    assert "ist zu Ende" in html and 'id="next-step"' not in html
    assert console(workshop, "step", revision=workshop.step, fetch=True).status_code == 409
