"""A beeswarm: a dot for each person, stacked in columns near the person's own value on a line."""

from dataclasses import dataclass

LARGEST, SMALLEST = 26, 6
GAP = 4  # between two dots
# How far a dot may be from its own value, in stops: half a stop, or a whole one if the dots do not fit otherwise.
NEAR, FAR = 0.51, 1.02


@dataclass(frozen=True, slots=True)
class Scale:
    """A line with `stops` equally distant stops from x = `start` to x = `end`, in units of the picture."""

    start: int
    end: int
    stops: int = 21

    def x(self, value: float, whole: float = 100) -> int:
        """The x of `value` on a scale from 0 to `whole`."""
        return round(self.start + (self.end - self.start) * value / whole)

    def column(self, index: int, finer: int) -> int:
        """The x of column `index`, if there are `finer` columns to a stop."""
        return round(self.start + (self.end - self.start) * index / ((self.stops - 1) * finer))

    @property
    def pitch(self) -> float:
        """The distance of two stops."""
        return (self.end - self.start) / (self.stops - 1)


@dataclass(frozen=True, slots=True)
class Dot:
    """One person: a dot, and the index of the stop that was chosen."""

    x: int
    y: int  # away from the line, to the middle of the dot
    stop: int


def columns(counts: list[int], *, finer: int, height: int, reach: int) -> list[list[int]] | None:
    """The stops of the dots in each column, from the line outwards; None if they do not fit with at most `height` dots in a column.

    `counts` are people by stop. There are `finer` columns from one stop to the next, and each stop has a column of its own. A dot is at
    most `reach` columns from its stop.
    """
    filled: list[list[int]] = [[] for _ in range((len(counts) - 1) * finer + 1)]
    last = len(filled) - 1
    for stop in sorted(range(len(counts)), key=lambda stop: (-counts[stop], stop)):
        home = stop * finer
        near = range(max(0, home - reach), min(last, home + reach) + 1)
        for _person in range(counts[stop]):
            free = [column for column in near if len(filled[column]) < height]
            if not free:
                return None
            # One column to the side costs as much as three dots upwards, so that a group looks like a peak.
            filled[min(free, key=lambda column: (3 * abs(column - home) + len(filled[column]), column))].append(stop)
    return [sorted(column) for column in filled]


def swarm(counts: list[int], scale: Scale, *, height: int, away: int, radius: int, limit: float = NEAR, gap: int = GAP) -> list[Dot] | None:
    """The dots at this radius; None if they do not fit.

    They keep `away` units from the line, end within `height`, and are at most `limit` stops from their own value.
    """
    pitch = 2 * radius + gap
    finer = int(scale.pitch // pitch)
    rows = int((height - away - 2 * radius) // pitch) + 1
    if finer < 1 or rows < 1:
        return None
    reach = int(limit * finer)
    if max(counts) > rows * (2 * reach + 1):
        return None
    filled = columns(counts, finer=finer, height=rows, reach=reach)
    if filled is None:
        return None
    return [
        Dot(scale.column(index, finer), away + radius + row * pitch, stop)
        for index, column in enumerate(filled)
        for row, stop in enumerate(column)
    ]


def swarms(
    halves: list[list[int]],
    scale: Scale,
    *,
    height: int,
    away: int,
    largest: int = LARGEST,
    smallest: int = SMALLEST,
    gap: int = GAP,
    limits: tuple[float, ...] = (NEAR, FAR),
) -> tuple[int, list[list[Dot]]] | None:
    """(radius, dots of each half) at the largest radius at which all halves fit; None if they do not fit at the smallest."""
    for limit in limits:
        for radius in range(largest, smallest - 1, -1):
            tried = [swarm(half, scale, height=height, away=away, radius=radius, limit=limit, gap=gap) for half in halves]
            placed = [dots for dots in tried if dots is not None]
            if len(placed) == len(tried):
                return radius, placed
    return None
