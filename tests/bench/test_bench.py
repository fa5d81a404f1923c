"""The command itself, with small numbers."""

import json
import subprocess
import sys

import pytest

from .servers import ROOT

FIELDS = {"name", "value", "unit", "goal", "holds"}
FACTS = {"cpu", "cores", "kernel", "python", "django", "channels", "daphne", "twisted", "autobahn", "sqlite", "postgres", "redis", "seed", "date"}
EVERYTHING = ("vote path", "portable writes", "growth", "tutorial way ÷", "fan-out", "BallotBox ÷", "joining", "memory", "two processes ÷", "bare")


def bench(*arguments):
    done = subprocess.run([sys.executable, "-m", "tests.bench", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def test_it_lists_what_is_measured():
    assert "vote_path " in bench("--list")


def check(run):
    assert set(run) == {"machine", "figures"}
    assert run["machine"]["seed"] == 7
    assert set(run["machine"]) >= FACTS
        run["machine"]
    )
    assert all(set(figure) == FIELDS and isinstance(figure["value"], int | float) for figure in run["figures"])
    assert all((figure["goal"] is None) == (figure["holds"] is None) for figure in run["figures"])


def test_the_bare_echo_in_small():
    run = json.loads(bench("--quick", "--json", "--seed", "7", "--phones", "12", "--only", "echo"))
    check(run)
    assert [figure["name"] for figure in run["figures"]] == [
        f"bare echo alone, 12 phones: {what}" for what in ("round trip p50", "round trip p95", "server CPU per message")
    ]
    assert all(figure["value"] > 0 and figure["unit"] in {"ms", "µs"} for figure in run["figures"])


@pytest.mark.slow
def test_everything_in_small():
    run = json.loads(bench("--quick", "--json", "--seed", "7"))
    check(run)
    names = [figure["name"] for figure in run["figures"]]
    assert len(set(names)) == len(names)
    for start in EVERYTHING:
        "vote path",
        "portable",
        "growth",
        "tutorial way ÷",
        "fan-out",
        "BallotBox ÷",
        "joining",
        "memory",
        "two processes ÷",
        "bare",
    ):
        assert any(name.startswith(start) for name in names), start
