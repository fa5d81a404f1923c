"""Many people as a ridge: the density along the line, so that equal areas are equal numbers of people."""

from functools import cache
from math import exp

WIDTH = 4.2  # standard deviation of the kernel, in units of the line's 0…100
FROM = 150  # people: from here on a ridge instead of dots
CUTS = {"a": (-5.0, 42.5), "middle": (42.5, 57.5), "b": (57.5, 105.0)}


@cache
def kernel(tenths: int) -> float:
    return exp(-((tenths / 10 / WIDTH) ** 2) / 2)


def density(counts: list[int], value: float) -> float:
    """People around `value`, up to a constant factor that is the same for every picture."""
    step = 100 / (len(counts) - 1)
    return sum(many * kernel(round(abs(value - stop * step) * 10)) for stop, many in enumerate(counts) if many)


def peak(counts: list[int]) -> float:
    return max(density(counts, value) for value in range(0, 101))


def path(counts: list[int], *, x, base: int, factor: float, start: float = -5.0, end: float = 105.0) -> str:
    """The outline from `start` to `end` over the line `base`; `factor` < 0 draws upwards. Whole numbers only."""
    steps = max(2, round((end - start) / 1.5))
    points = [(start + (end - start) * step / steps) for step in range(steps + 1)]
    places = [(x(value), round(base + factor * density(counts, value))) for value in points]
    drawn = [f"M{places[0][0]} {base}V{places[0][1]}"]
    for (x1, y1), (x2, y2) in zip(places[1:], places[2:], strict=False):
        drawn.append(f"Q{x1} {y1} {(x1 + x2) // 2} {(y1 + y2) // 2}")
    return "".join(drawn) + f"L{places[-1][0]} {places[-1][1]}V{base}"


def sides(counts: list[int], *, x, base: int, factor: float) -> list[dict[str, str]]:
    """One closed outline for each side, cut where the sides meet."""
    return [{"side": name, "d": path(counts, x=x, base=base, factor=factor, start=start, end=end)} for name, (start, end) in CUTS.items()]
