"""Combining marks, wrong logins, forgotten passwords against a mute mail server, and a script that joins, all at once."""

import pytest

from .siege import besieged


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_a_siege(hall, report):
    report(**besieged(hall))
