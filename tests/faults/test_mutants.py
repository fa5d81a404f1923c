"""Each promise broken on purpose, in the server itself: the scenario that watches over it must notice, and say which one it was."""

import re
from collections.abc import Callable

import pytest

from .hall import Hall
from .kills import killed_while_voting
from .mutants import MUTANTS
from .reckoning import Broken

# mutant → (the smallest form of the scenario that watches, what it must say)
WATCHED: dict[str, tuple[Callable[[Hall], object], str]] = {
    "says_saved_before_the_commit": (lambda hall: killed_while_voting(hall, phones=30), "an acknowledged ballot is gone"),
    "a_row_for_every_tap": (lambda hall: killed_while_voting(hall, phones=30), "counted twice"),
}


@pytest.mark.parametrize("name", WATCHED)
def test_it_is_noticed(hall, name):
    scenario, words = WATCHED[name]
    hall.mutant = name
    with pytest.raises(Broken, match=re.escape(words)):
        scenario(hall)


def test_every_mutant_is_watched():
    assert set(WATCHED) == set(MUTANTS)
