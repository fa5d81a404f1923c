"""The same insider wins as soon as one thing is done differently: an attack that never wins proves nothing."""

import re

import pytest

from ..faults import conftest as faults
from .broken import INSIDER_WINS, TABLES, broken
from .test_insider import winners

pytestmark = pytest.mark.slow
ROOMS = 3
CASES = INSIDER_WINS | TABLES


@pytest.mark.parametrize("name", CASES)
def test_the_insider_wins(evenings, engine, name, monkeypatch):
    case = CASES[name]
    if engine not in case.engines:
        pytest.skip("a matter of the other database")
    if name == "leaves_the_log":  # nor does SQLite empty it by itself
        monkeypatch.setitem(faults.SQLITE, "init_command", faults.SQLITE["init_command"] + " PRAGMA wal_autocheckpoint = 0;")
    with broken(name):
        held = evenings(ROOMS, broken=case.tables)
    won = winners(held)
    assert any(re.search(case.wins, way) for way in won), won[:20]
