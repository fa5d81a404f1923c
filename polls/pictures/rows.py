"""One row for each option: dots or a bar for what was chosen, dots over a scale for points."""

from typing import Any

from .swarm import NEAR, Dot, Scale, swarms

WIDTH = 848  # of a row's picture on the stage
DOTS_UP_TO = 60  # in one row; more are a bar
SCALE_STEPS = (20, 40, 60, 80, 100)


def shape(rows: int, room: int, most: int) -> dict[str, Any]:
    """How high each row's picture is, and whether its label has three lines, two, or two small ones."""
    each = room // max(rows, 1)
    return {"height": max(36, min(most, each - 10)), "many": rows > 5 or each < 95, "tight": rows > 6 or each < 80}


def choice_picture(labels: dict[str, str], tally: dict, *, before: dict | None, audience: str, room: int = 545) -> dict[str, Any]:
    """Rows by votes; each with dots (x in units of the row) or the width of a bar, on the stage, and with percents everywhere."""
    n, options = tally["n"], tally["options"]
    earlier = before["options"] if before and before.get("n") else None
    keys = sorted(options, key=lambda key: -options[key])  # stable: equal ones in the order of the options
    most = max([1, *options.values(), *(earlier or {}).values()])
    fit = shape(len(keys), room, 102 if earlier else 66)
    high = fit["height"]
    pitch = min(44 if earlier else 70, WIDTH // most)
    radius = min(pitch * 44 // 100, (high // 2 - 6) // 2 if earlier else high // 2 - 2)
    pitch = min(pitch, radius * 23 // 10)
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
            "percent": round(100 * count / n) if n else 0,
            "percent_was": round(100 * was / before["n"]) if earlier else 0,
            "dots": dots,
            "rings": rings,
            "bar": WIDTH * count // most,
            "bar_was": WIDTH * was // most,
        }

    drawn = {
        "height": high,
        "y": high // 4 if earlier else high // 2,
        "y_was": high - high // 4,
        "line": high // 2,
        "below": high // 2 + 8,
        "thick": high // 2 - 8 if earlier else high - 8,
    }
    rows = [row(key) for key in keys]
    kind_of_rows = {"radius": radius, "bars": bars, "compared": bool(earlier), "on_stage": audience == "stage"}
    return fit | drawn | kind_of_rows | {"rows": rows}


def points_picture(labels: dict[str, str], tally: dict, *, total: int = 100, audience: str, room: int = 545) -> dict[str, Any]:
    """Rows by mean; each with its people over one common scale, the middle half and the mean."""
    options = tally["options"]
    keys = sorted(options, key=lambda key: -(options[key]["mean"] or 0))
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
    return fit | drawn | {"rows": rows, "on_stage": audience == "stage"}
