"""What is left for ears and for eyes that need their own colours, beside the spoken evening."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect

from ..evening import Phone, ask, press
from ..waiting import until
from .ears import LISTEN
from .screens import STAGE, join

TOKENS = (Path(settings.BASE_DIR) / "participation/static/css/tokens.css").read_text()
FILL = "element => getComputedStyle(element).fill"
COLOURS = "element => [getComputedStyle(element).color, getComputedStyle(element).borderTopStyle]"


def luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [":root {", ':root[data-theme="dark"] {'])
def test_text_has_the_contrast_that_is_promised(theme):
    block = TOKENS.partition(f"\n{theme}\n")[2].partition("\n}")[0]
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))
    assert {"ink", "ink-soft", "a-text", "b-text", "paper"} <= set(colours)
    for text in ("ink", "ink-soft", "a-text", "b-text"):
        assert contrast(colours[text], colours["paper"]) >= 7, text
    for ground in ("surface", "sunken"):
        assert contrast(colours["ink-soft"], colours[ground]) >= 7, ground


@pytest.fixture
def voted(make_workshop, ben):
    """A workshop whose one choice is open, with six ballots."""
    workshop = press(make_workshop("single_choice"), 2, by=ben)
    for number in range(6):
        assert Phone(workshop, f"{number:032x}").vote(workshop.item.polls.get(), {"option": 1})["status"] == "saved"
    return workshop


def test_forced_colours_leave_bars_and_what_cannot_be_pressed_to_see(new_page, voted, ben):
    phone = join(new_page, voted, by_code=False, forced_colors="active")
    button = phone.locator("#send")
    expect(button).to_have_attribute("aria-disabled", "true")
    cannot = button.evaluate(COLOURS)
    phone.locator("input[type=radio]").first.check()
    expect(button).to_have_attribute("aria-disabled", "false")
    until(lambda: button.evaluate(COLOURS) != cannot)
    press(voted, 2, by=ben)
    phone.locator("#onward").tap()
    bar = phone.locator("[data-slot=results] .bar").first
    expect(bar).to_be_attached()
    until(lambda: bar.evaluate(FILL) == phone.evaluate("getComputedStyle(document.body).color"))
    assert bar.evaluate(FILL) != phone.evaluate("getComputedStyle(document.body).backgroundColor")


def test_a_choice_is_not_invalid_before_anything_is_chosen(new_page, voted):
    phone = join(new_page, voted, by_code=False)
    expect(phone.locator("input[type=radio]")).to_have_count(2)
    assert phone.locator("input[type=radio]:invalid").count() == 0


def test_the_stage_says_question_and_result_once_and_no_single_vote(new_page, voted, ben):
    ask(voted, "single_choice", by=ben)
    stage = new_page(**STAGE)
    stage.add_init_script(LISTEN)
    stage.goto(f"/stage/{voted.stage_token}/")
    assert Phone(voted, "f" * 32).vote(voted.item.polls.get(), {"option": 2})["status"] == "saved"
    expect(stage.locator("[data-slot=turnout]").last).to_contain_text("7 von 7")
    press(voted, 2, by=ben)
    expect(stage.locator("[data-slot=results] .sentence")).to_be_visible()
    heard = ["Das Ergebnis: Am meisten Stimmen hat „Bäume“: 6 von 7, mehr als die Hälfte."]
    until(lambda: stage.evaluate("window.said") == heard, lambda: stage.evaluate("window.said"))
