"""A test run that was killed does not spoil the next one."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing

from .waiting import LONG

A_TEST = "tests/house/test_tables.py::test_tables_with_a_key_know_no_order"


def test_the_next_run_starts_from_an_empty_database(tmp_path):
    """What is left of one that was killed: the file, its log, and a server of its that still has both open."""
    file = tmp_path / "test.sqlite3"
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL" and not name.startswith("PYTEST_")}
    command = [sys.executable, "-m", "pytest", "-n", "0", "-p", "no:cacheprovider", A_TEST]
    with closing(sqlite3.connect(file)) as orphan:
        orphan.execute("PRAGMA journal_mode=WAL")
        orphan.execute("CREATE TABLE live_room (id integer)")
        run = subprocess.run(command, env=env | {"TEST_DB_NAME": str(file)}, capture_output=True, text=True, timeout=LONG)
    assert run.returncode == 0, run.stdout
