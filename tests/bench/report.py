"""Figures: the median of several runs, whether it reaches its goal, and how they are shown."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

GOAL = re.compile(r"(<=|>=) ([\d.]+)")


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured thing. `samples` has one value per run; if a run failed or what it needs is missing there is no figure."""

    name: str
    samples: Sequence[float]
    unit: str
    goal: str | None = None  # "<= 0.6" or ">= 15"; None: measured for orientation
    failed: str = ""
    missing: str = ""

    @property
    def value(self) -> float | None:
        return None if self.failed or not self.samples else rounded(median(self.samples))

    @property
    def holds(self) -> bool | None:
        """Whether the goal is reached; None without a goal. What failed holds nothing."""
        if self.failed:
            return False
        return None if self.goal is None or self.value is None else reaches(self.value, self.goal)

    def as_dict(self) -> dict:
        return {"name": self.name, "value": self.value, "unit": self.unit, "goal": self.goal, "holds": self.holds}


def reaches(value: float, goal: str) -> bool:
    """Whether a value is on the right side of a goal such as "<= 0.6"; being equal is enough."""
    found = GOAL.fullmatch(goal)
    if not found:
        raise ValueError(f"not a goal: {goal}")
    limit = float(found[2])
    return value <= limit if found[1] == "<=" else value >= limit


def rounded(value: float) -> float:
    """Three significant digits are more than a noisy machine can tell; whole numbers stay whole."""
    return float(f"{value:.3g}") if abs(value) < 1000 else float(round(value))


def as_json(machine: dict, figures: Sequence[Figure]) -> str:
    return json.dumps({"machine": machine, "figures": [figure.as_dict() for figure in figures]}, ensure_ascii=False)


def said(value: float | None) -> str:
    return "–" if value is None else f"{value:,.10g}"


def verdict(holds: bool | None) -> str:
    return {True: "yes", False: "NO", None: ""}[holds]


def table(figures: Sequence[Figure]) -> str:
    """For people: also the smallest and the largest run, so that noise shows."""
    rows = [("figure", "median", "unit", "from – to", "runs", "goal", "holds")]
    for figure in figures:
        ends = f"{said(rounded(min(figure.samples)))} – {said(rounded(max(figure.samples)))}" if figure.samples else ""
        remark = verdict(figure.holds)
        if figure.failed or figure.missing:
            remark = f"FAILED: {figure.failed}" if figure.failed else f"not measured: {figure.missing}"
        rows.append((figure.name, said(figure.value), figure.unit, ends, str(len(figure.samples)), figure.goal or "", remark))
    return "\n".join(aligned(rows))


def aligned(rows: Sequence[Sequence[str]], right: Sequence[int] = (1, 3, 4)) -> list[str]:
    """Columns below each other; numbers end below each other."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]

    def cell(column: int, text: str) -> str:
        return text.rjust(widths[column]) if column in right else text.ljust(widths[column])

    return ["  ".join(cell(column, text) for column, text in enumerate(row)).rstrip() for row in rows]


def as_markdown(run: dict) -> str:
    """The tables of docs/performance.md from what `--json` printed: first what has a goal, then the rest."""
    facts = ", ".join(f"{name} {value}" for name, value in run["machine"].items() if value is not None)
    lines = [f"Machine: {facts}.", "", "| figure | median | unit | goal | holds |", "|---|---:|---|---|---|"]
    for figure in (figure for figure in run["figures"] if figure["goal"]):
        goal = figure["goal"].replace("<=", "≤").replace(">=", "≥")
        lines.append(f"| {figure['name']} | {said(figure['value'])} | {figure['unit']} | {goal} | {verdict(figure['holds'])} |")
    lines += ["", "| for orientation | median | unit |", "|---|---:|---|"]
    rest = (figure for figure in run["figures"] if not figure["goal"])
    return "\n".join(lines + [f"| {figure['name']} | {said(figure['value'])} | {figure['unit']} |" for figure in rest])
