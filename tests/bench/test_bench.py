"""The command itself, with small numbers."""

import json
import subprocess
import sys

import pytest

from .servers import ROOT

FIELDS = {"name", "value", "unit", "goal", "holds"}
VERSIONS = {"python", "django", "channels", "daphne", "twisted", "autobahn", "sqlite", "postgres", "redis"}
EVERYTHING = [
    "vote path, 25 phones: server CPU ÷ bare echo of the ballots alone",
    "vote path, 25 phones: ack p95",
    "portable writes, 25 phones: server CPU ÷ bare echo with as many messages",
    "growth, 10 phones: server CPU per 1000 ballots",
    "tutorial way ÷ ours, 10 phones: server CPU",
    "fan-out: CPU per phone, 60 ÷ 20 phones",
    "BallotBox ÷ bare driver, SQLite, 50 a batch",
    "BallotBox ÷ bare driver, PostgreSQL, 50 a batch",
    "10 phones join at once: until the last one is in",
    "memory, 20 phones: PSS per connected phone",
    "two processes ÷ one, PostgreSQL and Redis: server CPU",
    "large town, SQLite: queue, p95",
    "large town, PostgreSQL: search, a frequent word, queries more than with a tenth of it",
    "bare echo alone, 25 phones: round trip p50",
]


def bench(*arguments):
    done = subprocess.run([sys.executable, "-m", "tests.bench", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def figures_of(printed):
    """By name, after a look at the shape that programs rely on."""
    run = json.loads(printed)
    assert set(run) == {"machine", "figures"}
    assert run["machine"]["seed"] == 7
    assert set(run["machine"]) >= {"cpu", "cores", "kernel", "date"} | VERSIONS
    assert all(set(figure) == FIELDS and isinstance(figure["value"], int | float) for figure in run["figures"])
    assert all((figure["goal"] is None) == (figure["holds"] is None) for figure in run["figures"])
    figures = {figure["name"]: figure for figure in run["figures"]}
    assert len(figures) == len(run["figures"])
    return figures


def test_it_lists_what_is_measured():
    assert "vote_path " in bench("--list")


def test_the_bare_echo_in_small():
    figures = figures_of(bench("--quick", "--json", "--seed", "7", "--phones", "12", "--only", "echo"))
    assert {name: figure["unit"] for name, figure in figures.items()} == {
        "bare echo alone, 12 phones: round trip p50": "ms",
        "bare echo alone, 12 phones: round trip p95": "ms",
        "bare echo alone, 12 phones: server CPU per message": "µs",
    }
    assert all(figure["value"] > 0 for figure in figures.values())


@pytest.mark.slow
def test_everything_in_small():
    figures = figures_of(bench("--quick", "--json", "--seed", "7"))
    assert set(EVERYTHING) <= set(figures)
    assert figures["2000 ballots of ranking: clean and tally"]["goal"] == "<= 30"
    assert figures["2000 ballots × 12 options: equal shares"]["goal"] == "<= 100"
