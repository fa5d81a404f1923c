"""Results of several choices: one row per option, with a dot for each person, larger if that person chose the option."""

from typing import Any

from .rows import DOTS_UP_TO, WIDTH, shape


def percent(count: int, n: int) -> int:
    """`count` of `n` in whole percent. It is 0 only for nobody and 100 only for everybody. A person can choose several options, so the
    percents of all options may add up to more than 100."""
    if not 0 < count < n:
        return 100 if n and count else 0
    return min(99, max(1, (200 * count + n) // (2 * n)))


def approval_picture(labels: dict[str, str], tally: dict, *, before: dict | None, audience: str, room: int = 545) -> dict[str, Any]:
    """Rows by falling number of people. Each has a place for everybody who voted, as dots (x in stage units) or as a bar, and percents."""
    options = tally["options"]
    earlier = before if before and before.get("n") else None
    keys = sorted(options, key=lambda key: -options[key])  # stable: tied options keep their order
    n, n_was = tally["n"], earlier["n"] if earlier else 0
    fit = shape(len(keys), room, 102 if earlier else 66)
    high = fit["height"]
    pitch = min(70, WIDTH // max(1, n, n_was))
    radius = min(pitch * 44 // 100, (high // 2 - 6) // 2 if earlier else high // 2 - 2)
    pitch = min(pitch, radius * 23 // 10)
    bars = max(n, n_was) > DOTS_UP_TO or radius < 5

    def row(key: str) -> dict[str, Any]:
        count, was = options[key], earlier["options"].get(key, 0) if earlier else 0
        people = [] if bars else [{"x": radius + pitch * place, "here": place < count} for place in range(n)]
        rings = [] if bars else [radius + pitch * place for place in range(was)]
        return {
            "id": key,
            "label": labels.get(key, "?"),
            "count": count,
            "was": was,
            "percent": percent(count, n),
            "percent_was": percent(was, n_was),
            "people": people,
            "rings": rings,
            "bar": WIDTH * count // max(n, 1),
            "bar_was": WIDTH * was // max(n_was, 1),
        }

    drawn = {
        "y": high // 4 if earlier else high // 2,
        "y_was": high - high // 4,
        "line": high // 2,
        "below": high // 2 + 8,
        "thick": high // 2 - 8 if earlier else high - 8,
    }
    kind_of_rows = {"radius": radius, "bars": bars, "compared": bool(earlier), "on_stage": audience == "stage"}
    return fit | drawn | kind_of_rows | {"rows": [row(key) for key in keys], "blank": tally["blank"]}
