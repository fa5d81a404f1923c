"""Where people stand: a dot for each, in columns over their own place on the line."""

from dataclasses import dataclass

LARGEST, SMALLEST = 26, 6
GAP = 4  # between two dots
NEAR, FAR = 0.51, 1.02  # stops away from one's own value: half a one; and a whole one, if nothing else fits


@dataclass(frozen=True, slots=True)
class Scale:
    """The 21 stops of a line from `start` to `end`, in units of the picture."""

    start: int
    end: int
    stops: int = 21

    def x(self, value: float, whole: float = 100) -> int:
        return round(self.start + (self.end - self.start) * value / whole)

    def column(self, index: int, finer: int) -> int:
        return round(self.start + (self.end - self.start) * index / ((self.stops - 1) * finer))

    @property
    def pitch(self) -> float:
        return (self.end - self.start) / (self.stops - 1)


@dataclass(frozen=True, slots=True)
class Dot:
    x: int
    y: int  # away from the line, to the middle of the dot
    stop: int


def columns(counts: list[int], *, finer: int, height: int, reach: int) -> list[list[int]] | None:
    """Who stands in which column, from the line outwards; None if `height` dots in each column don't suffice.

    A stop is always a column of its own; `finer` is how many columns there are from one stop to the next.
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
            # Three dots upwards cost as much as one column aside: a peak, not a wall.
            filled[min(free, key=lambda column: (3 * abs(column - home) + len(filled[column]), column))].append(stop)
    return [sorted(column) for column in filled]


def swarm(counts: list[int], scale: Scale, *, height: int, away: int, radius: int, limit: float = NEAR, gap: int = GAP) -> list[Dot] | None:
    """Everybody's dot at this radius, `away` units from the line, within `height`; None if they don't fit."""
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
    """(radius, dots of each half) at the largest radius that all halves can share; None if even the smallest is too large."""
    for limit in limits:
        for radius in range(largest, smallest - 1, -1):
            placed = [swarm(half, scale, height=height, away=away, radius=radius, limit=limit, gap=gap) for half in halves]
            if all(dots is not None for dots in placed):
                return radius, placed
    return None
