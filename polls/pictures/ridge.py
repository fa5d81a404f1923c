"""Many people on a line as a ridge: a Gaussian kernel density estimate, in which equal areas are equal numbers of people.

Source: Silverman (1986), "Density Estimation for Statistics and Data Analysis".
"""

from collections.abc import Callable
from functools import cache
from math import exp

WIDTH = 4.2  # standard deviation of the kernel; the line is 0 … 100
FROM = 150  # with as many people a ridge replaces the dots
CUTS = {"a": (-5.0, 42.5), "middle": (42.5, 57.5), "b": (57.5, 105.0)}


@cache
def kernel(tenths: int) -> float:
    """The Gaussian kernel, 1 at distance 0. The distance is in tenths of a unit of the line, an int so that it can be cached."""
    return exp(-((tenths / 10 / WIDTH) ** 2) / 2)


def density(counts: list[int], value: float) -> float:
    """The density at `value` (0 … 100) of people at equally distant stops, up to a constant factor that all pictures share."""
    step = 100 / (len(counts) - 1)
    return sum(many * kernel(round(abs(value - stop * step) * 10)) for stop, many in enumerate(counts) if many)


def peak(counts: list[int]) -> float:
    """The highest density on the line."""
    return max(density(counts, value) for value in range(0, 101))


def path(counts: list[int], *, x: Callable[[float], float], base: int, factor: float, start: float = -5.0, end: float = 105.0) -> str:
    """An SVG path of the density from `start` to `end`, closed along y = `base`, in whole numbers.

    `x` turns a value into a coordinate. `factor` is the height of a density of 1; below 0 it draws upwards.
    """
    steps = max(2, round((end - start) / 1.5))
    points = [(start + (end - start) * step / steps) for step in range(steps + 1)]
    places = [(x(value), round(base + factor * density(counts, value))) for value in points]
    drawn = [f"M{places[0][0]} {base}V{places[0][1]}"]
    for (x1, y1), (x2, y2) in zip(places[1:], places[2:], strict=False):
        drawn.append(f"Q{x1} {y1} {(x1 + x2) // 2} {(y1 + y2) // 2}")
    return "".join(drawn) + f"L{places[-1][0]} {places[-1][1]}V{base}"


def sides(counts: list[int], *, x: Callable[[float], float], base: int, factor: float) -> list[dict[str, str]]:
    """Three SVG paths that together make the whole ridge: side "a", "middle" and side "b"."""
    return [{"side": name, "d": path(counts, x=x, base=base, factor=factor, start=start, end=end)} for name, (start, end) in CUTS.items()]
