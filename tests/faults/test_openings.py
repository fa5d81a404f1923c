"""Every closed way in, opened on purpose: the test that watches over it must fail."""

import os
import shutil
import subprocess
import sys

import pytest

from ..waiting import LONG
from .conftest import SHORT
from .openings import OPENINGS


@pytest.mark.parametrize("name", list(OPENINGS)[:: 6 if SHORT else 1])
def test_it_is_noticed(name, migrated, tmp_path):
    _opening, test = OPENINGS[name]
    database = tmp_path / "test.sqlite3"
    shutil.copyfile(migrated, database)  # migrating takes longer than most of these tests
    env = os.environ | {"OPENING": name, "DATABASE_URL": f"sqlite:///{tmp_path / 'db'}", "TEST_DB_NAME": str(database)}
    options = ["-q", "-x", "-n0", "--reuse-db", "-p", "no:cacheprovider", "-p", "tests.faults.openings"]
    done = subprocess.run([sys.executable, "-m", "pytest", *options, test], env=env, capture_output=True, text=True, timeout=LONG)
    assert done.returncode == 1 and "\nFAILED" in done.stdout, done.stdout[-3000:] + done.stderr[-1000:]
    assert "\nERROR tests/" not in done.stdout, done.stdout[-3000:]
