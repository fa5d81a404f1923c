"""A dot for each person near a point of a field. Dots that would touch step aside, but stay in their own of the nine cells."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Field:
    """A rectangle in units of the picture. The values 0 and 100 lie `pad` units inside its edges, and y rises upwards."""

    left: int
    top: int
    right: int
    bottom: int
    pad: int

    def x(self, value: float) -> int:
        """The x of a value from 0 to 100."""
        return round(self.left + self.pad + (self.right - self.left - 2 * self.pad) * value / 100)

    def y(self, value: float) -> int:
        """The y of a value from 0 to 100."""
        return round(self.bottom - self.pad - (self.bottom - self.top - 2 * self.pad) * value / 100)

    def ends(self) -> dict[str, int]:
        """The places of 0 and 100 on both axes."""
        return {"x0": self.x(0), "x1": self.x(100), "y0": self.y(0), "y1": self.y(100)}

    def columns(self) -> list[tuple[int, int]]:
        """Where the three sides of x begin and end, from goal A's low side on. They meet halfway between two stops."""
        return [(self.left, self.x(42.5)), (self.x(42.5), self.x(57.5)), (self.x(57.5), self.right)]

    def rows(self) -> list[tuple[int, int]]:
        """Where the three sides of y begin and end (top, bottom), from goal B's low side on."""
        return [(self.y(42.5), self.bottom), (self.y(57.5), self.y(42.5)), (self.top, self.y(57.5))]


def scatter(points: list[list[int]], field: Field, *, largest: int, smallest: int, reach: int) -> tuple[int, list[dict[str, int]]] | None:
    """(radius, {x, y, column, row} of each dot) at the largest radius that fits; None if none does.

    `points` are (x, y, people); a dot is at most `reach` units from its point. `column` and `row` are its cell.
    """
    for radius in range(largest, smallest - 1, -1):
        if (dots := _placed(points, field, radius, reach)) is not None:
            return radius, dots
    return None


def _placed(points: list[list[int]], field: Field, radius: int, reach: int) -> list[dict[str, int]] | None:
    size = 2 * radius + (3 if radius > 5 else 1)  # of a bucket, so that only neighbours can touch
    taken: dict[tuple[int, int], list[tuple[int, int]]] = {}
    found = []
    for x, y, many in sorted(points, key=lambda point: (-point[2], point)):
        column, row = _side(x), _side(y)
        box = (*_inner(field.columns()[column], radius), *_inner(field.rows()[row], radius))
        ways = iter(_offsets(radius, reach))
        for _person in range(many):
            place = next((at for at in _places(ways, field.x(x), field.y(y), box) if _is_free(at, taken, size)), None)
            if place is None:
                return None
            taken.setdefault((place[0] // size, place[1] // size), []).append(place)
            found.append({"x": place[0], "y": place[1], "column": column, "row": row})
    return found


def _side(value: int) -> int:
    """The side of a value: 0 up to 40, 1 in the middle, 2 from 60 on."""
    return 0 if value <= 40 else 1 if value <= 55 else 2


def _inner(ends: tuple[int, int], radius: int) -> tuple[int, int]:
    """Where the middle of a dot may be, so that it stays between these ends. At least the middle of them."""
    low, high = ends[0] + radius + 1, ends[1] - radius - 1
    return (low, high) if low <= high else (sum(ends) // 2, sum(ends) // 2)


def _places(ways: Iterator[tuple[int, int]], x: int, y: int, box: tuple[int, int, int, int]) -> Iterator[tuple[int, int]]:
    """The places around (x, y), nearest first, moved into the box from outside if they are the point itself."""
    low, high, top, bottom = box
    for dx, dy in ways:
        at = (min(max(x, low), high) + dx, min(max(y, top), bottom) + dy)
        if low <= at[0] <= high and top <= at[1] <= bottom:
            yield at


def _is_free(at: tuple[int, int], taken: dict[tuple[int, int], list[tuple[int, int]]], size: int) -> bool:
    column, row = at[0] // size, at[1] // size
    for side in (column - 1, column, column + 1):
        for line in (row - 1, row, row + 1):
            for x, y in taken.get((side, line), ()):
                if (x - at[0]) ** 2 + (y - at[1]) ** 2 < size**2:
                    return False
    return True


@lru_cache(maxsize=64)
def _offsets(radius: int, reach: int) -> list[tuple[int, int]]:
    """Steps aside up to `reach`, shortest first."""
    step = max(2, radius // 2)
    ways = range(-(reach // step) * step, reach + 1, step)
    found = [(dx, dy) for dx in ways for dy in ways if dx * dx + dy * dy <= reach * reach]
    return sorted(found, key=lambda way: (way[0] ** 2 + way[1] ** 2, way))
