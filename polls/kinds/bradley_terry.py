"""How strong options are, from comparisons of two: the model of Bradley and Terry, fitted by maximum likelihood.

Bradley, Terry 1952 ("Rank analysis of incomplete block designs: the method of paired comparisons"): of two options with the strengths
s and t (logarithms), the first wins with the probability 1 / (1 + exp(t − s)). The log-likelihood is concave; Newton's method finds
its maximum (Hunter 2004, "MM algorithms for generalized Bradley–Terry models", compares the methods). Standard errors come from the
inverse of the observed information, under the condition that the mean strength is 0. Comparisons count as independent, which those of
one person are not quite, so the errors are rather too small than too large.

The maximum exists if and only if, however the options are divided into two groups, some option of each group wins against one of the
other (Ford 1957). Then the graph of wins is strongly connected. If it is not, half a win for either side is added to each pair that
was compared, so that every strength stays finite; `exists` is then false, and the result has to be told with doubt.
"""

from math import exp, fsum, log1p, sqrt
from typing import Any

Wins = dict[str, dict[str, int]]  # how many times the first option won against the second
Matrix = list[list[float]]

STEPS, CLOSE = 100, 1e-13
NOISE = 1e-12  # by which a sum of logarithms may be wrong, relative to it
ADDED = 0.5  # wins for either side, if there is no maximum
INTERVAL = 1.959963984540054  # standard errors to each side: 95 %
DIGITS = 9  # the same room has the same result whatever the options are called; the digits behind are noise


def groups(options: list[str], wins: Wins) -> list[list[str]]:
    """The options in groups that were compared, directly or through others; the largest first, else in the order of `options`."""
    found: list[list[str]] = []
    for one in options:
        if not any(one in group for group in found):
            inside = _reached(one, options, lambda a, b: wins[a].get(b, 0) + wins[b].get(a, 0) > 0)
            found.append([option for option in options if option in inside])
    return sorted(found, key=lambda group: -len(group))


def has_maximum(options: list[str], wins: Wins) -> bool:
    """Ford's condition, for options of one group."""
    forth = _reached(options[0], options, lambda a, b: wins[a].get(b, 0) > 0)
    back = _reached(options[0], options, lambda a, b: wins[b].get(a, 0) > 0)
    return len(forth) == len(back) == len(options)


def _reached(start: str, options: list[str], leads: Any) -> set[str]:
    """The options to which a way leads from `start`."""
    inside, new = {start}, [start]
    while new:
        one = new.pop()
        more = [other for other in options if other not in inside and leads(one, other)]
        inside.update(more)
        new += more
    return inside


def fit(options: list[str], wins: Wins) -> dict[str, Any]:
    """`exists`, and `options`: by id `strength` (mean 0), `se`, `low` and `high` (95 %). For options of one group.

    An option alone has strength 0 and no error.
    """
    exists = has_maximum(options, wins)
    more = 0 if exists else ADDED
    won = [[_won(wins, one, other, more) for other in options] for one in options]
    strengths, covariance = _maximum(won)
    spread = {}
    for place, key in enumerate(options):
        strength, error = round(strengths[place], DIGITS), sqrt(max(covariance[place][place] - 1 / len(options), 0.0))
        spread[key] = {
            "strength": strength + 0.0,  # not −0.0
            "se": round(error, DIGITS),
            "low": round(strength - INTERVAL * error, DIGITS),
            "high": round(strength + INTERVAL * error, DIGITS),
        }
    return {"exists": exists, "options": spread}


def _won(wins: Wins, one: str, other: str, more: float) -> float:
    count = wins[one].get(other, 0)
    return count + more if one != other and count + wins[other].get(one, 0) else count


def _maximum(won: Matrix) -> tuple[list[float], Matrix]:
    """The strengths with mean 0, and the inverse of the information matrix to whose entries 1 / m is added.

    That addition makes the matrix regular and leaves all that sums to 0 as it is.
    """
    size = range(len(won))
    strengths = [0.0 for _one in size]
    value = _likelihood(won, strengths)
    for _step in range(STEPS):
        chance = [[1 / (1 + exp(strengths[j] - strengths[i])) for j in size] for i in size]
        slope = [fsum(won[i][j] * chance[j][i] - won[j][i] * chance[i][j] for j in size if j != i) for i in size]
        inverse = _inverse(_information(won, chance))
        step = [fsum(inverse[i][j] * slope[j] for j in size) for i in size]
        part = 1.0
        least = value - NOISE * abs(value)
        while part > CLOSE and (new := _likelihood(won, [s + part * d for s, d in zip(strengths, step, strict=True)])) < least:
            part /= 2
        if part <= CLOSE or max(map(abs, step)) < CLOSE:
            break
        value = new
        strengths = [s + part * d for s, d in zip(strengths, step, strict=True)]
        mean = fsum(strengths) / len(strengths)
        strengths = [strength - mean for strength in strengths]
    return strengths, inverse


def _likelihood(won: Matrix, strengths: list[float]) -> float:
    size = range(len(won))
    return -fsum(won[i][j] * _log1pexp(strengths[j] - strengths[i]) for i in size for j in size if won[i][j])


def _log1pexp(value: float) -> float:
    """log(1 + exp(value)) without overflow."""
    return value + log1p(exp(-value)) if value > 0 else log1p(exp(value))


def _information(won: Matrix, chance: Matrix) -> Matrix:
    size = range(len(won))
    table = [[-(won[i][j] + won[j][i]) * chance[i][j] * chance[j][i] for j in size] for i in size]
    for i in size:
        table[i][i] = -fsum(table[i][j] for j in size if j != i)
    return [[entry + 1 / len(won) for entry in row] for row in table]


def _inverse(matrix: Matrix) -> Matrix:
    """By elimination (Gauss, Jordan). The matrix is symmetric and positive definite, so no rows have to be exchanged."""
    size = len(matrix)
    rows = [[*row, *(float(i == j) for j in range(size))] for i, row in enumerate(matrix)]
    for at in range(size):
        pivot = rows[at][at]
        rows[at] = chosen = [entry / pivot for entry in rows[at]]
        for other in range(size):
            if other != at and (factor := rows[other][at]):
                rows[other] = [entry - factor * each for entry, each in zip(rows[other], chosen, strict=True)]
    return [row[size:] for row in rows]
