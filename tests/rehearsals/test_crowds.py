"""The simulated phones come into the server that users run, vote, and leave when the rehearsal is deleted."""

import threading

import pytest
from playwright.sync_api import expect

from participation.simulation import crowds
from workshops.models import Participant, Workshop

from ..ballots import stored_ballots
from ..e2e.conftest import browser, live, new_page, server, static_root  # noqa: F401  (fixtures)
from ..waiting import until

NOWHERE = crowds.Way("http://auental.example", "/j/K7F2MX/", ("127.0.0.1", 9))


@pytest.fixture
def gates(monkeypatch):
    """Crowds that arrive at no server, and a gate each that lets them stay."""
    monkeypatch.setattr(crowds, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(crowds, "ARRIVE_SECONDS", 0.0)
    yield
    for name in list(crowds._crowds):
        crowds.send_away(name)


def bring(name, phones=2, stays=lambda: True):
    crowds.bring(name, NOWHERE, phones=phones, seconds=1.0, stays=stays)
    return crowds._crowds[name]


def test_a_crowd_is_bounded_and_there_are_only_a_few(gates):
    assert bring("one", phones=10_000).size == crowds.MOST_PHONES
    assert bring("one", phones=3).size == crowds.MOST_PHONES  # the one that is here stays
    bring("two")
    bring("three")
    with pytest.raises(crowds.TooMany):
        bring("four")
    crowds.send_away("two")
    bring("four")


def test_it_leaves_when_it_is_sent_away_or_the_rehearsal_is_over(gates):
    stays = threading.Event()
    stays.set()
    sent_away, over = bring("one"), bring("two", stays=stays.is_set)
    crowds.send_away("one")
    stays.clear()
    until(lambda: not sent_away.is_alive() and not over.is_alive())
    assert not crowds.is_here("one") and not crowds.is_here("two")


def test_a_crowd_that_was_forgotten_leaves_by_itself(gates, monkeypatch):
    """Else three rehearsals that nobody ended would keep every other one from having phones, until the server restarts."""
    monkeypatch.setattr(crowds, "LONGEST_SECONDS", 0.05)
    forgotten = bring("one")
    until(lambda: not forgotten.is_alive())


def test_behind_a_proxy_phones_look_as_if_they_came_through_it():
    from participation.simulation.wire import Browser

    inside = Browser("https://auental.example", ("127.0.0.1", 8000))
    assert not inside.uses_tls and "Host: auental.example" in inside.headers() and "X-Forwarded-Proto: https" in inside.headers()
    outside = Browser("https://auental.example")
    assert outside.uses_tls and "X-Forwarded" not in outside.headers()


@pytest.mark.slow
@pytest.mark.e2e
def test_ben_rehearses_with_phones_and_deletes_it(make_workshop, ben, new_page):  # noqa: F811
    evening = make_workshop("slider")
    page = new_page(user=ben)
    page.goto(f"/console/{evening.pk}/")
    page.get_by_role("button", name="Mit simulierten Handys proben").click()
    expect(page.locator("#rehearsal-name")).to_have_text("Probe")
    copy = Workshop.objects.get(rehearsal_of=evening)
    until(lambda: copy.participants.count() == 24)
    page.locator("#next-step").click()
    page.locator("#next-step[data-verb=open]").click()
    until(lambda: stored_ballots(copy.items.get().polls.get()))
    page.get_by_role("button", name="Alles aus der Probe löschen").click()
    expect(page.locator(".messages")).to_contain_text("gelöscht")
    assert not Workshop.objects.filter(is_rehearsal=True).exists() and not Participant.objects.exists()
