"""Median and quartiles of whole numbers that are given as counts."""

from .base import plain


def quantile(counts: list[tuple[int, int]], quarters: int) -> int | float | None:
    """`exact_quantile`, rounded to one decimal."""
    exact = exact_quantile(counts, quarters)
    return exact if exact is None else plain(exact)


def exact_quantile(counts: list[tuple[int, int]], quarters: int) -> float | None:
    """The first, second or third quartile (`quarters` 1, 2 or 3); None without any counts.

    `counts` are (value, how many), by rising value. Between two values it is interpolated: type 7 of Hyndman and Fan (1996,
    "Sample Quantiles in Statistical Packages").
    """
    n = sum(many for _value, many in counts)
    if not n:
        return None
    place, rest = divmod((n - 1) * quarters, 4)
    low, high = _at(counts, place), _at(counts, place + bool(rest))
    return low + (high - low) * rest / 4


def _at(counts: list[tuple[int, int]], place: int) -> int:
    """The value at index `place` of the sorted values."""
    for value, many in counts:
        if place < many:
            return value
        place -= many
    raise IndexError(place)
