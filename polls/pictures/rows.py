"""Results as one row per option: votes as dots or a bar (one choice), or people over a scale (points)."""

from typing import Any

from .swarm import NEAR, Dot, Scale, swarms

WIDTH = 848  # of a row's picture, in stage units
DOTS_UP_TO = 60  # in one row; for more, a bar is drawn
SCALE_STEPS = (20, 40, 60, 80, 100)


def shape(rows: int, room: int, most: int) -> dict[str, Any]:
    """The layout of `rows` rows in a height of `room`, each at most `most` high, in stage units.

    A row's label has three lines, two if there are `many` rows, and two small ones if they are `tight`.
    """
    each = room // max(rows, 1)
    return {"height": max(36, min(most, each - 10)), "many": rows > 5 or each < 95, "tight": rows > 6 or each < 80}


def percents(counts: dict[str, int]) -> dict[str, int]:
    """The counts in whole percent, never more than 100 together, by the largest remainder method (Hamilton's).

    Equal counts get equal percents, so a tie is rounded up for all or for none. Only 0 votes are 0 %, and only all votes are 100 %.
    """
    n = sum(counts.values())
    if not n:
        return dict.fromkeys(counts, 0)
    found = {key: max(100 * count // n, min(count, 1)) for key, count in counts.items()}
    # If many small ones were raised to 1, the sum is too large, so the largest are lowered.
    while sum(found.values()) > 100:
        largest = max(found.values())
        found = {key: percent - (percent == largest) for key, percent in found.items()}
    ties: dict[int, list[str]] = {}
    for key, count in counts.items():
        if 100 * count % n and found[key] == 100 * count // n:
            ties.setdefault(count, []).append(key)
    for count in sorted(ties, key=lambda count: (-(100 * count % n), -count)):
        if sum(found.values()) + len(ties[count]) > 100 or found[ties[count][0]] == 99:
            break  # a smaller remainder must not be rounded up instead
        found |= {key: found[key] + 1 for key in ties[count]}
    return found


def choice_picture(labels: dict[str, str], tally: dict, *, before: dict | None, audience: str, room: int = 545) -> dict[str, Any]:
    """Rows by falling number of votes. For the stage dots (x in its units) or the width of a bar; for every screen percents."""
    options = tally["options"]
    earlier = before["options"] if before and before.get("n") else None
    keys = sorted(options, key=lambda key: -options[key])  # stable: tied options keep their order
    most = max([1, *options.values(), *(earlier or {}).values()])
    fit = shape(len(keys), room, 102 if earlier else 66)
    high = fit["height"]
    pitch = min(44 if earlier else 70, WIDTH // most)
    radius = min(pitch * 44 // 100, (high // 2 - 6) // 2 if earlier else high // 2 - 2)
    pitch = min(pitch, radius * 23 // 10)
    percent, percent_was = percents(options), percents(earlier or {})
    bars = most > DOTS_UP_TO or radius < 5

    def row(key: str) -> dict[str, Any]:
        count, was = options[key], (earlier or {}).get(key, 0)
        dots = [] if bars else [radius + pitch * place for place in range(count)]
        rings = [] if bars else [radius + pitch * place for place in range(was)]
        return {
            "id": key,
            "label": labels.get(key, "?"),
            "count": count,
            "was": was,
            "percent": percent[key],
            "percent_was": percent_was.get(key, 0),
            "dots": dots,
            "rings": rings,
            "bar": WIDTH * count // most,
            "bar_was": WIDTH * was // most,
        }

    rows = [row(key) for key in keys]
    kind_of_rows = {"radius": radius, "bars": bars, "compared": bool(earlier), "on_stage": audience == "stage"}
    return fit | places_in_row(high, compared=bool(earlier)) | kind_of_rows | {"rows": rows}


def places_in_row(high: int, *, compared: bool) -> dict[str, int]:
    """Where things stand in a row of this height: two lines if it is compared with an earlier vote."""
    return {
        "height": high,
        "y": high // 4 if compared else high // 2,
        "y_was": high - high // 4,
        "line": high // 2,
        "below": high // 2 + 8,
        "thick": high // 2 - 8 if compared else high - 8,
    }


def given(spread: dict[str, Any]) -> int:
    """The sum of what an option was given, in steps of the scale. Exact, so that ties are found; the mean is rounded."""
    return sum(stop * many for stop, many in enumerate(spread["stops"]))


def points_picture(
    labels: dict[str, str], tally: dict, *, before: dict | None = None, total: int = 100, audience: str, room: int = 545
) -> dict[str, Any]:
    """Rows by falling mean, over one scale. Each has a dot for each person, or towers, the range of the quartiles, and the mean."""
    options, earlier = tally["options"], before["options"] if before and before.get("n") else {}
    keys = sorted(options, key=lambda key: -given(options[key]))
    step = total // (len(next(iter(options.values()))["stops"]) - 1) if options else 5
    largest = max((stop * step for spread in options.values() for stop, many in enumerate(spread["stops"]) if many), default=0)
    top = next((size for size in SCALE_STEPS if size >= largest and size <= total), total)
    fit = shape(len(keys), room - 50, 101)
    high = fit["height"]
    scale = Scale(30, WIDTH - 20, top // step + 1)
    line = high - 14
    halves = [options[key]["stops"][: scale.stops] for key in keys]
    placed = tally["n"] and swarms(halves, scale, height=line, away=min(15, high // 5), largest=8, smallest=5, gap=2, limits=(NEAR,))
    radius, dots = placed if placed else (0, [[] for _key in keys])
    most = max([1, *(many for stops in halves for many in stops)])

    def row(key: str, people: list[Dot], stops: list[int]) -> dict[str, Any]:
        spread = options[key]
        tower = [{"x": scale.column(stop, 1) - 9, "height": max(4, (line - 18) * many // most)} for stop, many in enumerate(stops) if many]
        return {
            "id": key,
            "label": labels.get(key, "?"),
            **{name: spread[name] for name in ("mean", "median", "q1", "q3")},
            "was": earlier[key]["mean"] if key in earlier else 0,
            "dots": [{"x": dot.x, "y": line - dot.y} for dot in people],
            "towers": [] if placed else [{**each, "y": line - 15 - each["height"]} for each in tower],
            "x": scale.x(spread["mean"] or 0, top),
            "low": scale.x(spread["q1"] or 0, top),
            "high": scale.x(spread["q3"] or 0, top),
            **{f"{name}_percent": round(100 * (spread[name] or 0) / top) for name in ("mean", "q1", "q3")},
        }

    rows = [row(key, people, stops) for key, people, stops in zip(keys, dots, halves, strict=True)]
    ticks = [{"value": value, "x": scale.x(value, top)} for value in range(0, top + 1, 20)]
    drawn = {"line": line, "radius": radius, "top": top, "ticks": ticks}
    return fit | drawn | {"rows": rows, "compared": bool(earlier), "on_stage": audience == "stage"}
