"""Results of resistance: one row per option, with a dot for each person over a scale from 0 to 10, and the mean below."""

from typing import Any

from .rows import WIDTH, shape
from .swarm import NEAR, Scale, swarms

STEPS, VETO = 11, 8  # ratings from 8 on count as vetoes, drawn in ink
SCALE = Scale(24, WIDTH - 24, STEPS)


def along_bars(value: float) -> int:
    """The x of a rating in percent of the narrow picture: eleven bars, each 8 units wide with a gap of 1, 99 units in all."""
    return round(100 * (9 * value + 4) / 99)


def resistance_picture(labels: dict[str, str], tally: dict, *, before: dict | None, audience: str, room: int = 545) -> dict[str, Any]:
    """Rows by rising mean. For the stage dots, or towers if there are too many (x, y in its units); for narrow screens percents."""
    options = {key: spread for key, spread in tally["options"].items() if spread["n"]}
    earlier = before["options"] if before and before.get("n") else {}
    keys = sorted(options, key=lambda key: options[key]["mean"])  # stable: tied options keep their order
    fit = shape(len(keys), room - 50, 101)
    line, away = fit["height"] - 14, min(14, fit["height"] // 5)
    halves = [options[key]["steps"] for key in keys]
    placed = bool(keys) and swarms(halves, SCALE, height=line, away=away, largest=8, smallest=4, gap=1, limits=(NEAR,))
    radius, dots = placed if placed else (0, [[] for _key in keys])
    most = max([1, *(many for steps in halves for many in steps)])

    def row(key: str, people: list[Any], steps: list[int]) -> dict[str, Any]:
        mean, was = options[key]["mean"], earlier[key]["mean"] if key in earlier else None
        towers = [tower(value, max(4, (line - away) * many // most)) for value, many in enumerate(steps) if many]
        return {
            "id": key,
            "label": labels.get(key, "?"),
            "mean": mean,
            "was": was,
            "veto": sum(steps[VETO:]),
            "is_passive": key == tally["passive"],
            "dots": [{"x": dot.x, "y": line - dot.y, "veto": dot.stop >= VETO} for dot in people],
            "towers": [] if placed else towers,
            "bars": [{"x": 9 * value, "height": 24 * many // most, "y": 24 - 24 * many // most} for value, many in enumerate(steps)],
            "x": SCALE.x(mean, 10),
            "x_was": None if was is None else SCALE.x(was, 10),
            "percent": along_bars(mean),
            "percent_was": None if was is None else along_bars(was),
        }

    def tower(value: int, height: int) -> dict[str, Any]:
        return {"x": SCALE.x(value, 10) - 16, "y": line - away - height, "height": height, "veto": value >= VETO}

    rows = [row(key, people, steps) for key, people, steps in zip(keys, dots, halves, strict=True)]
    drawn = {"line": line, "radius": radius, "compared": bool(earlier)}
    return fit | drawn | {"rows": rows, "on_stage": audience == "stage"}
