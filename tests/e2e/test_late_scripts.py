"""A ballot's own script is loaded when the ballot appears, on a radio that may be slow or lose it. No press gets lost."""

import pytest
from playwright.sync_api import expect

from ..ballots import stored_ballots
from ..evening import press
from ..waiting import until
from .screens import join as enter
from .screens import send
from .test_more_ways import MORE_BY_KEYS, rate_by_keys
from .test_screens import Keys


@pytest.mark.slow
def test_a_script_that_gets_lost_is_asked_for_again(new_page, make_workshop, ben):
    workshop = press(make_workshop("ranking"), by=ben)
    amina, lost = enter(new_page, workshop, by_code=False), []
    amina.route("**/ballots/ranking*.js", lambda route: lost.append(route.abort()) if len(lost) < 2 else route.continue_())
    press(workshop, by=ben)
    expect(amina.locator("#send")).to_be_visible()
    amina.locator("#order-3").tap()
    expect(amina.locator("#sent")).to_contain_text("steht jetzt auf Platz 1")
    send(amina)
    amina.errors.clear()  # the browser reports what got lost
    assert len(lost) == 2 and stored_ballots()[0].answer == {"order": [3]}


def test_a_press_counts_that_comes_before_the_script(new_page, make_workshop, ben):
    workshop = press(make_workshop("points"), by=ben)
    amina, held = enter(new_page, workshop, by_code=False), []
    amina.route("**/ballots/shares*.js", lambda route: held.append(route))
    press(workshop, by=ben)
    expect(amina.locator("#send")).to_be_visible()
    until(lambda: held, page=amina)
    more = amina.locator("[data-nudge]:not([data-nudge^='-'])").first
    more.tap()
    more.tap()
    held[0].continue_()
    expect(amina.locator("input[type=number]").first).to_have_value("20")


def test_a_vote_counts_that_is_sent_before_the_script_is_there(new_page, make_workshop, ben):
    """Two goals are rated without the script, which only draws. Whoever is faster than it presses once, not twice."""
    workshop = press(make_workshop("grid"), by=ben)
    amina, held = enter(new_page, workshop, by_code=False), []
    amina.route("**/ballots/grid*.js", lambda route: held.append(route))
    press(workshop, by=ben)
    keys = Keys(amina)
    expect(amina.locator("#send")).to_be_visible()
    rate_by_keys(keys)
    keys.tab_to("#send").press("Enter")
    until(lambda: held, page=amina)
    assert not stored_ballots()
    expect(amina.locator("#send")).to_be_focused()
    held[0].continue_()
    keys.saved()
    assert stored_ballots()[0].answer == MORE_BY_KEYS["grid"][1]
