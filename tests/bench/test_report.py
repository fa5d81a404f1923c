"""What the benchmark says of its runs: the median, the right side of a goal, and never a number for a run that failed."""

import json

import pytest

from .report import Figure, as_json, as_markdown, reaches, table

MACHINE = {"cpu": "EPYC", "cores": 2, "redis": None}


def test_a_figure_is_the_median_of_its_runs():
    assert Figure("ack", [9.0, 1.0, 2.0], "ms").value == 2.0
    assert Figure("ack", [1.0, 2.0, 4.0, 9.0], "ms").value == 3.0
    assert Figure("ack", [0.51234], "s").value == 0.512
    assert Figure("ballots", [123456.7], "1/s").value == 123457


@pytest.mark.parametrize(
    ("value", "goal", "expected"),
    [(0.6, "<= 0.6", True), (0.61, "<= 0.6", False), (15.0, ">= 15", True), (14.9, ">= 15", False), (100, "<= 20", False)],
)
def test_goals_have_a_direction(value, goal, expected):
    assert reaches(value, goal) is expected
    assert Figure("it", [value], "s", goal).holds is expected


@pytest.mark.parametrize("goal", ["< 5", "5", "<= five", ""])
def test_what_is_no_goal_is_said_so(goal):
    with pytest.raises(ValueError, match="not a goal"):
        reaches(1, goal)


def test_a_figure_without_a_goal_neither_holds_nor_fails():
    assert Figure("ack p50", [3.0], "ms").holds is None


def test_a_failed_run_is_never_a_figure():
    figure = Figure("vote_path", [0.1, 0.2], "s", "<= 0.6", failed="3 ballots were never acknowledged")
    assert figure.as_dict() == {"name": "vote_path", "value": None, "unit": "s", "goal": "<= 0.6", "holds": False}
    assert "FAILED: 3 ballots were never acknowledged" in table([figure])


def test_what_could_not_be_measured_is_said_and_does_not_count_as_failed():
    figure = Figure("two processes", [], "×", "<= 1.7", missing="Redis is not installed")
    assert (figure.value, figure.holds) == (None, None)
    assert table([figure]).endswith("not measured: Redis is not installed")


FIGURES = [Figure("vote path", [0.5, 0.7, 0.4], "s", "<= 0.6"), Figure("ack p50", [3.0], "ms"), Figure("naive ÷ ours", [9.0], "×", ">= 15")]


def test_the_json_is_what_programs_expect():
    assert json.loads(as_json(MACHINE, FIGURES)) == {
        "machine": MACHINE,
        "figures": [
            {"name": "vote path", "value": 0.5, "unit": "s", "goal": "<= 0.6", "holds": True},
            {"name": "ack p50", "value": 3.0, "unit": "ms", "goal": None, "holds": None},
            {"name": "naive ÷ ours", "value": 9.0, "unit": "×", "goal": ">= 15", "holds": False},
        ],
    }


def test_the_table_shows_the_spread_of_the_runs():
    lines = table(FIGURES).splitlines()
    assert lines[1].split() == ["vote", "path", "0.5", "s", "0.4", "–", "0.7", "3", "<=", "0.6", "yes"]
    assert lines[3].endswith("NO")


def test_the_documentation_s_tables_come_from_the_json_goals_first():
    run = json.loads(as_json(MACHINE, FIGURES))
    assert as_markdown(run).splitlines() == [
        "Machine: cpu EPYC, cores 2.",
        "",
        "| figure | median | unit | goal | holds |",
        "|---|---:|---|---|---|",
        "| vote path | 0.5 | s | ≤ 0.6 | yes |",
        "| naive ÷ ours | 9 | × | ≥ 15 | NO |",
        "",
        "| for orientation | median | unit |",
        "|---|---:|---|",
        "| ack p50 | 3 | ms |",
    ]
