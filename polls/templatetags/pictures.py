"""Template tags that draw pictures, or compute the part of one that fits its screen."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join

from polls.kinds import money
from polls.pictures import people
from polls.pictures.line import Line
from polls.pictures.stage_space import lines

register = template.Library()

HERE = format_html(' class="{}"', "here")
# Characters. Longer reasons are too small to read from the last row.
LONGEST = 90
COLUMN, LINE_HEIGHT, BETWEEN = 856, 43, 32  # stage units
# The lowest picture in stage units. If reasons leave less, fewer of them are shown.
LEAST = 300


@register.simple_tag
def stage_line(picture: Line, reasons: dict[str, list[str]] | None) -> dict[str, Any]:
    """The stage's picture of the line as `drawn`, and up to two reasons for each pole as `a` and `b`, as many as fit below it."""
    found = {side: [reason for reason in (reasons or {}).get(side, []) if len(reason) <= LONGEST] for side in "ab"}
    for most in (2, 1):
        chosen = {side: some[:most] for side, some in found.items()}
        tallest = max(sum(lines(reason, 34, COLUMN) * LINE_HEIGHT + 8 for reason in some) for some in chosen.values())
        height = picture.height - tallest - BETWEEN
        if tallest and height >= LEAST:
            return {"drawn": picture.drawn(height), "a": chosen["a"], "b": chosen["b"]}
    return {"drawn": picture.drawn(picture.height), "a": [], "b": []}


@register.filter
def euros(amount: int) -> str:
    """`money.euros`."""
    return money.euros(amount)


@register.simple_tag
def people_row(here: int, everybody: int) -> dict[str, Any]:
    """`people.row`."""
    return people.row(here, everybody)


@register.simple_tag
def people_circles(persons: list[dict[str, Any]]) -> str:
    """The SVG circles of a row. It is faster than a loop in the template, and the stage draws them ten times a second during a vote."""
    rows = (("middle" if person["here"] else "empty", person["x"], person["y"]) for person in persons)
    return format_html_join("", '<circle class="person {}" cx="{}" cy="{}"/>', rows)


@register.simple_tag
def people_marks(here: int, everybody: int) -> str:
    """The console's row: one mark for each person, the first `here` of them filled."""
    return format_html_join("", "<i{}></i>", ((HERE if number < here else "",) for number in range(everybody)))


@register.simple_tag
def few_people(n: int, floor: int) -> dict[str, Any]:
    """`people.few`."""
    return people.few(n, floor)


@register.simple_tag
def people_line(names: list[str], joined: int) -> dict[str, Any]:
    """`people.named`."""
    return people.named(names, joined)


@register.simple_tag
def support_rows(proposals: list[dict[str, Any]]) -> dict[str, Any]:
    """`people.supports`."""
    return people.supports(proposals)
