"""The same evening for phones that have it harder: another language, no sockets, no network for a while, no script, no HTTPS."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from workshops.actions import add_item

from ..ballots import stored_ballots
from ..evening import Phone, ask, new_workshop
from .screens import LINE, STAGE, Console, join, reload_until, slide_to, turnout, write_proposal

TITLE = "Bänke unter die Bäume"
HOST = "rathaus.example"  # the browser finds it at 127.0.0.1, and does not trust it as it trusts localhost
DEAF = """
    window.WebSocket = class extends EventTarget {
        static OPEN = 1;
        readyState = 0;
        close() {}
        send() {}
    };
"""
# Every look of the sentence that says what became of a vote, in order.
REMEMBER = """
    window.looks = [];
    new MutationObserver(() => {
        const look = document.getElementById("sent")?.className;
        if (look !== window.looks.at(-1)) window.looks.push(look);
    }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["class"] });
"""


@pytest.fixture
def town_hall(new_page, live):
    """town_hall(**options) → a page of its own at a plain name in the local network, as with a laptop in the room."""
    base = f"http://{HOST}:{urlsplit(live).port}"

    def make(script="", **options):
        page = new_page(**{"base_url": base} | options)
        if script:
            page.add_init_script(script)
        return page

    return make


@pytest.fixture
def workshop(town, tradeoff, ben):
    workshop = new_workshop(municipality=town, tradeoff=tradeoff, by=ben)
    ask(workshop, "slider", by=ben, **LINE)
    add_item(workshop=workshop, kind="proposals", by=ben, title={"de": "Vorschläge aus dem Raum", "en": "Proposals from the room"})
    return workshop


@pytest.fixture
def room(town_hall, workshop, ben):
    return Room(town_hall, workshop, ben)


class Room:
    def __init__(self, town_hall, workshop, ben) -> None:
        self.workshop = workshop
        self.english = join(town_hall, workshop, locale="en-GB")
        self.deaf = join(town_hall, workshop, script=DEAF)
        self.cut = join(town_hall, workshop, script=REMEMBER)
        self.plain = join(town_hall, workshop, java_script_enabled=False)
        self.stage = town_hall(**STAGE)
        self.stage.goto(f"/stage/{workshop.stage_token}/")
        self.console = Console(town_hall(user=ben), workshop)

    @property
    def phones(self):
        return self.english, self.deaf, self.cut

    def vote(self) -> None:
        self.console.press("Workshop beginnen")
        self.console.vote()
        expect(self.english.locator("h1")).to_have_text("What goes on the market square?")
        for phone, value in zip(self.phones, (20, 40, 70), strict=True):
            expect(phone.locator("#send")).to_be_visible()
            slide_to(phone, value)
        self.cut.context.set_offline(True)
        self.cut.evaluate("looks = []")
        for phone in self.phones:
            phone.locator("#send").tap()
        expect(self.english.locator("#sent")).to_have_text(re.compile("Saved at .* Only you see your answer."))
        expect(self.deaf.locator("#sent")).to_have_class("sent saved")
        self.vote_by_form("80")
        self.network_comes_back()

    def network_comes_back(self) -> None:
        expect(self.cut.locator("#sent")).to_have_class("sent waiting")
        assert "sent saved" not in self.cut.evaluate("looks")
        assert len(stored_ballots()) == 3
        self.cut.context.set_offline(False)
        expect(self.cut.locator("#sent")).to_have_class("sent saved")
        assert {ballot.answer["value"] for ballot in stored_ballots()} == {20, 40, 70, 80}
        self.cut.errors.clear()  # the browser reports what did not go out

    def vote_by_form(self, value) -> None:
        self.plain.reload()
        self.plain.locator("#send").tap()  # nothing chosen: the browser itself says so
        self.plain.locator(f"input[type=radio][value='{value}']").check()
        self.plain.locator("#send").tap()
        expect(self.plain.locator("#line")).to_have_text("Deine Antwort ist gespeichert.")
        expect(self.plain.locator(f"input[type=radio][value='{value}']")).to_be_checked()

    def show(self) -> None:
        assert Phone(self.workshop, "a-fifth-one").vote(self.workshop.items.first().polls.get(), {"value": 0})["status"] == "saved"
        expect(self.stage.locator("[data-slot=turnout]").last).to_contain_text(turnout(5, 5))
        self.console.show()
        for screen in (self.stage, *self.phones):
            expect(screen.locator("[data-slot=results] svg").first).to_be_visible()
        reload_until(self.plain, "[data-slot=results] svg")
        expect(self.english.locator("[data-slot=results]")).to_contain_text("More trees")
        expect(self.cut.locator("[data-own] .you-dot")).to_have_attribute("cx", "70%")

    def propose(self) -> None:
        self.console.press("Weiter")
        expect(self.deaf.locator("h1")).to_have_text("Vorschläge aus dem Raum")
        self.plain.reload()
        for phone in (self.plain, self.deaf):
            receipt = write_proposal(phone, f"{TITLE} {phone is self.plain}", "An jedem Baum eine Bank.")
            expect(phone.locator("#copy")).to_be_hidden()  # there is no clipboard over plain HTTP, but the address to read
            expect(phone.locator(".address")).to_contain_text(receipt.rpartition("/r/")[2].strip("/"))
            phone.locator("footer a.primary").tap()
            phone.wait_for_url("**/w/*/")

    def support(self) -> None:
        """All of them the one that was written without script."""
        expect(self.console.waiting(f"{TITLE} True")).to_be_visible()  # two are no lot yet
        self.console.release(f"{TITLE} True")
        reload_until(self.plain, "button[name=support]")
        for phone in (self.english, self.deaf, self.plain):
            phone.locator("button[name=support]").tap()
        expect(self.stage.locator("[data-slot=proposals] .number")).to_have_text("3")
        expect(self.english.locator("button[name=support]")).to_contain_text("Supported")


@pytest.mark.slow
def test_they_all_have_the_same_say(room):
    assert not any(phone.evaluate("isSecureContext") for phone in room.phones)
    room.vote()
    room.show()
    room.propose()
    room.support()
