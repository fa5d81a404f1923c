"""A walk past every screen in four chapters; what axe finds is kept by screen."""

from collections import defaultdict
from contextlib import suppress
from functools import cached_property
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from participation.notices.links import unsubscribe_link
from participation.notices.models import Kind
from participation.proposals import actions
from participation.proposals.models import Proposal

from ..evening import Phone, press
from ..waiting import until
from .conftest import PHONE
from .screens import SIDEWAYS, STAGE, STICKS_OUT, Console, join, send, share_out, slide_to, write_proposal

AXE = Axe().axe_script
# The stage inside the console is looked at on its own.
OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}, "preload": False, "iframes": False}
TOO_WIDE = f"""() => {SIDEWAYS} <= 0 ? [] : [...document.querySelectorAll("body *")]
    .filter((element) => element.getBoundingClientRect().right > document.documentElement.clientWidth)
    .map((element) => element.outerHTML.slice(0, 90))"""
OTHERS = 11
ANSWERS = {
    "slider": lambda n: {"value": n * 10} | ({"reason": f"Grund {n}"} if n < 5 else {}),
    "single_choice": lambda n: {"option": 1 + n % 2},
    "multiple_choice": lambda n: {"options": [1, 3][: 1 + n % 2]},
    "dots": lambda n: {"dots": {"1": 1 + n % 3, "3": 1}},
    "resistance": lambda n: {"resistance": {"1": n % 4, "2": 10 - n % 3, "3": 5}},
    "points": lambda n: {"points": {"1": 60, "2": 40}},
    "budget": lambda n: {"points": {"1": 60, "2": 10 * (n % 4), "3": 40 - 10 * (n % 4)}},
    "ranking": lambda n: {"order": [1 + n % 3, 1 + (n + 1) % 3]},
    "criteria": lambda n: {
        "weights": {"1": 4 + n % 5, "2": n % 7, "3": n % 3},
        "scores": {str(option): {str(criterion): (3 * option + criterion * n) % 11 for criterion in (1, 2, 3)} for option in (1, 2, 3)},
    },
    "pairwise": lambda n: {"pairs": [[1, 2] if n % 4 else [2, 1], [2, 3] if n % 3 else [3, 2]]},
    "statements": lambda n: {"votes": {"1": 1, "2": n % 3 - 1, "3": 1 - 2 * (n % 2)}},
    "grid": lambda n: {"x": n * 10 % 105, "y": 100 - n * 5},
    "knowledge": lambda n: {"option": 1 + n % 2},
    "words": lambda n: {"words": [f"Wort {n % 3}"]} if n < 5 else None,
}
TITLE, WHAT = "Ein Baum für jeden Parkplatz", "Für jeden Parkplatz ein Baum mit Bank."


def broken_rules(page) -> list:
    """What axe finds once the screen is at rest: a part that is just being replaced may be small for a moment."""
    broken: list = []

    def is_well() -> bool:
        broken[:] = page.evaluate("options => axe.run(options)", OPTIONS)["violations"]
        return not broken

    with suppress(AssertionError):
        until(is_well, seconds=3, every=0.5)
    return [(entry["id"], [node["html"][:160] for node in entry["nodes"]][:3]) for entry in broken]


class Walk:
    """`thorough` looks again at screens that differ from an earlier one in their words only."""

    def __init__(self, new_page, workshop, viewport, ben, clara, thorough) -> None:
        self.new_page, self.workshop, self.ben, self.clara, self.thorough = new_page, workshop, ben, clara, thorough
        self.size = {"viewport": viewport} | ({"is_mobile": True, "has_touch": True} if viewport == PHONE["viewport"] else {})
        self.found, self.seen = {}, set()
        self.widths = defaultdict(lambda: [(320, 640)])

    # -- its screens, opened when they are first looked at

    @cached_property
    def stage(self):
        page = self.new_page(**STAGE)
        self.widths[page] = [(1024, 768)]
        page.goto(f"/stage/{self.workshop.stage_token}/")
        return page

    @cached_property
    def amina(self):
        page = join(self.new_page, self.workshop, by_code=False)
        self.widths[page] = [(320, 640), (195, 420)]
        self.room = page.url
        return page

    @cached_property
    def console(self):
        return Console(self.new_page(user=self.ben, **self.size), self.workshop)

    @cached_property
    def others(self):
        return [Phone(self.workshop, f"{number:032x}") for number in range(OTHERS)]

    # -- looking

    def check(self, name, page) -> None:
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE)
        found = broken_rules(page) + list(self.too_wide(page))
        if found:
            self.found[name] = found

    def too_wide(self, page):
        """Nothing scrolls sideways on narrow windows, phones also at 200 % zoom; nothing sticks out of an old projector's stage."""
        usual = page.viewport_size
        for width, height in self.widths[page]:
            page.set_viewport_size({"width": width, "height": height})
            look = STICKS_OUT if page.url.partition("/stage/")[1] else TOO_WIDE
            with suppress(AssertionError):  # the words of the stage are fitted a moment after its size has changed
                until(lambda look=look: not page.evaluate(look))
            if out := page.evaluate(look):
                yield f"{width} px", out
        page.set_viewport_size(usual)

    def visit(self, page, *addresses) -> None:
        for address in addresses:
            page.goto(address)
            self.check(address, page)
        page.errors.clear()  # a page that says 404 or 409 is an error to the browser

    def everywhere(self, name) -> None:
        self.check(f"phone, {name}", self.amina)
        self.check(f"stage, {name}", self.stage)
        self.check(f"console, {name}", self.console.page)

    # -- going on

    def begin_at(self, kind) -> None:
        """The evening up to here went by unseen."""
        while not ((item := self.workshop.item) and kind in {item.kind, *item.polls.values_list("kind", flat=True)}):
            press(self.workshop, by=self.ben)

    def next(self, layout="running") -> None:
        self.console.hurry()
        expect(self.console.page.locator("body")).to_have_attribute("data-layout", layout)  # the end counts down

    # -- the chapters

    def the_line_before_and_after(self) -> None:
        door = self.new_page(**PHONE)
        self.widths[door] = [(320, 640), (195, 420)]
        self.visit(door, "/j/", "/j/?code=XXXXXX", f"/j/{self.workshop.code}/")
        self.everywhere("lobby")
        self.next()
        expect(self.amina.locator(".page[data-poll]")).to_have_count(0)
        self.everywhere("slider ready")
        self.poll("slider", lambda: slide_to(self.amina, 30))
        self.next()
        expect(self.stage.locator(".discussion")).to_be_visible()
        expect(self.amina.locator("time")).to_be_visible()
        self.everywhere("discussion")
        self.next()
        self.poll("slider", lambda: slide_to(self.amina, 70))

    def the_other_ways_of_asking(self) -> None:
        self.begin_at("single_choice")
        self.poll("single_choice", lambda: self.amina.locator("input[type=radio]").first.tap())
        self.next()
        self.poll("points", lambda: share_out(self.amina, 60, 40))
        self.next()
        self.poll("words", lambda: self.amina.locator("#word-1").fill("Wort 0"))
        self.visit(self.amina, f"{self.room}mine/", f"{self.room}erase/")

    def poll(self, kind, answer) -> None:
        """Open, answered, closed, shown. Every kind looks the same on the big screens until it is shown."""
        again, first = kind in self.seen, not self.seen
        self.seen.add(kind)
        expect(self.amina.locator(".page[data-poll]")).to_have_count(0)
        self.next()
        expect(self.amina.locator("#send")).to_be_visible()
        if self.thorough or not again:
            self.check(f"phone, {kind} untouched", self.amina)
        answer()
        if self.thorough or not again:
            self.check(f"phone, {kind} answered", self.amina)
        send(self.amina)
        self.others_vote(kind)
        if self.thorough or first or kind == "words":
            self.everywhere(f"{kind} open")
        self.next()
        expect(self.amina.locator("#send")).to_have_count(0)
        if self.thorough or first:
            self.everywhere(f"{kind} closed")
        self.next()
        expect(self.amina.locator("[data-slot=results] .sentence")).to_be_visible()
        self.everywhere(f"{kind} shown")

    def others_vote(self, kind) -> None:
        poll = self.workshop.item.polls.get()
        for number, phone in enumerate(self.others):
            if said := ANSWERS[kind](number):
                assert phone.vote(poll, said)["status"] == "saved"
        if kind in {"slider", "words"}:
            expect(self.console.page.locator(".waiting-list li").first).to_be_visible()
            self.console.page.locator("button[value='shown']").click()

    def proposals_to_the_end(self) -> None:
        self.begin_at("proposals")
        expect(self.amina.locator("[data-slot=proposals]")).to_be_visible()
        self.everywhere("no proposals")
        self.visit(self.amina, f"{self.room}propose/")
        self.amina.locator("button[form=proposal]").tap()
        expect(self.amina.locator(".error").first).to_be_visible()
        self.check("phone, proposal with errors", self.amina)
        self.amina.goto(self.room)
        receipt = write_proposal(self.amina, TITLE, WHAT)
        self.check("phone, receipt", self.amina)
        self.amina.goto(self.room)
        expect(self.amina.locator("#own-proposals li")).to_be_visible()
        expect(self.console.page.locator(".waiting-list")).to_contain_text(TITLE)  # alone in its lot
        self.everywhere("a proposal waits")
        self.console.page.locator(".hide summary").click()
        self.check("console, not releasing", self.console.page)
        actions.transition(proposal=Proposal.objects.get(), verb="return", by=self.ben, reason="Bitte schreib, wo.")
        self.visit(self.amina, receipt)
        self.amina.locator("button[form=proposal]").tap()
        expect(self.amina.locator(".your-reason")).to_have_count(0)
        actions.transition(proposal=Proposal.objects.get(), verb="release", by=self.ben)
        self.amina.goto(self.room)
        for screen in (self.amina, self.stage):
            expect(screen.locator("[data-slot=proposals]")).to_contain_text(TITLE)
        self.amina.locator("button[name=support]").tap()
        expect(self.amina.locator("button[name=support]")).to_have_attribute("aria-pressed", "true")
        self.everywhere("proposals")
        self.next("ended")
        for screen in (self.amina, self.stage):
            expect(screen.locator("h1")).to_contain_text("Than" if screen.locator("html").get_attribute("lang") == "en" else "Danke")
        self.everywhere("ended")

    def the_year_around_it(self) -> None:
        self.begin_at("proposals")
        words = {"title": TITLE, "what": WHAT, "nonce": "a-form-of-aminas"}
        sent = actions.create(identity=self.others[0].identity, workshop=self.workshop, **words)
        actions.transition(proposal=sent.proposal, verb="release", by=self.ben)
        press(self.workshop, by=self.ben)
        pk, workshop, item = sent.proposal.pk, self.workshop.pk, self.workshop.items.first().pk
        desk, people = self.new_page(user=self.clara, **self.size), self.new_page(**self.size)
        self.visit(desk, "/dashboard/", f"/dashboard/{pk}/")
        draft = {"verdict": "partly", "reason": "Zwölf Plätze werden zu Bäumen, die anderen bleiben."}
        actions.draft_response(proposal=Proposal.objects.get(), by=self.clara, **draft)
        self.visit(desk, f"/dashboard/{pk}/publish/")
        actions.publish_response(proposal=Proposal.objects.get(), by=self.clara)
        self.visit(desk, f"/dashboard/{pk}/", "/dashboard/", "/dashboard/overview/", "/account/")
        self.visit(people, urlsplit(unsubscribe_link(self.clara, [Kind.SOON])).path, "/notices/stop/unknown/")
        self.visit(
            people, "/", f"/p/{pk}/", f"/r/{sent.receipt}/", "/accounts/login/", "/nowhere/", "/r/unknown/", f"/j/{self.workshop.code}/"
        )
        self.visit(people, *(f"/m/auental/{page}" for page in ("", "status/", "imprint/", "privacy/", "accessibility/")))
        page, evening, tradeoff = self.console.page, f"/workshops/{workshop}", f"/tradeoffs/{self.workshop.tradeoff_id}"
        self.visit(
            page, "/workshops/", "/workshops/new/", f"{evening}/edit/", f"{evening}/details/", f"{evening}/add/", f"{evening}/items/{item}/"
        )
        self.visit(page, "/workshops/compose/", "/workshops/import/", f"{evening}/copy/")
        self.visit(page, "/tradeoffs/", f"{tradeoff}/", f"{tradeoff}/next/")


CHAPTERS = (Walk.the_line_before_and_after, Walk.the_other_ways_of_asking, Walk.proposals_to_the_end, Walk.the_year_around_it)
