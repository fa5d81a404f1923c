"""One script must not fill the room: beyond what was expected newcomers wait at the door, and one press lets the honest ones in."""

import secrets
import time

import pytest
from django.test import Client

from participation.live.rooms import people, presence
from workshops import join_pages
from workshops.actions import Waits, join, let_in, send_out_arrivals
from workshops.models import Participant
from workshops.refused import Refused

from ..evening import press


@pytest.fixture
def workshop(make_workshop, ben):
    return press(make_workshop(expected=2, capacity=500), by=ben)


@pytest.fixture
def passing(monkeypatch):
    """passing(seconds): time goes by at the door."""
    skew = [0.0]
    real = time.time
    monkeypatch.setattr(join_pages.time, "time", lambda: real() + skew[0])

    def wait(seconds):
        skew[0] += seconds

    return wait


def knock(workshop, client=None, nonce=""):
    """The form of the join page, sent once."""
    return (client or Client()).post(f"/j/{workshop.code}/", {"nonce": nonce or secrets.token_hex(16)})


def crowd(workshop, number):
    return [knock(workshop).status_code for _form in range(number)]


def test_a_script_gets_no_further_than_thirty_more_than_expected(workshop):
    assert crowd(workshop, 60) == [303] * 32 + [202] * 28
    assert Participant.objects.count() == 32
    assert people.presence_counts(workshop.room.slug)[1] == 0  # who only sends new forms does not count as waiting


def test_late_comers_are_told_to_wait_and_one_press_lets_them_in(workshop, passing, as_user, ben):
    crowd(workshop, 40)
    late = [Client() for _person in range(10)]
    for phone in late:
        page = knock(workshop, phone)
        assert (page.status_code, page["Retry-After"]) == (202, "5")
        assert "Einen Moment" in page.content.decode()
    passing(5)
    assert {phone.get(f"/j/{workshop.code}/").status_code for phone in late} == {202}
    assert people.presence_counts(workshop.room.slug)[1] == 10
    console = as_user(ben)
    assert "10 Handys warten" in console.get(f"/console/{workshop.pk}/").content.decode()
    assert console.post(f"/console/{workshop.pk}/act/", {"do": "let_in"}).status_code == 303
    crowd(workshop, 300)  # the script goes on, and gets no place that was meant for others
    after = [phone.get(f"/j/{workshop.code}/") for phone in late]
    assert {answer.status_code for answer in after} == {303}
    assert {phone.get(answer["Location"]).status_code for phone, answer in zip(late, after, strict=True)} == {200}
    assert Participant.objects.count() == 42
    assert people.presence_counts(workshop.room.slug)[1] == 0


def test_who_comes_after_the_press_waits_for_seconds_only(workshop, passing, ben):
    crowd(workshop, 33)
    let_in(workshop=workshop, waiting=1, by=ben)
    amina = Client()
    assert knock(workshop, amina).status_code == 202
    assert amina.get(f"/j/{workshop.code}/").status_code == 202
    passing(4)
    assert amina.get(f"/j/{workshop.code}/").status_code == 303


def test_the_same_form_sent_again_comes_in_too(workshop, passing, ben):
    """As docs/protocol.md tells programs."""
    crowd(workshop, 33)
    let_in(workshop=workshop, waiting=0, by=ben)
    amina, nonce = Client(), secrets.token_hex(16)
    assert knock(workshop, amina, nonce).status_code == 202
    passing(4)
    assert knock(workshop, amina, nonce).status_code == 303
    assert knock(workshop, Client(), nonce).status_code == 303  # who is in is in, by whatever way the form comes
    assert Participant.objects.count() == 33


def test_a_forged_ticket_is_none(workshop, passing, ben):
    crowd(workshop, 33)
    let_in(workshop=workshop, waiting=0, by=ben)
    dev = Client()
    for ticket in ("", "x", "W10:forged", "['a', 0]"):
        dev.cookies[f"door_{workshop.room.slug}"] = ticket
        assert dev.get(f"/j/{workshop.code}/").status_code == 200
        assert knock(workshop, dev).status_code == 202


def test_under_https_the_ticket_is_for_this_host_alone(workshop, passing, ben, settings):
    settings.SECURE, settings.COOKIE_PREFIX = True, "__Host-"
    amina, name = Client(), f"__Host-door_{workshop.room.slug}"
    crowd(workshop, 32)
    let_in(workshop=workshop, waiting=1, by=ben)
    knock(workshop, amina)
    ticket = amina.cookies[name]
    assert (ticket["path"], ticket["domain"], ticket["secure"], ticket["httponly"]) == ("/", "", True, True)
    passing(5)
    assert amina.get(f"/j/{workshop.code}/").status_code == 303
    assert (amina.cookies[name].value, amina.cookies[name]["secure"]) == ("", True)


def test_a_full_room_grows_by_the_press(make_workshop, ben):
    workshop = make_workshop(expected=1, capacity=1)
    join(workshop=workshop, nonce="a")
    with pytest.raises(Waits):
        join(workshop=workshop, nonce="b", has_waited=True)
    let_in(workshop=workshop, waiting=1, by=ben)
    assert join(workshop=workshop, nonce="b", has_waited=True)
    workshop.refresh_from_db()
    assert workshop.capacity == 32


def test_a_rehearsal_has_no_brake(make_workshop):
    workshop = make_workshop(expected=1, capacity=40, is_rehearsal=True)
    assert crowd(workshop, 41) == [303] * 40 + [202]


# -- sending out -----------------------------------------------------------------
def test_everybody_who_came_just_now_is_sent_out_and_the_others_stay(workshop, passing, ben, monkeypatch, as_user):
    amina = Client()
    knock(workshop, amina)
    began = time.monotonic()
    monkeypatch.setattr(presence.time, "monotonic", lambda: began + 600)
    script = [Client() for _phone in range(5)]
    for phone in script:
        knock(workshop, phone)
    answer = as_user(ben).post(f"/console/{workshop.pk}/act/", {"do": "send_out", "minutes": "5"})
    assert answer.status_code == 303
    assert amina.get(f"/w/{workshop.room.slug}/").status_code == 200
    assert {phone.get(f"/w/{workshop.room.slug}/").status_code for phone in script} == {403}
    assert crowd(workshop, 3) == [202] * 3  # and nobody new comes in without a word


def test_an_honest_one_among_those_sent_out_asks_at_the_door(workshop, passing, ben):
    amina = Client()
    knock(workshop, amina)
    send_out_arrivals(workshop=workshop, minutes=5, by=ben)
    page = amina.get(f"/w/{workshop.room.slug}/").content.decode()
    nonce = page.split('name="nonce" value="')[1][:32]
    assert knock(workshop, amina, nonce).status_code == 202
    passing(5)
    assert amina.get(f"/j/{workshop.code}/").status_code == 202
    let_in(workshop=workshop, waiting=1, by=ben)
    assert amina.get(f"/j/{workshop.code}/").status_code == 303
    assert amina.get(f"/w/{workshop.room.slug}/").status_code == 200


def test_after_a_restart_nobody_knows_who_came_when(workshop, ben):
    knock(workshop)
    presence.recent_joins._seen.clear()
    with pytest.raises(Refused):
        send_out_arrivals(workshop=workshop, minutes=5, by=ben)
    assert Participant.objects.filter(is_removed=True).count() == 0


@pytest.mark.parametrize("minutes", ["0", "61", "x", ""])
def test_nonsense_minutes_are_refused(workshop, as_user, ben, minutes):
    knock(workshop)
    as_user(ben).post(f"/console/{workshop.pk}/act/", {"do": "send_out", "minutes": minutes})
    assert Participant.objects.filter(is_removed=True).count() == 0


# -- who is here --------------------------------------------------------------------
def test_who_was_not_heard_for_a_minute_is_not_here(workshop, monkeypatch):
    amina, ben = Client(), Client()
    for phone in (amina, ben):
        knock(workshop, phone)
    room = workshop.room.slug
    assert people.count_present(room, 2) == 2
    began = time.monotonic()
    monkeypatch.setattr(presence.time, "monotonic", lambda: began + 50)
    assert amina.get(f"/w/{room}/").status_code == 200  # without script: the page itself is a word
    monkeypatch.setattr(presence.time, "monotonic", lambda: began + 70)
    assert people.count_present(room, 2) == 1
    assert ben.get(f"/w/{room}/").status_code == 200
    assert people.count_present(room, 2) == 2
