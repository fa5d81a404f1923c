"""The maths of a utility analysis (*Nutzwertanalyse*; Zangemeister, "Nutzwertanalyse in der Systemtechnik", 1970).

The value of an option is the sum of its scores, each multiplied by the weight of its criterion: the additive model of Keeney and
Raiffa ("Decisions with Multiple Objectives", 1976). Scores are used as they are, on 0 to 10, without normalisation. Everything but
`shares_of_first` is exact, so that ties are found and neither the order of ballots nor that of options matters.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cache
from math import gcd, lcm
from operator import le, mul
from typing import NamedTuple

Weights = Mapping[str, Fraction]  # by criterion; together 1
Weightings = Counter[tuple[int, ...]]  # how many people gave these weights
Scores = Mapping[str, Mapping[str, Fraction]]  # by option, then by criterion; from 0 to 10

POINTS = 1000  # of the numerical integral in `shares_of_first`
PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47)


class Tip(NamedTuple):
    """Where the first place tips, if one weight changes and the others keep their proportions."""

    criterion: str
    at: Fraction  # the weight at which the first place is shared; beyond it `to` are first
    rises: bool  # whether the weight has to rise to get there
    to: list[str]


def alike(weightings: Iterable[Mapping[str, int]], criteria: list[str]) -> Weightings:
    """How many people gave each weighting: the weights in the order of `criteria`, as they were given."""
    return Counter(tuple([weights.get(key, 0) for key in criteria]) for weights in weightings)


def most_alike(weightings: Weightings) -> int:
    """How many people gave the most frequent weighting. Weights in equal proportions are the same weighting."""
    found: Weightings = Counter()
    for given, people in weightings.items():
        common = gcd(*given)
        found[tuple([weight // common for weight in given])] += people
    return max(found.values(), default=0)


def mean_weights(weightings: Weightings, criteria: list[str]) -> dict[str, Fraction]:
    """The mean of each person's weights, which are first divided by their sum. Empty without any person."""
    n = weightings.total()
    sums: dict[int, list[int]] = {}
    for given, people in weightings.items():
        total = sum(given)
        before = sums.get(total, [0] * len(criteria))
        sums[total] = [old + people * weight for old, weight in zip(before, given, strict=True)]
    common = lcm(*sums)  # the sums of whole numbers over a common denominator are exact and fast
    shares = [sum(given[place] * (common // total) for total, given in sums.items()) for place in range(len(criteria))]
    return {key: Fraction(share, common * n) for key, share in zip(criteria, shares, strict=True)} if n else {}


def values(weights: Weights, scores: Scores) -> dict[str, Fraction]:
    """The value of each option, from 0 to 10. Options without a score on some criterion have none."""
    complete = {key: row for key, row in scores.items() if weights and weights.keys() <= row.keys()}
    return {key: sum((weight * row[name] for name, weight in weights.items()), Fraction(0)) for key, row in complete.items()}


def leaders(found: Mapping[str, Fraction]) -> list[str]:
    """The options with the highest value, all of them in a tie."""
    most = max(found.values(), default=None)
    return [key for key, value in found.items() if value == most]


def tips(weights: Weights, scores: Scores) -> list[Tip]:
    """For each criterion, the nearest weight above and below its own at which the first place tips; the smallest change first.

    One-way sensitivity (Triantaphyllou and Sánchez 1997, "A Sensitivity Analysis Approach for Some Deterministic Multi-Criteria
    Decision-Making Methods"). Empty if the first place is shared. A criterion with the weight 1 has no tip, because the weights of the
    others, all 0, have no proportions. A tie at the weight 0 or 1 itself is no tip.
    """
    found = values(weights, scores)
    first = leaders(found)
    if len(first) != 1:
        return []
    tipping = [tip for name, weight in weights.items() if weight < 1 for tip in _tips_of(name, weight, first[0], found, scores)]
    return sorted(tipping, key=lambda tip: abs(tip.at - weights[tip.criterion]))


def _tips_of(name: str, weight: Fraction, first: str, found: Mapping[str, Fraction], scores: Scores) -> list[Tip]:
    """A lead over another option changes along a straight line: at weight t it is t·a + (1 − t)·b."""
    above: dict[Fraction, list[str]] = {}
    below: dict[Fraction, list[str]] = {}
    for key in found:
        a = scores[first][name] - scores[key][name]
        b = (found[first] - found[key] - weight * a) / (1 - weight)
        if a < 0 < b:
            above.setdefault(b / (b - a), []).append(key)
        elif b < 0 < a:
            below.setdefault(b / (b - a), []).append(key)
    nearest = [(min(above), True, above)] if above else []
    nearest += [(max(below), False, below)] if below else []
    return [Tip(name, at, rises, reached[at]) for at, rises, reached in nearest]


def shares_of_first(scores: Scores, criteria: list[str]) -> dict[str, float]:
    """The share of all weightings, 0 … 1, under which each option is first; weightings are uniform on the simplex.

    This is the rank acceptability index of rank 1 of Lahdelma and Salminen (2001, "SMAA-2"). Options with equal scores are first
    together. Exact for one or two criteria. Otherwise the error is below 0.01: the proportions of all criteria but the last are the
    points of a Hammersley set, which needs no seed, and the integral over the weight of the last criterion is exact.
    """
    columns = sorted(criteria, key=lambda name: sorted(row[name] for row in scores.values()))
    rows = {key: tuple(float(row[name]) for name in columns) for key, row in scores.items()}
    distinct = sorted(set(rows.values()))
    rivals = [row for row in distinct if not any(row != other and _is_dominated(row, other) for other in distinct)]
    others = len(columns) - 1
    points = _proportions(others) if len(rivals) > 1 else []
    share = dict.fromkeys(rivals, 0.0 if points else 1.0)
    for point in points:
        starts = [sum(map(mul, point, row)) for row in rivals]
        for place, part in _first_along(starts, [row[-1] for row in rivals], others):
            share[rivals[place]] += part / len(points)
    return {key: share.get(row, 0.0) for key, row in rows.items()}


def _is_dominated(row: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return all(map(le, row, other))


@cache  # a few numbers of criteria, each with at most some thousand points
def _proportions(parts: int) -> list[tuple[float, ...]]:
    """Points spread evenly over the simplex of so many parts (Rosenblatt's transformation of a Hammersley set)."""
    if parts < 2:
        return [(1.0,) * parts]
    many = POINTS // 5 if parts == 2 else POINTS if parts < 6 else 4 * POINTS
    points = []
    for number in range(many):
        left, point = 1.0, []
        for place in range(parts - 1):
            even = (number + 0.5) / many if place == 0 else _mirrored(number, PRIMES[place - 1])
            rest = left * (1 - even) ** (1 / (parts - 1 - place))
            point.append(left - rest)
            left = rest
        points.append((*point, left))
    return points


def _mirrored(number: int, base: int) -> float:
    """The radical inverse: the digits of `number` in this base, mirrored at the point."""
    value, unit = 0.0, 1.0
    while number:
        number, digit = divmod(number, base)
        unit /= base
        value += unit * digit
    return value


def _first_along(starts: list[float], ends: list[float], others: int) -> Iterator[tuple[int, float]]:
    """Which of several lines from t = 0 to t = 1 is the highest, piece by piece, and the probability of each piece.

    t is the weight of one criterion beside so many `others`: it is at most t with the probability 1 − (1 − t)^others.
    """
    here = max(range(len(starts)), key=lambda place: (starts[place], ends[place]))
    left = 1.0
    while True:
        nearest, following = 1.0, None
        for place, end in enumerate(ends):
            if end > ends[here]:
                gap = starts[here] - starts[place]
                meets = gap / (gap + end - ends[here])
                if meets < nearest or (meets == nearest and following is not None and end > ends[following]):
                    nearest, following = meets, place
        rest = (1.0 - nearest) ** others if following is not None else 0.0
        yield here, left - rest
        if following is None:
            return
        here, left = following, rest
