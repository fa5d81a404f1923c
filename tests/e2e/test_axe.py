"""No screen, in none of its states, breaks a rule of axe (contrast, names, landmarks, size of what is pressed) or sticks out."""

import pytest
from playwright.sync_api import expect

from polls.kinds import kind_of
from workshops.actions import set_theme

from ..evening import ask, new_workshop, press
from .conftest import PHONE
from .screens import plan_evening
from .walk import ANSWERS, CHAPTERS, OTHERS, Walk

DESK = {"width": 1440, "height": 900}
NARROW = PHONE["viewport"]
# Each language, scheme and size occurs in the first two. The long run adds each scheme at the other size.
DRESSES = [
    pytest.param("de", "dark", NARROW, id="de-dark-phone"),
    pytest.param("en", "light", DESK, id="en-light-desk"),
    pytest.param("de", "light", NARROW, id="de-light-phone", marks=pytest.mark.long),
    pytest.param("en", "dark", DESK, id="en-dark-desk", marks=pytest.mark.long),
]


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
    """look(chapter, language, scheme, viewport) → a walk past its screens; gives what axe found, by screen."""

    def look(chapter, language, scheme, viewport):
        how = {"locale": "de-DE" if language == "de" else "en-GB", "color_scheme": scheme, "bypass_csp": True}  # axe evaluates itself
        if scheme == "dark":
            set_theme(workshop=workshop, theme="dark", by=ben)
        walk = Walk(lambda **options: new_page(**how | options), workshop, viewport, ben, clara, thorough=True)
        chapter(walk)
        return walk.found

    return look


def told(found) -> str:
    return "\n".join(f"{screen}: {what}" for screen, entries in found.items() for what in entries)


# -- ways of asking that the evening has no time for: each answered by keyboard alone -----
def tick_two(phone) -> None:
    for number in (0, 2):
        phone.locator(".option input").nth(number).press(" ")
    phone.locator(".option input").nth(1).press(" ")  # the limit is two: the third press changes nothing


def stick_four(phone) -> None:
    for number, presses in ((0, 4), (2, 2)):  # an option can have three, and there are four: two presses change nothing
        for _press in range(presses):
            phone.locator(".share").nth(number).locator("[data-nudge='1']").press("Enter")


def feel(phone) -> None:
    scales = phone.locator("input[type=range]")
    for number, keys in enumerate((["ArrowRight", "ArrowRight"], ["End"], ["Enter"])):
        for key in keys:
            scales.nth(number).press(key)


BY_KEYBOARD = {
    "multiple_choice": (tick_two, {"options": [1, 3]}),
    "dots": (stick_four, {"dots": {"1": 3, "2": 0, "3": 1}}),
    "resistance": (feel, {"resistance": {"1": 2, "2": 10, "3": 0}}),
}
OWN_MARKS = {"multiple_choice": 2, "dots": 2, "resistance": 3}


@pytest.mark.slow
@pytest.mark.parametrize("kind", BY_KEYBOARD)
def test_every_other_way_of_asking(new_page, kind, town, tradeoff, ben, clara):
    workshop = new_workshop(municipality=town, tradeoff=tradeoff, by=ben)
    ask(workshop, kind, by=ben)
    walk = Walk(new_page, workshop, DESK, ben, clara, thorough=False)
    walk.seen.add("slider")  # what all kinds share was looked at there
    press(workshop, by=ben)
    answer, said = BY_KEYBOARD[kind]
    walk.poll(kind, lambda: answer(walk.amina))
    assert not walk.found, told(walk.found)
    poll, others = workshop.items.get().polls.get(), [ANSWERS[kind](number) for number in range(OTHERS)]
    assert poll.tally == kind_of(poll).tally(poll, [said, *others])
    expect(walk.amina.locator(".mine")).to_have_count(OWN_MARKS[kind])


@pytest.mark.slow
@pytest.mark.parametrize("chapter", CHAPTERS, ids=[chapter.__name__ for chapter in CHAPTERS])
@pytest.mark.parametrize("language, scheme, viewport", DRESSES)
def test_every_screen_in_every_dress(look, chapter, language, scheme, viewport):
    assert not (found := look(chapter, language, scheme, viewport)), told(found)
