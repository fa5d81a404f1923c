"""Comparisons on a phone: cards by keyboard, and a plain form without script."""

import re

import pytest
from playwright.sync_api import expect

from ..ballots import stored_ballots
from ..evening import press
from .screens import join
from .test_screens import Keys


@pytest.mark.slow
def test_two_at_a_time_by_keyboard_alone(new_page, make_workshop, ben):
    """Every pair once; skipped, gone back to, chosen after all; the list of what was said comes back after a reload."""
    workshop = press(make_workshop("pairwise"), 2, by=ben)
    amina = join(new_page, workshop, by_code=False)
    keys = Keys(amina)
    expect(amina.locator("#send")).to_be_visible()
    keys.tab_to("[data-step='1']").press("Enter")
    expect(amina.locator("[data-at]")).to_have_text("2")
    keys.tab_to("[data-pick='1']").press("Enter", "Enter")
    expect(amina.locator("[data-done]")).to_be_visible()
    keys.tab_to("[data-step='-1']").press("Enter", "Enter", "Enter")
    keys.tab_to("[data-pick='0']").press(" ")
    keys.tab_to("#send").press("Enter")
    keys.saved()
    pairs = stored_ballots()[0].answer["pairs"]
    assert len({frozenset(pair) for pair in pairs}) == 3
    amina.reload()
    keys.saved()
    names = {1: "Nachtbus", 2: "Radweg", 3: "Jugendclub"}
    expect(amina.locator("[data-made] li")).to_have_text([f"„{names[winner]}“ vor „{names[loser]}“" for winner, loser in pairs])


@pytest.mark.slow
def test_two_at_a_time_without_script(new_page, make_workshop, ben):
    workshop = press(make_workshop("pairwise"), 2, by=ben)
    amina = join(new_page, workshop, by_code=False, java_script_enabled=False)
    rows = amina.locator("select")
    expect(rows).to_have_count(3)
    expected = []
    for row in (0, 2):  # a row may stay open
        value = rows.nth(row).locator("option").nth(2).get_attribute("value")
        rows.nth(row).select_option(value)
        expected.append([int(one) for one in value.split()])
    amina.locator("#send").tap()
    expect(amina.locator("#line")).to_have_text("Deine Antwort ist gespeichert.")
    assert stored_ballots()[0].answer == {"pairs": expected}
    for row in (0, 1, 2):
        expect(rows.nth(row).locator("option:checked")).to_have_attribute("value", re.compile(r"^$" if row == 1 else r"^\d+ \d+$"))
