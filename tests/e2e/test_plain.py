"""Where the page's script did not start: the plain form comes up, and the page that loads itself again takes nothing from anybody."""

from contextlib import suppress

import pytest
from playwright.sync_api import Error, expect

from workshops.actions import set_timer

from ..ballots import stored_ballots
from ..evening import press
from ..waiting import until
from .screens import join


@pytest.fixture
def evening(make_workshop, ben):
    """A running workshop whose slider is open."""
    return press(make_workshop("slider"), 2, by=ben)


@pytest.fixture
def amina(new_page, evening):
    """Her phone, to which one file never comes."""

    def without_script(**options):
        page = new_page(**options)
        page.route("**/js/phone*.js", lambda route: route.abort())
        return page

    page = join(without_script, evening, by_code=False)
    yield page
    page.errors.clear()  # the browser reports the file


class SlowLoads:
    """Loads of the phone's page by itself that are held back until `go`; `status` is what the server says to the look before them."""

    def __init__(self, phone, status=None) -> None:
        self.waiting, self.looks, self.status = [], [], status
        phone.route("**/w/*/", self.take)

    def take(self, route) -> None:
        if route.request.method == "POST":
            return route.continue_()
        if route.request.is_navigation_request():
            return self.waiting.append(route)
        self.looks.append(route)
        return route.fulfill(status=self.status, body="come again") if self.status else route.continue_()

    def go(self) -> None:
        for route in self.waiting:
            with suppress(Error):  # the page does not want it any more
                route.continue_()


def test_the_page_follows_the_evening_by_itself(amina, evening, ben):
    press(evening, by=ben)
    expect(amina.locator("h1:visible")).to_have_text("Die Abstimmung ist zu.")


@pytest.mark.slow
def test_what_is_chosen_while_the_page_is_being_loaded_again_stays_and_can_be_sent(amina, evening, ben):
    loads = SlowLoads(amina)
    choice = amina.locator("input[type=radio][value='30']")
    choice.scroll_into_view_if_needed()
    box = choice.bounding_box()
    set_timer(workshop=evening, seconds=300, by=ben)  # the same question goes on
    until(lambda: loads.waiting, page=amina)
    amina.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    loads.go()
    amina.wait_for_timeout(500)  # nothing else follows
    expect(choice).to_be_checked()
    amina.locator("#send").tap()
    expect(amina.locator("#line")).to_have_text("Deine Antwort ist gespeichert.")
    assert [ballot.answer for ballot in stored_ballots()] == [{"value": 30}]


@pytest.mark.slow
def test_a_server_that_says_come_again_does_not_take_the_page_away(amina, evening, ben):
    loads = SlowLoads(amina, status=503)
    press(evening, by=ben)
    until(lambda: len(loads.looks) == 2, page=amina)
    assert not loads.waiting
    expect(amina.locator("#send")).to_be_visible()
