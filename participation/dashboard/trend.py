"""How long answers took, month by month: a line of dots, its sentence, and the same as a table. Lengths are in the picture's own units."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

WIDTH, HEIGHT, EDGE, TOP, BASE = 480, 190, 26, 40, 178
ABOVE, BELOW, LETTER = 12, 26, 20  # of a number: how far it stands above its dot or below it, and how high it is


@dataclass(frozen=True, slots=True)
class Point:
    """A month. `days` is the median, None of too few answers; only with one it has a dot, at (`x`, `y`), with its number at `label_y`."""

    name: str
    answers: int
    days: int | None
    x: int
    y: int
    label_y: int
    is_labelled: bool = False


@dataclass(frozen=True, slots=True)
class Trend:
    """The picture. `lines` are the points of each unbroken line; `limit_y` is where the promised number of days lies, None for several."""

    sentence: str
    points: list[Point]
    lines: list[str]
    limit: int | None
    limit_y: int | None
    width: int = WIDTH
    height: int = HEIGHT
    base: int = BASE


def trend_of(medians: dict[date, tuple[int, int | None]], limit: int | None) -> Trend | None:
    """The picture of months: how many answers came in each, and within how many days half of them; None of too few.

    `limit` is what was promised. None of fewer than two dots.
    """
    months = _months(min(medians), max(medians)) if medians else []
    found = [(month, *medians.get(month, (0, None))) for month in months]
    days_of = [days for _month, _answers, days in found]
    shown = [days for days in days_of if days is not None]
    if len(shown) < 2:
        return None
    most = max(*shown, limit or 0, 1)
    last = max(place for place, days in enumerate(days_of) if days is not None)
    labelled = {last, days_of.index(max(shown)), days_of.index(min(shown))}
    limit_y = _height(limit, most) if limit else None
    points = [
        Point(
            date_format(month, "YEAR_MONTH_FORMAT"),
            answers,
            days,
            round(EDGE + (WIDTH - 2 * EDGE) * place / (len(found) - 1)),
            y := _height(days or 0, most),
            _label_y(y, limit_y),
            place in labelled,
        )
        for place, (month, answers, days) in enumerate(found)
    ]
    dots = [point for point in points if point.days is not None]
    return Trend(_sentence(dots[0], dots[-1]), points, _lines(points), limit, limit_y)


def _months(first: date, last: date) -> list[date]:
    """The first day of every month from `first` to `last`."""
    count = (last.year - first.year) * 12 + last.month - first.month
    return [date(first.year + (first.month - 1 + more) // 12, (first.month - 1 + more) % 12 + 1, 1) for more in range(count + 1)]


def _height(days: int, most: int) -> int:
    return BASE - round((BASE - TOP) * days / most)


def _label_y(y: int, limit_y: int | None) -> int:
    """Where the number of a dot stands: above it, or below it where the dashed line would cross the number."""
    crosses = limit_y is not None and y - ABOVE - LETTER < limit_y < y
    return y + BELOW if crosses and y + BELOW < BASE else y - ABOVE


def _lines(points: list[Point]) -> list[str]:
    """Neighbouring months are joined; one with too few answers interrupts the line."""
    lines: list[list[str]] = [[]]
    for point in points:
        if point.days is None:
            lines.append([])
        else:
            lines[-1].append(f"{point.x},{point.y}")
    return [" ".join(line) for line in lines if len(line) > 1]


def _sentence(first: Point, last: Point) -> str:
    now = ngettext(
        "%(month)s: half of the answers took at most %(days)s day.",
        "%(month)s: half of the answers took at most %(days)s days.",
        last.days or 0,
    )
    then = _("In %(month)s it was %(days)s.")
    return f"{now % {'month': last.name, 'days': last.days}} {then % {'month': first.name, 'days': first.days}}"
