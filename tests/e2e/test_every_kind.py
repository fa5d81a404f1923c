"""One evening that asks in every way there is: Amina has only a keyboard, Bilal's phone runs no script, eleven others vote."""

import pytest
from playwright.sync_api import expect

from polls.kinds import KINDS

from ..ballots import stored_ballots
from ..evening import Phone
from .screens import STAGE, Console, join
from .test_more_ways import BY_KEYS, MORE_BY_KEYS, MORE_PLAINLY, PLAINLY
from .test_screens import Keys
from .walk import ANSWERS, OTHERS

pytestmark = pytest.mark.slow


# -- by keyboard alone ---------------------------------------------------------------------
def stand_by_keys(keys) -> None:
    keys.tab_to("input[type=range]").press("ArrowLeft", "ArrowLeft")


def choose_by_keys(keys) -> None:
    keys.tab_to("#option-1").press(" ", "ArrowDown")


def tick_by_keys(keys) -> None:
    keys.tab_to("#option-1").press(" ")
    keys.tab_to("#option-3").press(" ")


def give_by_keys(keys) -> None:
    keys.tab_to("#dots-1").press("2")
    keys.tab_to("#dots-3").press("1")


def resist_by_keys(keys) -> None:
    keys.tab_to("#resistance-1").press("ArrowRight", "ArrowRight")
    keys.tab_to("#resistance-2").press("End")
    keys.tab_to("#resistance-3").press("Enter")  # where it lies is an answer, too


def share_by_keys(keys) -> None:
    keys.tab_to("#points-1").press("6", "0")
    keys.tab_to("#points-2").press("4", "0", "Tab")


def write_by_keys(keys) -> None:
    keys.tab_to("#word-1").press("B", "u", "s")


def compare_by_keys(keys) -> None:
    expect(keys.page.locator("[data-pick='0']")).not_to_be_empty()  # its script is there
    keys.tab_to("[data-pick='0']").press("Enter")


def one_comparison(answer) -> bool:
    """Which pair comes first is up to the phone."""
    return len(answer.get("pairs", [])) == 1


SHARED = {"points": {"1": 60, "2": 40, "3": 0}}
KEYS = {
    "slider": (stand_by_keys, {"value": 40}),
    "single_choice": (choose_by_keys, {"option": 2}),
    "multiple_choice": (tick_by_keys, {"options": [1, 3]}),
    "dots": (give_by_keys, {"dots": {"1": 2, "2": 0, "3": 1}}),
    "resistance": (resist_by_keys, {"resistance": {"1": 2, "2": 10, "3": 0}}),
    "points": (share_by_keys, SHARED),
    "budget": (share_by_keys, SHARED),
    "pairwise": (compare_by_keys, one_comparison),
    "words": (write_by_keys, {}),
} | {kind: (answer, expected) for kind, (answer, expected, *_more) in (BY_KEYS | MORE_BY_KEYS).items()}


# -- without script ------------------------------------------------------------------------
def tick(*selectors):
    def answer(phone) -> None:
        for selector in selectors:
            phone.locator(selector).check()

    return answer


def fill(**values):
    def answer(phone) -> None:
        for name, value in values.items():
            phone.locator(f"[name='{name.replace('__', '.')}']:visible").first.fill(value)

    return answer


def compare_plainly(phone) -> None:
    phone.locator("select[name='pairs.pairs']").filter(has=phone.locator("option[value='2 3']")).select_option("2 3")


PLAIN = {
    "slider": (tick("[name='int.value'][value='30']"), {"value": 30}),
    "single_choice": (tick("#option-1"), {"option": 1}),
    "multiple_choice": (tick("#option-2"), {"options": [2]}),
    "dots": (fill(int__dots__2="3"), {"dots": {"1": 0, "2": 3, "3": 0}}),
    "resistance": (
        fill(int__resistance__1="1", int__resistance__2="2", int__resistance__3="3"),
        {"resistance": {"1": 1, "2": 2, "3": 3}},
    ),
    "points": (fill(int__points__1="60", int__points__2="40"), SHARED),
    "budget": (fill(int__points__1="60", int__points__2="40"), SHARED),
    "pairwise": (compare_plainly, {"pairs": [[2, 3]]}),
    "words": (fill(texts__words="Rad"), {}),
} | {kind: (answer, expected) for kind, (answer, expected, *_more) in (PLAINLY | MORE_PLAINLY).items()}


class Evening:
    def __init__(self, new_page, workshop, ben) -> None:
        self.workshop = workshop
        self.console = Console(new_page(user=ben), workshop)
        self.stage = new_page(**STAGE)
        self.stage.goto(f"/stage/{workshop.stage_token}/")
        self.amina = join(new_page, workshop, by_code=False)
        self.bilal = join(new_page, workshop, by_code=False, java_script_enabled=False)
        self.others = [Phone(workshop, f"{number:032x}") for number in range(OTHERS)]
        self.keys = Keys(self.amina)

    def ask(self, kind: str) -> None:
        """The question is opened, answered by everybody, closed and shown."""
        self.console.hurry(2)  # to the item, and open
        poll = self.workshop.item.polls.get()
        assert poll.kind == kind
        expect(self.amina.locator("#send")).to_be_visible()
        answer, by_keys = KEYS[kind]
        answer(self.keys)
        self.keys.tab_to("#send").press("Enter")
        self.keys.saved()
        self.bilal.reload()
        answer, plainly = PLAIN[kind]
        answer(self.bilal)
        self.bilal.locator("#send").tap()
        expect(self.bilal.locator("#line")).to_have_text("Deine Antwort ist gespeichert.")
        for number, phone in enumerate(self.others):
            if said := ANSWERS[kind](number):
                assert phone.vote(poll, said)["status"] == "saved"
        given = [ballot.answer for ballot in stored_ballots(poll)]
        for expected in (by_keys, plainly):
            assert any(expected(each) if callable(expected) else expected == each for each in given), (kind, given)
        self.console.hurry(2)  # close, and show
        for screen in (self.amina, self.stage):
            expect(screen.locator("[data-slot=results] .sentence, [data-slot=wall]").first).to_be_visible()


def test_one_evening_asks_in_every_way(new_page, make_workshop, ben):
    assert set(KINDS) == set(KEYS) == set(PLAIN) == set(ANSWERS), (set(KINDS) ^ set(KEYS), set(KINDS) ^ set(PLAIN))
    evening = Evening(new_page, make_workshop(*KINDS), ben)
    for kind in KINDS:
        evening.ask(kind)
