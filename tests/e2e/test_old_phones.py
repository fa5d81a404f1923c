"""Phones that got their last update years ago: with script from Chromium 80 on, by the plain form from Chromium 67 on."""

import pytest

from ..evening import Phone, ask, press
from .old_phone import OldPhone

pytestmark = pytest.mark.slow


@pytest.fixture
def old_phone(live, tmp_path):
    """old_phone(80) → somebody's old phone."""
    phones = []

    def make(version):
        phones.append(OldPhone(version, tmp_path / str(version), live))
        phones[-1].open()
        return phones[-1]

    yield make
    for phone in phones:
        phone.close()


@pytest.fixture
def workshop(make_workshop, ben):
    workshop = make_workshop("slider")
    for kind in ("single_choice", "points", "words"):
        ask(workshop, kind, by=ben)
    return workshop


@pytest.fixture
def others(workshop):
    people = [Phone(workshop, f"{number:032x}") for number in range(5)]

    def vote(answer):
        for phone in people:
            assert phone.vote(workshop.item.polls.get(), answer)["status"] == "saved"

    return vote


def counted(workshop) -> dict:
    return workshop.item.polls.get().tally


def comes_in(phone, workshop) -> None:
    phone.visit("/j/")
    assert phone.sideways <= 0
    phone.wait(f"document.getElementById('code').value = {workshop.code!r}")
    phone.tap("button[form=join]")
    phone.sees("Hier heißt du anders als sonst")
    assert phone.sideways <= 0
    phone.tap("button.primary")
    phone.wait("location.pathname.indexOf('/w/') === 0 && document.readyState === 'complete'")


def test_an_evening_on_a_phone_of_2020(old_phone, workshop, others, ben):
    phone = old_phone(80)
    comes_in(phone, workshop)
    phone.wait("document.documentElement.className.split(' ').indexOf('js') >= 0")
    press(workshop, 2, by=ben)
    phone.tap("input[type=range]")
    phone.sees("Du stehst in der Mitte.")
    phone.tap("#send")
    phone.sees("Gespeichert um")
    others({"value": 80})
    press(workshop, 2, by=ben)
    phone.wait("document.querySelector('[data-own] .you-dot').getAttribute('cx') === '50%'")
    assert counted(workshop)["n"] == 6
    assert phone.sideways <= 0

    press(workshop, 2, by=ben)
    phone.tap("label[for=option-2]")
    phone.tap("#send")
    phone.sees("Gespeichert um")
    phone.wait("document.querySelectorAll('.option:not([hidden])').length === 1")
    others({"option": 1})
    press(workshop, 2, by=ben)
    phone.sees("deine Antwort")

    press(workshop, 2, by=ben)
    for _press in range(10):
        phone.tap("[data-nudge='10']")
    phone.tap("#send")
    phone.sees("Gespeichert um")
    press(workshop, 4, by=ben)
    phone.tap("#word-1")
    phone.send("Input.insertText", text="Nachtbus")
    phone.tap("#send")
    phone.sees("Gespeichert um")
    assert phone.sideways <= 0
    assert not phone.errors


def test_on_a_phone_of_2018_the_plain_form_comes_up(old_phone, workshop, others, ben):
    phone = old_phone(67)
    comes_in(phone, workshop)
    phone.wait("document.readyState === 'complete' && document.documentElement.className.split(' ').indexOf('js') < 0")
    press(workshop, 2, by=ben)
    phone.tap("input[type=radio][value='30']")  # it looks by itself whether the evening has moved on
    phone.tap("#send")
    phone.sees("Deine Antwort ist gespeichert.")
    phone.wait("document.querySelector('input[value=\"30\"]').checked")  # the words come first, the form a moment later
    others({"value": 80})
    press(workshop, 2, by=ben)
    phone.wait("document.querySelector('[data-slot=results] svg') !== null")
    assert counted(workshop)["n"] == 6
    assert phone.sideways <= 0
