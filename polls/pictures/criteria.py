"""The result of a utility analysis: one stacked bar per option, whose parts are the dimensions of the criteria."""

from typing import Any

from .rows import percents, shape

WIDTH, GAP = 680, 5  # of a bar that is worth 10, and between two parts, in stage units


def criteria_picture(
    labels: dict[str, str],
    criteria: list[dict[str, Any]],
    tally: dict[str, Any],
    *,
    source: str,
    front: list[str],
    audience: str,
    room: int,
) -> dict[str, Any]:
    """Rows by falling value, and the room's weight of each dimension. `source` names the scores that are drawn, "" for none.

    `front` are the options that may be first.
    """
    found = tally["results"].get(source, {})
    weights = tally["weights"]
    named = {each["id"]: each["dimension"].name if each["dimension"] else each["label"] for each in criteria}
    legend = _legend(named, weights)
    values = found.get("values", {})
    order = sorted(values, key=lambda key: -values[key])
    fit = shape(len(order), room - 50, 60)
    rows: list[dict[str, Any]] = []
    for place, key in enumerate(order, start=1):
        worth = {
            name: sum(weights[each] * tally["scores"][source][key][each] for each, of in named.items() if of == name)
            for name in dict.fromkeys(named.values())
        }
        shared = place if not rows or values[order[place - 2]] != values[key] else rows[-1]["place"]
        rows.append(
            {
                "id": key,
                "label": labels.get(key, "?"),
                "place": f"1–{len(front)}" if key in front and len(front) > 1 else str(shared),
                "value": values[key],
                "first_share": round(100 * found["first_share"][key]),
                "parts": _parts(worth, legend),
            }
        )
    drawn = {"legend": legend, "is_open": len(front) > 1, "thick": fit["height"] - 6, "on_stage": audience == "stage"}
    return fit | drawn | {"rows": rows}


def _legend(named: dict[str, Any], weights: dict[str, float]) -> list[dict[str, Any]]:
    """The dimensions in the order of their criteria, each with its filling, its criteria and its weight in percent."""
    counted = {name: sum(weights.get(key, 0) for key, of in named.items() if of == name) for name in dict.fromkeys(named.values())}
    share = percents({name: round(10_000 * part) for name, part in counted.items()})
    criteria = {name: [key for key, of in named.items() if of == name] for name in counted}
    return [
        {"part": place, "name": name, "percent": share[name], "criteria": criteria[name]} for place, name in enumerate(counted, start=1)
    ]


def _parts(worth: dict[str, float], legend: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The parts of one bar: where each begins and how long it is, in stage units (`x`, `width`) and in percent of a bar worth 10."""
    at, parts = 0.0, []
    for each in legend:
        value = worth[each["name"]]
        width = max(0, round(WIDTH * value / 10) - GAP)
        parts.append(
            each | {"x": round(WIDTH * at / 10) + 2, "width": width, "value": value, "start": round(10 * at), "long": round(10 * value)}
        )
        at += value
    return [part for part in parts if part["width"]]
