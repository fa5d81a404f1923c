"""The console under a thumb, and in the system's own colours."""

import pytest
from playwright.sync_api import expect

from polls.actions import offer_lots

from ..evening import Phone, press
from .conftest import PHONE

pytestmark = pytest.mark.slow

SMALL = """least => [...document.querySelectorAll("button, a.button, summary, select, input:not([type=hidden]), .below h2 a")]
    .filter(control => control.checkVisibility({ visibilityProperty: true }) && !control.classList.contains("hidden-visually"))
    .map(control => [control.textContent.trim().slice(0, 30) || control.name, control.getBoundingClientRect().height])
    .filter(([, height]) => height < least)"""
AREA = """selector => getComputedStyle(document.querySelector(selector)).backgroundColor"""


@pytest.fixture
def workshop(make_workshop):
    workshop = press(make_workshop("words", "slider"), 2)
    for number in range(5):
        Phone(workshop, f"nonce-{number:04d}").vote(workshop.item.polls.get(), {"words": ["Nachtbus"]})
    offer_lots([workshop.room.slug])
    return workshop


@pytest.mark.parametrize(("options", "least"), [(PHONE, 44), ({"viewport": {"width": 1440, "height": 900}}, 24)])
def test_nothing_to_press_is_too_small(options, least, new_page, workshop, ben):
    page = new_page(user=ben, **options)
    page.goto(f"/console/{workshop.pk}/")
    expect(page.locator("[data-entry]")).to_have_count(5)
    for summary in page.locator("summary").all():
        summary.click()
    assert page.evaluate(SMALL, least) == []


def test_in_the_system_s_colours_areas_and_the_disabled_state_are_seen(new_page, workshop, ben):
    page = new_page(user=ben, forced_colors="active")
    page.goto(f"/console/{workshop.pk}/")
    expect(page.locator(".crowd .here")).to_have_count(5)
    paper = page.evaluate(AREA, "body")
    assert page.evaluate(AREA, ".crowd .here") != paper
    ink = "getComputedStyle(document.querySelector('.preview .horizon, .turns li')).getPropertyValue('--ink')"
    assert page.evaluate(ink) == "CanvasText"
    page.locator('[value="curtain"]').click()
    expect(page.locator('[value="curtain"]')).to_have_attribute("aria-pressed", "true")
    assert page.evaluate(AREA, '[value="curtain"]') != page.evaluate(AREA, '[value="lock"]')
    colours = page.evaluate(
        """() => { const button = document.querySelector("[data-entry] button"); const color = () => getComputedStyle(button).color;
        const before = color(); button.setAttribute("aria-disabled", "true"); return [before, color()]; }"""
    )
    assert colours[0] != colours[1]
