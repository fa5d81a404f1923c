"""The same insider wins as soon as one thing is done differently: an attack that never wins proves nothing."""

import re

import pytest

from ..faults import conftest as faults
from .broken import INSIDER_WINS, TABLES, broken
from .test_insider import winners

pytestmark = pytest.mark.slow
ROOMS = 3
CASES = INSIDER_WINS | TABLES
# Evenings take a minute, on PostgreSQL two. What another case shows as well is tried with the thirty rooms.
LONG = {"sqlite": {"erasing_makes_a_new_key", "a time column"}, "postgresql": CASES.keys() - {"keeps_ballots_after_final"}}


def pairs():
    for name, case in CASES.items():
        for engine in case.engines:
            yield pytest.param(engine, name, marks=[pytest.mark.secrecy_long] if name in LONG[engine] else [])


@pytest.mark.parametrize("engine, name", [*pairs()], indirect=["engine"])
def test_the_insider_wins(evenings, name, monkeypatch):
    case = CASES[name]
    if name == "leaves_the_log":  # nor does SQLite empty it by itself
        monkeypatch.setitem(faults.SQLITE, "init_command", faults.SQLITE["init_command"] + " PRAGMA wal_autocheckpoint = 0;")
    with broken(name):
        held = evenings(ROOMS, broken=case.tables)
    won = winners(held)
    missed = [pattern for pattern in case.patterns if not any(re.search(pattern, way) for way in won)]
    assert not missed, won[:20]
