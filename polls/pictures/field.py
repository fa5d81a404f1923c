"""Results of the grid: a dot for each person in a square of two goals, or blocks for many people, and how the median moved."""

from typing import Any

from django.utils.translation import gettext as _

from .scatter import Field, scatter
from .stage_space import STAGE_WIDTH, picture_height, text_width

# More people are drawn as blocks, of an area that shows how many chose a point.
MOST_DOTS = 200
LABEL = 54  # above and below the stage's field
# The widest label in a corner of the stage. Longer ones would reach into the label in the middle.
WIDEST = 620
LONGEST = 32  # characters of a label on phones and desks
SIZE, THIRD = 321, 107  # of the square on phones and desks, and of its cells outside the room
CELL_CLASSES = {"bb": "ink", "ba": "a", "ab": "b"}
PLACES = {"a": 0, "m": 1, "b": 2}


def field_picture(tally: dict, *, shift: dict | None, audience: str, **words: Any) -> dict[str, Any]:
    """The picture of `tally`, with the movement of `shift`. A public tally has no points: its nine cells are drawn with their counts.

    `words` are question, poles, sentence, title, table and corners (cell → meaning) of the grid.
    """
    on_stage = audience == "stage"
    picture = {"on_stage": on_stage, "audience": audience, **words, "cells": [], "between": _between(tally["cells"])}
    picture["corners"] = _corners(tally["cells"], words["corners"], on_stage=on_stage)
    if "points" not in tally:
        return picture | {"cells": _cells(tally["cells"]), "size": SIZE, "third": THIRD, "has_hidden": None in tally["cells"].values()}
    if on_stage:
        height = picture_height(words["question"], words["poles"], words["sentence"])
        field = Field(2, LABEL, STAGE_WIDTH - 50, height - LABEL, 34)
        limits = {"largest": 24, "smallest": 6, "reach": 240}
    else:
        height, field, limits = SIZE, Field(1, 15, SIZE - 15, SIZE - 1, 12), {"largest": 7, "smallest": 2, "reach": 60}
    places = {
        "height": height,
        "below": height - 14,
        "key": height - 26,
        "pole": limits["largest"],
        "pole_x": field.right + limits["largest"],
        "pole_y": field.top - limits["largest"],
        "ends": field.ends(),
    }
    return picture | places | _drawn(tally, field, limits) | _moved(shift, field)


def _drawn(tally: dict, field: Field, limits: dict[str, int]) -> dict[str, Any]:
    """The field with its axes and the people in it."""
    columns, rows = field.columns(), field.rows()
    frame: dict[str, Any] = {"left": field.left, "top": field.top, "width": field.right - field.left, "height": field.bottom - field.top}
    frame |= {"right": field.right, "bottom": field.bottom, "x": field.x(50), "y": field.y(50)}
    frame |= {"both_x": columns[2][0], "both_width": columns[2][1] - columns[2][0], "both_height": rows[2][1] - rows[2][0]}
    frame["between"] = [f"M{x} {field.top}V{field.bottom}" for x in columns[1]] + [f"M{field.left} {y}H{field.right}" for y in rows[1]]
    placed = scatter(tally["points"], field, **limits) if tally["n"] <= MOST_DOTS else None
    if placed is None:
        return {"frame": frame, "radius": 0, "people": [], "blocks": _blocks(tally["points"], field)}
    radius, dots = placed
    people = [{"x": dot["x"], "y": dot["y"], "side": _class("amb"[dot["column"]] + "amb"[dot["row"]])} for dot in dots]
    return {"frame": frame, "radius": radius, "people": people, "blocks": []}


def _class(cell: str) -> str:
    return CELL_CLASSES.get(cell, "middle")


def _blocks(points: list[list[int]], field: Field) -> list[dict[str, Any]]:
    """A block for each point with people. Its area is their number, and the largest one fills its place."""
    wide, high = (field.x(100) - field.x(0)) / 20, (field.y(0) - field.y(100)) / 20
    most = max(many for _x, _y, many in points)
    side = {value: "a" if value <= 40 else "m" if value <= 55 else "b" for value in range(0, 101, 5)}
    blocks = []
    for x, y, many in points:
        part = (many / most) ** 0.5
        width, height = max(2, round(wide * part) - 1), max(2, round(high * part) - 1)
        place = {"x": field.x(x) - width // 2, "y": field.y(y) - height // 2, "width": width, "height": height}
        blocks.append(place | {"side": _class(side[x] + side[y])})
    return blocks


def _moved(shift: dict | None, field: Field) -> dict[str, Any]:
    """The way of the median from before to now, from the levels of a shift."""
    if not shift or "median_before" not in shift["x"]:
        return {"was": None, "middle": STAGE_WIDTH // 2}
    was, now = ({"x": field.x(shift["x"][name]), "y": field.y(shift["y"][name])} for name in ("median_before", "median_after"))
    way = f"M{was['x']} {was['y']}L{now['x']} {now['y']}" if was != now else ""
    return {"was": was, "now": now, "way": way, "middle": STAGE_WIDTH // 2 + 120}


def _between(cells: dict[str, int | None]) -> int | None:
    """People outside the four corners; None if one of these cells is hidden."""
    found = [many for name, many in cells.items() if "m" in name]
    return None if None in found else sum(many for many in found if many)


def _corners(cells: dict[str, int | None], names: dict[str, str], *, on_stage: bool) -> dict[str, dict[str, Any]]:
    """The labels of the four corners by cell. Names of goals that are too long for it are replaced."""
    short = {"ba": _("Only the first goal"), "ab": _("Only the second goal")}
    found = {}
    for cell, name in names.items():
        fits = text_width(f"{name} · {cells[cell]}", bold=True) <= WIDEST if on_stage else len(name) <= LONGEST
        found[cell] = {"label": name if fits else short[cell], "count": cells[cell]}
    return found


def _cells(cells: dict[str, int | None]) -> list[dict[str, Any]]:
    """The nine cells of a public tally as squares with their counts, or a stroke through a hidden one."""
    found = []
    for name, many in cells.items():
        x, y = PLACES[name[0]] * THIRD, (2 - PLACES[name[1]]) * THIRD
        slash = f"M{x + 12} {y + THIRD - 12}L{x + THIRD - 12} {y + 12}"
        found.append({"x": x, "y": y, "middle": x + THIRD // 2, "base": y + THIRD // 2 + 8, "slash": slash, "count": many})
    return found
