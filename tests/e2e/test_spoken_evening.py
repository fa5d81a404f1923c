"""The evening as somebody hears it who does not see the phone: held against the one that was read aloud and approved."""

import difflib
from itertools import takewhile
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect

from workshops.models import Fact

from ..evening import QUESTIONS, Phone, ask, new_workshop, press
from ..waiting import PATIENCE, until
from .conftest import PHONE
from .ears import Ears
from .screens import LINE, in_english, pseudonym

APPROVED = Path(settings.BASE_DIR) / "docs/spoken-evening.md"
HEARD = Path(settings.BASE_DIR) / "var/spoken-evening.md"
OTHERS = {
    "slider": lambda n: {"value": 10 * n},
    "single_choice": lambda n: {"option": 1 + n % 2},
    "points": lambda n: {"points": {"1": 60, "2": 40}},
    "words": lambda n: {"words": ["Bank"]},
}
TITLES = [
    "Der Code", "Bevor man dabei ist", "Dabei", "Eine Frage kommt", "Die Abstimmung ist offen", "Ein Platz auf der Linie", "Abgestimmt",
    "Die Abstimmung ist zu", "Das Ergebnis", "Das Gespräch", "Eine Antwort", "Das Ergebnis der Antworten", "Punkte", "Noch beim Verteilen",
    "Das Ergebnis der Punkte", "Wörter", "Die Wörter aus dem Raum",
]  # fmt: skip


class Evening:
    """Amina hears her phone; every chapter is a heading, what is announced, where the focus is, and what can be read.

    What was approved also says what to wait for: a page needs its time, and longer on a slow machine."""

    def __init__(self, page, workshop, ben) -> None:
        self.page, self.workshop, self.ben, self.ears = page, workshop, ben, Ears(page)
        self.others = [Phone(workshop, f"{number:032x}") for number in range(9)]
        self.titles, self.lines, self.me = iter(TITLES), [], ""
        self.approved, self.patience = ["", *approved().splitlines()], PATIENCE

    def chapter(self) -> None:
        self.lines += ["", f"### {next(self.titles)}", ""]

    def hear(self, look, first: int, further: str) -> list[str]:
        """What `look` gives, as soon as it is what was approved: the `first` lines that come next, and those `further` ones that begin so.
        If it never is, as it is."""
        rest = self.approved[len(self.lines) :]
        wanted = rest[:first] + list(takewhile(lambda line: line.startswith(further), rest[first:]))
        try:
            until(lambda: [self.anonymous(line) for line in look()] == wanted, seconds=self.patience)
        except AssertionError:
            self.patience = 1  # the first difference fails the test; from here on the lines no longer belong to each other
        return look()

    def read(self) -> None:
        rest = self.approved[len(self.lines) :]
        self.lines += self.hear(lambda: ["```text", *self.ears.reading(), "```"], len(list(takewhile("```".__ne__, rest))) + 1, "never")

    def announced(self) -> None:
        def look() -> list[str]:
            return [f"> {words}  " for words in self.ears.news()]

        self.hear(look, 0, ">")
        self.page.wait_for_timeout(1300)  # nothing else follows
        lines = look()
        self.lines += [*lines, ""]
        self.ears.forget(len(lines))

    def keys(self, *keys) -> None:
        """After each key: what has the focus, and what is announced."""
        for key in keys:
            self.page.keyboard.press(key)
            lines = self.hear(
                lambda key=key: [f"- `{key}` {self.ears.focused()}", *(f"  > {words}" for words in self.ears.news())], 1, "  >"
            )
            self.lines += lines
            self.ears.forget(len(lines) - 1)

    def tab_to(self, css: str) -> None:
        """On with Tab, unheard until there."""
        for _stop in range(40):
            if self.page.evaluate("css => document.activeElement?.matches(css) ?? false", css):
                break
            self.page.keyboard.press("Tab")
        self.lines += self.hear(lambda: [f"- `Tab` {self.ears.focused()}"], 1, "never")

    def lead(self, css: str) -> None:
        """The facilitator goes on; the phone has taken the step when it shows this."""
        press(self.workshop, by=self.ben)
        expect(self.page.locator(css).first).to_be_visible()

    def others_vote(self, kind: str) -> None:
        poll = self.workshop.item.polls.get()
        for number, phone in enumerate(self.others):
            assert phone.vote(poll, OTHERS[kind](number))["status"] == "saved"

    # -- its chapters, in order

    def join(self) -> None:
        self.page.goto("/j/")
        self.chapter()
        self.read()
        self.tab_to("#code")
        self.page.keyboard.type(self.workshop.code)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/j/*/")
        self.chapter()
        self.read()
        self.tab_to("button.primary")
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/w/*/")
        self.me = pseudonym(self.page)
        expect(self.page.locator("html.js")).to_be_attached()
        self.chapter()
        self.read()

    def line(self) -> None:
        self.lead(".page.calm .sentence")
        self.chapter()
        self.announced()
        self.lead("#send")
        self.chapter()
        self.announced()
        self.read()
        self.chapter()
        self.tab_to("input[type=range]")
        self.keys("ArrowLeft", "ArrowLeft", "ArrowRight")
        self.tab_to("#reason")
        self.page.keyboard.type("Im Sommer fehlt Schatten.")
        self.tab_to("#send")
        self.keys("Enter")
        self.others_vote("slider")
        self.chapter()
        expect(self.page.locator("#sent.saved")).to_be_visible()
        self.announced()
        self.read()
        self.lead("h1:text('zu')")
        self.chapter()
        self.announced()
        self.lead("[data-slot=results] .sentence")
        self.chapter()
        self.announced()
        self.read()

    def discussion(self) -> None:
        self.lead("section .facts")
        self.chapter()
        self.announced()
        self.read()

    def choice(self) -> None:
        self.lead(".page.calm .sentence")
        self.lead("#send")
        self.chapter()
        self.announced()
        self.read()
        self.tab_to("input[type=radio]")
        self.keys(" ", "ArrowDown")
        self.tab_to("#send")
        self.keys("Enter")
        expect(self.page.locator("#sent.saved")).to_be_visible()
        self.others_vote("single_choice")
        self.lead(".page.calm")
        self.lead("[data-slot=results] .sentence")
        self.chapter()
        self.announced()
        self.read()

    def points(self) -> None:
        """She is still sharing out when the vote is closed and the result is shown."""
        self.lead(".page.calm .sentence")
        self.lead("#send")
        self.chapter()
        self.announced()
        self.read()
        self.tab_to("[data-nudge='10']")
        self.keys("Enter", "Enter")
        self.others_vote("points")
        self.lead("#onward")
        self.chapter()
        self.announced()
        press(self.workshop, by=self.ben)
        expect(self.page.locator("#sent")).to_contain_text("Das Ergebnis ist da")
        self.announced()
        self.tab_to("#onward")
        self.keys("Enter")
        expect(self.page.locator("[data-slot=results] .sentence")).to_be_visible()
        self.chapter()
        self.announced()
        self.read()

    def words(self) -> None:
        self.lead(".page.calm .sentence")
        self.lead("#send")
        self.chapter()
        self.announced()
        self.read()
        self.tab_to("#word-1")
        self.page.keyboard.type("Schatten")
        self.tab_to("#send")
        self.keys("Enter")
        expect(self.page.locator("#sent.saved")).to_be_visible()
        self.others_vote("words")
        self.lead(".page.calm")
        self.lead("[data-slot=results] .sentence")
        self.chapter()
        self.announced()
        self.read()

    def anonymous(self, told: str) -> str:
        told = told.replace(self.me, "Lesendes Lama") if self.me else told
        return told.replace(self.workshop.code, "ABCDEF").replace(self.workshop.code_in_groups, "ABC DEF")

    def told(self) -> str:
        return self.anonymous("\n".join(self.lines)).strip() + "\n"


def approved() -> str:
    return APPROVED.read_text().partition("<!-- heard -->\n")[2].strip() + "\n"


@pytest.fixture
def workshop(town, tradeoff, ben):
    from workshops.actions import add_item

    Fact.objects.create(tradeoff=tradeoff, pole="a", text={"de": "Der Platz hat drei Bäume."}, source={"de": "Stadt"}, as_of="2026-01-01")
    workshop = new_workshop(municipality=town, tradeoff=tradeoff, by=ben)
    ask(workshop, "slider", by=ben, **LINE)
    add_item(
        workshop=workshop, kind="discussion", by=ben, minutes=5, title={"de": "In Gruppen sprechen"}, prompts={"de": "Wer braucht was?"}
    )
    for kind in ("single_choice", "points", "words"):
        ask(workshop, kind, by=ben, **in_english(QUESTIONS[kind]))
    return workshop


@pytest.mark.slow
def test_the_evening_is_heard_as_it_was_approved(new_page, workshop, ben):
    evening = Evening(new_page(**PHONE), workshop, ben)
    evening.join()
    evening.line()
    evening.discussion()
    evening.choice()
    evening.points()
    evening.words()
    told = evening.told()
    HEARD.parent.mkdir(exist_ok=True)
    HEARD.write_text(told)
    difference = difflib.unified_diff(approved().splitlines(), told.splitlines(), "approved", "heard", lineterm="", n=2)
    assert told == approved(), "\n".join(difference) + f"\n\nRead {HEARD} aloud; if it is right, it belongs below the mark in {APPROVED}."
