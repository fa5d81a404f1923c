"""Results of a budget: the options that are paid for, a cut, and the others. Each row has a dot for everybody who gave points."""

from typing import Any

from .rows import DOTS_UP_TO, WIDTH, shape

SMALLEST = 5  # the smallest radius; for more people a bar shows the points


def budget_picture(
    labels: dict[str, str], costs: dict[str, str], tally: dict, *, before: dict | None, audience: str, room: int = 545
) -> dict[str, Any]:
    """`funded` and `beyond`: rows by falling sum of points, with dots (x in stage units) or the length of a bar."""
    options, earlier = tally["options"], before["options"] if before and before.get("n") else {}
    funded, by_points = set(tally["equal_shares"]["funded"]), set(tally["greedy_skip"]["funded"])
    keys = sorted(options, key=lambda key: -options[key]["score"])  # stable
    fit = shape(len(keys), room - 60, 66)
    high = fit["height"]
    most = max([1, *(spread["supporters"] for spread in options.values())])
    top = max([1, *(spread["score"] for spread in (*options.values(), *earlier.values()))])
    pitch = min(57, WIDTH // most)
    radius = min(26, pitch * 44 // 100, high // 2 - 2)
    bars = most > DOTS_UP_TO or radius < SMALLEST

    def row(key: str) -> dict[str, Any]:
        spread, was = options[key], earlier[key]["score"] if key in earlier else 0
        return {
            "id": key,
            "label": labels.get(key, "?"),
            "cost": costs.get(key, "?"),
            "score": spread["score"],
            "supporters": spread["supporters"],
            "was": was,
            "dots": [] if bars else [radius + pitch * place for place in range(spread["supporters"])],
            "bar": WIDTH * spread["score"] // top,
            "percent": 100 * spread["score"] // top,
            "percent_was": 100 * was // top,
            "differs": (key in funded) != (key in by_points),
        }

    drawn = {"height": high, "y": high // 2, "thick": max(8, high - 8), "radius": radius, "bars": bars, "compared": bool(earlier)}
    rows = {"funded": [row(key) for key in keys if key in funded], "beyond": [row(key) for key in keys if key not in funded]}
    return fit | drawn | rows | {"on_stage": audience == "stage"}
