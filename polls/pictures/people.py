"""Rows of people: who is present, how many have voted, how many votes a result still needs, and supporters of proposals.

x and y are in stage units.
"""

from itertools import pairwise
from typing import Any

from .stage_space import text_width

WIDTH = 1760
ROW_UP_TO, ROWS = 62, 3  # if more rows were needed, a bar is drawn
PLACE = 100  # between two people of `few`


def row(here: int, everybody: int) -> dict[str, Any]:
    """One dot per person, of which the first `here` are filled. The dots have no order of people, so a dot does not identify anybody."""
    everybody = max(everybody, here)
    rows = -(-everybody // ROW_UP_TO) or 1
    if rows > ROWS:
        return {"height": 40, "bar": WIDTH * here // everybody}
    each = -(-everybody // rows)
    pitch = min(57, (WIDTH - 56) // max(each - 1, 1))
    radius = min(25, pitch * 44 // 100)
    people = [
        {"x": 28 + pitch * (index % each), "y": radius + 3 + (2 * radius + 8) * (index // each), "here": index < here}
        for index in range(everybody)
    ]
    return {"height": rows * (2 * radius + 8) - 2, "radius": radius, "people": people, "bar": None}


def few(n: int, floor: int) -> dict[str, Any]:
    """One place for each vote that a result needs (`floor`), the first `n` of them filled."""
    first = WIDTH // 2 - PLACE * (floor - 1) // 2
    return {"people": [{"x": first + PLACE * index, "here": index < n} for index in range(floor)]}


def label(names: list[str], xs: list[int], part: int, parts: int) -> dict[str, Any]:
    """The middle name of part `part` of `parts` equal parts of `names`, below the middle person of the same part of `xs`."""
    name = names[(2 * part + 1) * len(names) // (2 * parts)]
    half = text_width(name) // 2 + 16
    place = xs[(2 * part + 1) * len(xs) // (2 * parts)]
    return {"text": name, "half": half, "x": max(half, min(WIDTH - half, place))}


def named(names: list[str], joined: int) -> dict[str, Any]:
    """The lobby's line with up to 120 people at equal distances, and at most five names below it that do not overlap."""
    count = max(1, min(joined, 120))
    step = 1640 / max(count - 1, 1)
    xs = [round(60 + step * index) for index in range(count)] if count > 1 else [WIDTH // 2]
    radius = max(6, min(26, int(step * 0.44)))
    for parts in range(min(5, len(names)), 0, -1):
        labels = [label(names, xs, part, parts) for part in range(parts)]
        if all(one["x"] + one["half"] <= other["x"] - other["half"] for one, other in pairwise(labels)):
            break
    return {"radius": radius, "y": 84 - radius - 8, "people": xs, "names": labels, "some": ", ".join(each["text"] for each in labels)}


def supports(proposals: list[dict[str, Any]]) -> dict[str, Any]:
    """The six most supported proposals, with a dot for each supporter, or bars if the dots would be too small."""
    shown = sorted(proposals, key=lambda proposal: -proposal["supports"])[:6]
    most = max([1, *(proposal["supports"] for proposal in shown)])
    pitch = min(23, 620 // most)
    radius = min(10, pitch * 44 // 100)
    rows = [
        {
            **proposal,
            "dots": [radius + pitch * place for place in range(proposal["supports"])],
            "bar": 620 * proposal["supports"] // most,
        }
        for proposal in shown
    ]
    return {"rows": rows, "radius": radius, "bars": radius < 4, "hidden": len(proposals) - len(shown), "tight": len(shown) > 4}
