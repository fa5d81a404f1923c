"""PostgreSQL is killed: ballots wait, or hear `busy`; none is acknowledged without being stored, and none is lost."""

import pytest

from .conftest import size
from .hall import Hall
from .outage import outage
from .reckoning import require


def away(hall: Hall, postgres, seconds: float) -> dict[str, object]:
    figures = outage(hall, postgres.kill, postgres.start, seconds=seconds)
    require(not figures["saved"], "a ballot is said to be saved that can't be")
    require(bool(figures["busy"]) == (seconds > 8), "ballots wait for a short restart, and hear busy in a long outage")
    return figures


@pytest.mark.parametrize("engine", ["postgres"])
@pytest.mark.parametrize("seconds", [2, size(40, 15)])
def test_killed_and_started_again(hall, postgres, report, seconds):
    report(**away(hall, postgres, seconds))
