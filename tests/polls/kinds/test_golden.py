"""Cases from public data with published or independently computed results (tests/golden/README.md)."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from polls.kinds import KINDS

FOLDER = Path(__file__).parents[2] / "golden"
CASES = {name: json.loads((FOLDER / f"{name}.json").read_text()) for name in ("budget", "points")}
ROUNDING = 0.0501


def tally_of(case):
    settings = dict(case["settings"])
    poll = SimpleNamespace(id=1, kind=case["kind"], question={}, pole_a={}, pole_b={}, options=settings.pop("options"), settings=settings)
    return KINDS[case["kind"]].tally(poll, case["ballots"])


@pytest.mark.parametrize("case", CASES["budget"], ids=lambda case: case["name"])
def test_budgets(case):
    expect, tally = case["expect"], tally_of(case)
    assert tally["n"] == expect["n"]
    for name in ("score", "supporters"):
        assert {key: spread[name] for key, spread in tally["options"].items()} == expect[name]
    assert {key: tally["greedy_skip"][key] for key in ("funded", "left")} == expect["greedy_skip"]
    assert bool(tally["greedy_skip"]["tied"]) == expect["tie_at_the_edge"]
    assert tally["equal_shares_no_completion"] == expect["extra"]["equal_shares_no_completion"]
    costs = {str(option["id"]): option["cost"] for option in case["settings"]["options"]}
    spent = sum(costs[key] for key in tally["equal_shares"]["funded"])
    assert spent == case["settings"]["cap"] - tally["equal_shares"]["left"] <= case["settings"]["cap"]


@pytest.mark.parametrize("case", CASES["points"], ids=lambda case: case["name"])
def test_points(case):
    expect, tally = case["expect"], tally_of(case)
    assert tally["n"] == expect["n"] and tally["options"].keys() == expect["options"].keys()
    for key, figures in expect["options"].items():
        spread = tally["options"][key]
        for name in ("mean", "median", "q1", "q3"):
            assert spread[name] == pytest.approx(figures[name], abs=ROUNDING)
        assert spread["stops"][0] == figures["nobody"]
        assert sum(stop * many for stop, many in enumerate(spread["stops"])) * 5 == figures["sum"]
    most = max(spread["mean"] for spread in tally["options"].values())
    assert [key for key, spread in tally["options"].items() if spread["mean"] == most] == expect["leaders"]
