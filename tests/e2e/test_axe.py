"""No screen, in none of its states, breaks a rule of axe (contrast, names, landmarks, size of what is pressed) or sticks out."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from participation.proposals import actions
from participation.proposals.models import Proposal
from workshops.actions import set_theme

from ..evening import Phone, new_workshop
from .conftest import PHONE
from .screens import SIDEWAYS, STAGE, STICKS_OUT, Console, join, plan_evening, send, share_out, slide_to, write_proposal

OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}, "preload": False}
TOO_WIDE = f"""() => {SIDEWAYS} <= 0 ? [] : [...document.querySelectorAll("body *")]
    .filter((element) => element.getBoundingClientRect().right > document.documentElement.clientWidth)
    .map((element) => element.outerHTML.slice(0, 90))"""
axe = Axe()
DESK = {"width": 1440, "height": 900}
NARROW = PHONE["viewport"]
OTHERS = 11
ANSWERS = {
    "slider": lambda n: {"value": n * 10} | ({"reason": f"Grund {n}"} if n < 5 else {}),
    "single_choice": lambda n: {"option": 1 + n % 2},
    "points": lambda n: {"points": {"1": 60, "2": 40}},
    "words": lambda n: {"words": [f"Wort {n % 3}"]} if n < 5 else None,
}


@pytest.fixture
def workshop(town, tradeoff, ben):
    from workshops.models import Fact

    Fact.objects.create(tradeoff=tradeoff, pole="a", text={"de": "Der Platz hat drei Bäume."}, source={"de": "Stadt"}, as_of="2026-01-01")
    promise = {"de": "Der Rat berät darüber im Mai.", "en": "The council discusses it in May."}
    workshop = new_workshop(municipality=town, tradeoff=tradeoff, by=ben, promise=promise)
    plan_evening(workshop, ben)
    return workshop


@pytest.fixture
def look(new_page, workshop, ben, clara):
    """look(language, scheme, viewport) → a walk through every screen; gives what axe found, by screen."""

    def look(language="de", scheme="light", viewport=None):
        how = {"locale": "de-DE" if language == "de" else "en-GB", "color_scheme": scheme, "bypass_csp": True}  # axe evaluates itself
        if scheme == "dark":
            set_theme(workshop=workshop, theme="dark", by=ben)
        walk = Walk(lambda **options: new_page(**how | options), workshop, viewport or DESK, ben, clara)
        walk.evening()
        walk.year()
        return walk.found

    return look


class Walk:
    def __init__(self, new_page, workshop, viewport, ben, clara) -> None:
        self.new_page, self.workshop, self.ben, self.clara, self.found = new_page, workshop, ben, clara, {}
        size = {"viewport": viewport} | ({"is_mobile": True, "has_touch": True} if viewport == NARROW else {})
        self.stage = new_page(**STAGE)
        self.door = new_page(**PHONE)
        self.console = Console(new_page(user=ben, **size), workshop)
        self.desk, self.people = new_page(user=clara, **size), new_page(**size)
        self.amina, self.seen = None, set()
        self.others = [Phone(workshop, f"{number:032x}") for number in range(OTHERS)]

    def check(self, name, page) -> None:
        broken = axe.run(page, options=OPTIONS).response["violations"]
        found = [(entry["id"], [node["html"][:160] for node in entry["nodes"]][:3]) for entry in broken] + list(self.too_wide(page))
        if found:
            self.found[name] = found

    def too_wide(self, page):
        """Nothing scrolls sideways on narrow windows, phones also at 200 % zoom; nothing sticks out of an old projector's stage."""
        usual = page.viewport_size
        sizes = {self.stage: [(1024, 768)], self.door: [(320, 640), (195, 420)], self.amina: [(320, 640), (195, 420)]}
        for width, height in sizes.get(page, [(320, 640)]):
            page.set_viewport_size({"width": width, "height": height})
            if out := page.evaluate(STICKS_OUT if page is self.stage else TOO_WIDE):
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

    # -- the evening

    def evening(self) -> None:
        code = self.workshop.code
        self.visit(self.door, "/j/", "/j/?code=XXXXXX", f"/j/{code}/")
        self.amina = join(self.new_page, self.workshop, by_code=False)
        self.room = self.amina.url
        self.stage.goto(f"/stage/{self.workshop.stage_token}/")
        self.everywhere("lobby")
        self.console.hurry()
        self.poll("slider", lambda: slide_to(self.amina, 30))
        self.console.hurry()
        expect(self.stage.locator(".discussion")).to_be_visible()
        expect(self.amina.locator("time")).to_be_visible()
        self.everywhere("discussion")
        self.console.hurry()
        self.poll("slider", lambda: slide_to(self.amina, 70))
        self.console.hurry()
        self.poll("single_choice", lambda: self.amina.locator("input[type=radio]").first.tap())
        self.console.hurry()
        self.poll("points", lambda: share_out(self.amina, 60, 40))
        self.console.hurry()
        self.poll("words", lambda: self.amina.locator("#word-1").fill("Wort 0"))
        self.console.hurry()
        self.proposals()
        self.visit(self.amina, f"{self.room}mine/", f"{self.room}erase/")
        self.amina.goto(self.room)
        self.console.hurry()
        for screen in (self.amina, self.stage):
            expect(screen.locator("h1")).to_contain_text("Than" if screen.locator("html").get_attribute("lang") == "en" else "Danke")
        expect(self.console.page.locator("body")).to_have_attribute("data-layout", "ended")
        self.everywhere("ended")

    def poll(self, kind, answer) -> None:
        """Ready, open, answered, closed, shown; before and after they look alike for every kind on the big screens."""
        is_first = not self.seen
        self.seen.add(kind)
        expect(self.amina.locator("main[data-poll]")).to_have_count(0)
        if is_first:
            self.everywhere(f"{kind} ready")
        self.console.hurry()
        expect(self.amina.locator("#send")).to_be_visible()
        self.check(f"phone, {kind} untouched", self.amina)
        answer()
        self.check(f"phone, {kind} answered", self.amina)
        send(self.amina)
        poll = self.workshop.item.polls.get()
        for number, phone in enumerate(self.others):
            if said := ANSWERS[kind](number):
                assert phone.vote(poll, said)["status"] == "saved"
        if kind in {"slider", "words"}:
            expect(self.console.page.locator(".waiting-list li").first).to_be_visible()
            self.console.page.locator("button[value='shown']").click()
        self.everywhere(f"{kind} open")
        self.console.hurry()
        expect(self.amina.locator("#send")).to_have_count(0)
        self.everywhere(f"{kind} closed") if is_first else self.check(f"phone, {kind} closed", self.amina)
        self.console.hurry()
        expect(self.amina.locator("[data-slot=results] .sentence")).to_be_visible()
        self.everywhere(f"{kind} shown")

    def proposals(self) -> None:
        expect(self.amina.locator("[data-slot=proposals]")).to_be_visible()
        self.everywhere("no proposals")
        self.visit(self.amina, f"{self.room}propose/")
        self.amina.locator("button[form=proposal]").tap()
        expect(self.amina.locator(".error").first).to_be_visible()
        self.check("phone, proposal with errors", self.amina)
        self.amina.goto(self.room)
        self.receipt = write_proposal(self.amina, "Ein Baum für jeden Parkplatz", "Für jeden Parkplatz ein Baum mit Bank.")
        self.check("phone, receipt", self.amina)
        self.amina.goto(self.room)
        expect(self.amina.locator("#own-proposals li")).to_be_visible()
        expect(self.console.page.locator(".waiting-list")).to_contain_text("Ein Baum für jeden Parkplatz")
        self.everywhere("a proposal waits")
        proposal = Proposal.objects.get()
        actions.transition(proposal=proposal, verb="return", by=self.ben, reason="Bitte schreib, wo.")
        self.visit(self.amina, self.receipt)
        self.amina.locator("button[form=proposal]").tap()
        expect(self.amina.locator(".your-reason")).to_have_count(0)
        actions.transition(proposal=Proposal.objects.get(), verb="release", by=self.ben)
        self.amina.goto(self.room)
        for screen in (self.amina, self.stage):
            expect(screen.locator("[data-slot=proposals]")).to_contain_text("Ein Baum für jeden Parkplatz")
        self.amina.locator("button[name=support]").tap()
        expect(self.amina.locator("button[name=support]")).to_have_attribute("aria-pressed", "true")
        self.everywhere("proposals")

    # -- what stands around it

    def year(self) -> None:
        pk, workshop, item = Proposal.objects.get().pk, self.workshop.pk, self.workshop.items.first().pk
        self.visit(self.desk, "/dashboard/", f"/dashboard/{pk}/")
        draft = {"verdict": "partly", "reason": "Zwölf Plätze werden zu Bäumen, die anderen bleiben."}
        actions.draft_response(proposal=Proposal.objects.get(), by=self.clara, **draft)
        self.visit(self.desk, f"/dashboard/{pk}/publish/")
        actions.publish_response(proposal=Proposal.objects.get(), by=self.clara)
        self.visit(self.desk, f"/dashboard/{pk}/", "/dashboard/", "/dashboard/overview/")
        self.visit(self.amina, self.receipt)
        self.visit(self.people, "/", f"/p/{pk}/", "/accounts/login/", "/nowhere/", "/r/unknown/", f"/j/{self.workshop.code}/")
        self.visit(self.people, *(f"/m/auental/{page}" for page in ("", "status/", "imprint/", "privacy/", "accessibility/")))
        desk, tradeoff = f"/workshops/{workshop}", f"/tradeoffs/{self.workshop.tradeoff_id}"
        self.visit(self.console.page, "/workshops/", "/workshops/new/", f"{desk}/edit/", f"{desk}/add/", f"{desk}/items/{item}/")
        self.visit(self.console.page, "/tradeoffs/", f"{tradeoff}/", f"{tradeoff}/next/")


def told(found) -> str:
    return "\n".join(f"{screen}: {what}" for screen, entries in found.items() for what in entries)


def test_every_screen(look):
    assert not (found := look()), told(found)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [NARROW, DESK], ids=["phone", "desk"])
def test_every_screen_in_every_dress(look, language, scheme, viewport):
    assert not (found := look(language, scheme, viewport)), told(found)
