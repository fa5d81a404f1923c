"""Saved means saved: SIGKILL while a hundred phones vote, a hundred times. None of the acknowledged is lost, none counted twice."""

import pytest

from .conftest import size
from .kills import killed_while_voting

RUNS = [("sqlite", number) for number in range(size(70, 3))] + [("postgres", number) for number in range(size(30, 1))]


@pytest.mark.parametrize(("engine", "number"), RUNS)
def test_killed_in_the_middle_of_voting(hall, report, number):
    hall.seed = number
    report(**killed_while_voting(hall))
