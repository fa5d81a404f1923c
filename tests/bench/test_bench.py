"""The command itself, with small numbers."""

import json
import subprocess
import sys

import pytest

from .servers import ROOT

FIELDS = {"name", "value", "unit", "goal", "holds"}


def bench(*arguments):
    done = subprocess.run([sys.executable, "-m", "tests.bench", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def test_it_lists_what_is_measured():
    assert "vote_path " in bench("--list")


@pytest.mark.slow
def test_the_vote_path_in_small():
    run = json.loads(bench("--quick", "--json", "--only", "vote_path", "--phones", "12", "--seed", "7"))
    assert set(run) == {"machine", "figures"}
    assert run["machine"]["seed"] == 7 and {"cpu", "cores", "kernel", "python", "django", "sqlite", "date"} <= set(run["machine"])
    assert all(set(figure) == FIELDS and figure["value"] > 0 for figure in run["figures"])
    assert "vote path, 12 phones: server CPU ÷ bare echo" in [figure["name"] for figure in run["figures"]]
