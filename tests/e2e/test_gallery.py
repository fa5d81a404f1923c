"""No words lie on others and none are cut, in whatever way the room was asked, and however it answered."""

import pytest

from polls.kinds import KINDS

from ..waiting import until
from .gallery import CROWDED, SOME_CASES, Gallery

pytestmark = pytest.mark.slow
ALSO_LONG = {"pairwise": ("camps",)}  # some options were never compared with the others: there are lists instead of rows


@pytest.mark.parametrize("kind", [slug for slug, kind in KINDS.items() if not kind.is_wall])  # a wall shows what was released
def test_every_word_has_its_place(kind, new_page, town, tradeoff, ben):
    def open_page(path, **options):
        page = new_page(**options)
        page.goto(path)
        return page

    gallery, wrong = Gallery(open_page, municipality=town, tradeoff=tradeoff, by=ben), {}
    for is_long in (False, True):
        cases = SOME_CASES[1:] + ALSO_LONG.get(kind, ()) if is_long else SOME_CASES
        for name, page in gallery.looks(kind, long=is_long, cases=cases):
            if found := settled(page):
                wrong[name] = found[:5]
    assert not wrong, "\n".join(f"{name}: {found}" for name, found in wrong.items())


def settled(page) -> list[str]:
    """What is wrong once the stage has fitted its words, which takes a moment."""
    found: list[str] = []

    def is_well() -> bool:
        found[:] = page.evaluate(CROWDED)
        return not found

    try:
        until(is_well, seconds=3)
    except AssertionError:
        return found
    return found
