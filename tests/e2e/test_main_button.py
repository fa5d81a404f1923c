"""The main button stays in one place all evening, on a desk and on a phone."""

import pytest
from playwright.sync_api import expect

from workshops.actions import announce_end, set_timer
from workshops.models import Workshop

from ..evening import Phone, press, stop_the_clock
from .conftest import PHONE
from .screens import plan_evening

DESK = {"viewport": {"width": 1440, "height": 900}}
ANSWERS = {"slider": {"value": 20}, "words": {"words": ["Nachtbus"]}}


@pytest.mark.slow
def test_the_main_button_stays_in_one_place_all_evening(new_page, make_workshop, ben):
    workshop = make_workshop("slider", place="Jugendclub")
    plan_evening(workshop, ben)
    phones = [Phone(workshop, f"nonce-{number:04d}") for number in range(12)]
    press(workshop, by=ben)
    consoles = [new_page(user=ben, **DESK), new_page(user=ben, **PHONE)]
    for page in consoles:
        page.goto(f"/console/{workshop.pk}/")
        expect(page.locator("#line")).to_have_text("verbunden")
    places = [set(), set()]
    labels = set()

    def look():
        for page, place in zip(consoles, places, strict=True):
            expect(page.locator('#next input[name="revision"]')).to_have_value(str(workshop.step))
            page.wait_for_timeout(350)  # agenda and preview follow a moment later
            box = page.locator("#next-step").bounding_box()
            place.add((round(box["y"]), round(box["height"])))
            labels.add(page.locator("#next-step").inner_text())

    look()
    while workshop.item != workshop.items.last():
        press(workshop, by=ben)
        poll = workshop.item.polls.first() if workshop.item else None
        if poll and poll.state == "open":
            for phone in phones:
                phone.vote(poll, ANSWERS.get(poll.kind, {}))
            set_timer(workshop=workshop, seconds=60, by=ben)
        look()
    announce_end(workshop=workshop, by=ben, unread=99)
    stop_the_clock(workshop)
    for page in consoles:
        expect(page.locator("#next-step")).to_contain_text("Gleich ist Schluss")
    look()
    assert len(labels) >= 6 and Workshop.objects.get().state == Workshop.State.RUNNING
    assert [len(place) for place in places] == [1, 1], places
