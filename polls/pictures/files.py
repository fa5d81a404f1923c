"""Results as SVG files: drawn with attributes alone, so that they need no style sheet. For exports and papers, always in light colours."""

from textwrap import wrap
from typing import Any

from django.template.loader import render_to_string

from .line import stage_picture
from .stage_space import STAGE_WIDTH, text_width

LINE_HEIGHT, LINE_WITH_BEFORE = 420, 640  # of the picture of a line, in stage units
WIDTH = 1000  # of bars
LABEL, BAR = 28, 22  # the height of a line of a label, and of a bar with the space below it
LETTERS = 84  # in a line of a label
NAME, VALUE = 330, 90  # the space for the name of a bar, and for its number


def line_svg(tally: dict[str, Any], before: dict[str, Any] | None, *, poles: tuple[str, str], title: str, together: bool) -> str:
    """The position line with everybody on it, as on the stage. `together`: the same people answered both times."""
    height = LINE_WITH_BEFORE if before else LINE_HEIGHT
    drawn = stage_picture(tally, before, height)
    radius = drawn.get("radius", 0)
    drawn |= {"hole": round(radius / 3), "ring": radius - 1} | ({} if together else {"arrow": None})
    rows = 2 if sum(map(text_width, poles)) > STAGE_WIDTH - 100 else 1
    top = 56 * rows
    context = {"drawn": drawn, "poles": poles, "title": title, "rows": rows, "top": top, "width": STAGE_WIDTH, "height": height + top}
    return render_to_string("polls/files/line.svg", context)


def bars_svg(heads: list[str], rows: list[list[Any]], *, title: str) -> str:
    """A bar for each number of the table, as long as it is large among those of its column. The first cell of a row is its label."""
    most = [max((_size(row[place]) for row in rows), default=0) or 1 for place in range(len(heads))]
    y, drawn = 10, []
    start = NAME if len(heads) > 2 else 0  # a single number for each row needs no name
    for row in rows:
        lines = [{"text": words, "y": y + LABEL * (number + 1) - 6} for number, words in enumerate(wrap(str(row[0]), LETTERS) or [""])]
        y += LABEL * len(lines)
        bars = []
        for place in range(1, len(heads)):
            width = round((WIDTH - start - VALUE) * _size(row[place]) / most[place])
            value = "–" if row[place] is None else row[place]
            bars.append({"name": heads[place], "value": value, "y": y, "text": y + 16, "width": width, "end": start + width + 10})
            y += BAR
        y += 14
        drawn.append({"lines": lines, "bars": bars})
    return render_to_string("polls/files/bars.svg", {"rows": drawn, "title": title, "start": start, "width": WIDTH, "height": y})


def _size(cell: Any) -> float:
    """How large a number is; 0 for what is none."""
    return abs(cell) if isinstance(cell, (int, float)) else 0
