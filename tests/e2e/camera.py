"""What the pictures need: a browser that holds still, and a room whose screens have all arrived where its main button led."""

from pathlib import Path

from playwright.sync_api import Page, expect

from participation.accounts.models import User
from participation.live.database import writer
from participation.proposals.actions import lots
from polls import ballot_box, specs
from polls.actions import offer_lots
from polls.models import Poll
from polls.vote_message import read
from workshops.extensions import MODERATION_QUEUES
from workshops.models import Workshop

from ..ballots import stored_ballots
from ..evening import press
from ..waiting import PATIENCE
from .conftest import session_cookie

FOLDER = Path(__file__).resolve().parent.parent.parent / "docs/screens"
# The demo's server stands anywhere; in the pictures it has a name.
RENAME = """(here) => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const text = walker.currentNode;
        if (text.data.includes(here)) text.data = text.data.replaceAll(here, "auental.example");
    }
}"""
REVISION = "document.querySelector('[data-slot=step]')?.dataset.rev"  # the console's lobby has none


class Camera:
    """Opens pages that don't move, and writes pictures of them."""

    def __init__(self, browser, base: str) -> None:
        self.browser, self.base = browser, base

    def open(self, path: str, user: User | None = None, **options) -> Page:
        usual = {"locale": "de-DE", "base_url": self.base, "reduced_motion": "reduce"}
        context = self.browser.new_context(**usual | options)
        context.set_default_timeout(1000 * PATIENCE)
        if user:
            context.add_cookies([session_cookie(user, self.base)])
        page = context.new_page()
        page.goto(path)
        return page

    def shoot(self, name: str, page: Page) -> None:
        page.evaluate(RENAME, self.base.removeprefix("http://"))
        page.screenshot(path=FOLDER / f"{name}.png", animations="disabled")
        print(name, flush=True)

    def visit(self, page: Page, **addresses: str) -> None:
        for name, address in addresses.items():
            page.goto(address)
            self.shoot(name.replace("_", "-"), page)


class Room:
    """A workshop and the screens that look at it."""

    def __init__(self, workshop: Workshop, **screens: Page) -> None:
        self.workshop, self.by, self.screens = workshop, User.objects.get(name="Ben Sommer"), screens

    @property
    def poll(self) -> Poll:
        return self.workshop.item.polls.last()

    def press(self) -> None:
        """The main button; every screen has taken the step when this returns."""
        was = {page: page.evaluate(f"{REVISION} ?? ''") for page in self.screens.values()}
        press(self.workshop, by=self.by)
        for page, revision in was.items():
            page.wait_for_function(f"was => ![undefined, was].includes({REVISION})", arg=revision)

    def press_until(self, state: str) -> None:
        """Until a poll is in this state; then its result is on the screens."""
        self.press()
        while not (self.workshop.item.kind == "poll" and self.poll.state == state):
            self.press()
        if state == Poll.State.REVEALED:
            for name, page in self.screens.items():
                if name != "console":
                    expect(
                        page.locator("[data-slot=results] .sentence, [data-slot=results] .result, [data-slot=wall] *").first
                    ).to_be_visible()

    def press_until_item(self, kind: str) -> None:
        self.press()
        while self.workshop.item.kind != kind:
            self.press()

    def await_ballots(self, page: Page, enough: int) -> None:
        """Until so many have voted, and a little longer for those who are still thinking."""
        for _try in range(40):
            if len(stored_ballots(self.poll)) >= enough:
                break
            page.wait_for_timeout(250)
        page.wait_for_timeout(1000)

    def release(self, leave: int = 0) -> None:
        """What waits for moderation, but for the last few."""
        offer_lots([self.workshop.room.slug])
        lots._offer([self.workshop.pk])
        for lane in MODERATION_QUEUES.values():
            waiting = lane.waiting(self.workshop)
            for entry in waiting[: len(waiting) - leave]:
                lane.decide(workshop=self.workshop, id=entry.id, seen=entry.seen, verb="release", by=self.by)

    def vote(self, people: list) -> None:
        """Everybody's ballot in one commit."""
        spec = specs.load([self.poll.pk])[self.poll.pk]
        asked = {"kind": spec.kind, "options": spec.options}
        casts = [read(identity, spec, {"seq": 1, "answer": person.answer(asked)}) for person, identity in people]
        writer.call(lambda: ballot_box.store(casts))
