"""Results of dots: one row per option, with a column for each person, as high as the number of dots that this person gave."""

from typing import Any

from .rows import WIDTH, shape

# If the radius would be smaller, a row has two bars instead: dots, and people who gave some.
SMALLEST = 5


def dots_picture(labels: dict[str, str], tally: dict, *, before: dict | None, audience: str, room: int = 545) -> dict[str, Any]:
    """Rows by falling number of dots. Each has a column for everybody who voted (x, y in stage units), or two bars."""
    options = tally["options"]
    earlier = before["options"] if before and before.get("n") else {}
    keys = sorted(options, key=lambda key: (-options[key]["dots"], -options[key]["people"]))  # stable
    fit = shape(len(keys), room - 50, 110)
    high, n = fit["height"], max(tally["n"], 1)
    most = max([1, *(spread["dots"] for spread in (*options.values(), *earlier.values()))])
    tallest = max([1, *(len(spread["stops"]) - 1 for spread in options.values())])
    pitch = min(57, WIDTH // n)
    radius = min(26, pitch * 44 // 100, 6 * (high - 2) // (13 * tallest - 1))
    bars = radius < SMALLEST

    def row(key: str) -> dict[str, Any]:
        spread = options[key]
        heights = [height for height in range(len(spread["stops"]) - 1, -1, -1) for _person in range(spread["stops"][height])]
        return {
            "id": key,
            "label": labels.get(key, "?"),
            "dots": spread["dots"],
            "people": spread["people"],
            "was": earlier[key]["dots"] if key in earlier else 0,
            "columns": [] if bars else [column(place, height) for place, height in enumerate(heights)],
            "bar": WIDTH * spread["dots"] // most,
            "bar_people": WIDTH * spread["people"] // most,
            "percent": 100 * spread["dots"] // most,
            "percent_people": 100 * spread["people"] // most,
            "percent_was": 100 * (earlier[key]["dots"] if key in earlier else 0) // most,
        }

    def column(place: int, height: int) -> dict[str, Any]:
        step = (13 * radius) // 6  # leaves a gap of a sixth of the radius
        return {"x": radius + pitch * place, "here": height > 0, "again": [high - radius - 1 - step * more for more in range(1, height)]}

    drawn = {"y": high - radius - 1, "thick": max(8, high // 2 - 8), "below": high // 2 + 4, "radius": radius, "bars": bars}
    return fit | drawn | {"compared": bool(earlier), "on_stage": audience == "stage", "rows": [row(key) for key in keys]}
