"""Tags that pick from a picture what fits on its screen."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join

from polls.pictures import people
from polls.pictures.line import Line
from polls.pictures.room import lines

register = template.Library()

HERE = format_html(' class="{}"', "here")
LONGEST = 90  # characters of a reason that can be read from the last row
COLUMN, LINE_HEIGHT, BETWEEN = 856, 43, 32
LEAST = 300  # units a picture needs: with less, reasons go first


@register.simple_tag
def stage_line(picture: Line, reasons: dict[str, list[str]] | None) -> dict[str, Any]:
    """The stage's picture of the line and up to two reasons for each end, as many as leave it room."""
    found = {side: [reason for reason in (reasons or {}).get(side, []) if len(reason) <= LONGEST] for side in "ab"}
    for most in (2, 1):
        chosen = {side: some[:most] for side, some in found.items()}
        tallest = max(sum(lines(reason, 34, COLUMN) * LINE_HEIGHT + 8 for reason in some) for some in chosen.values())
        height = picture.height - tallest - BETWEEN
        if tallest and height >= LEAST:
            return {"drawn": picture.drawn(height), "a": chosen["a"], "b": chosen["b"]}
    return {"drawn": picture.drawn(picture.height), "a": [], "b": []}


@register.simple_tag
def people_row(here: int, everybody: int) -> dict[str, Any]:
    return people.row(here, everybody)


@register.simple_tag
def people_circles(persons: list[dict[str, Any]]) -> str:
    """The circles of a row, without the template's loop: a stage draws them ten times a second while the room votes."""
    rows = (("middle" if person["here"] else "empty", person["x"], person["y"]) for person in persons)
    return format_html_join("", '<circle class="person {}" cx="{}" cy="{}"/>', rows)


@register.simple_tag
def people_marks(here: int, everybody: int) -> str:
    """One small mark for everybody, filled for who is here: the console's row."""
    return format_html_join("", "<i{}></i>", ((HERE if number < here else "",) for number in range(everybody)))


@register.simple_tag
def few_people(n: int) -> dict[str, Any]:
    return people.few(n)


@register.simple_tag
def people_line(names: list[str], joined: int) -> dict[str, Any]:
    return people.named(names, joined)


@register.simple_tag
def support_rows(proposals: list[dict[str, Any]]) -> dict[str, Any]:
    return people.supports(proposals)
