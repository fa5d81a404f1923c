"""How many guesses are right by chance, exactly: no model and no simulation.

A guess gives some people of a room a label. By chance means: the true labels of the room are dealt out anew in any order.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from math import comb, factorial

Labels = Mapping[int, str]  # person → label
Score = tuple[int, tuple[float, ...]]  # how many are right, and P(k right by chance)


def hits(guess: Labels, truth: Labels) -> int:
    return sum(truth.get(person) == label for person, label in guess.items())


@lru_cache(maxsize=100_000)
def distribution(many: int, sizes: tuple[tuple[int, int], ...]) -> tuple[float, ...]:
    """P(k right) for k = 0, 1, … in a room of `many`; `sizes`: for each label how often it was guessed, and how often it is true.

    Rook polynomials (Riordan, An Introduction to Combinatorial Analysis, chapter 7): a permutation's hits are rooks on
    disjoint rectangles.
    """
    rooks = [1]
    for guessed, true in sizes:
        own = [comb(guessed, j) * comb(true, j) * factorial(j) for j in range(min(guessed, true) + 1)]
        rooks = [sum(rooks[i] * own[j - i] for i in range(len(rooks)) if 0 <= j - i < len(own)) for j in range(len(rooks) + len(own) - 1)]
    at_least = [number * factorial(many - j) for j, number in enumerate(rooks)]
    exactly = [sum((-1) ** (j - k) * comb(j, k) * at_least[j] for j in range(k, len(rooks))) for k in range(len(rooks))]
    return tuple(number / factorial(many) for number in exactly)


def by_chance(guess: Labels, truth: Labels) -> tuple[float, ...]:
    guessed = Counter(label for person, label in guess.items() if person in truth)
    true = Counter(truth.values())
    return distribution(len(truth), tuple(sorted((number, true[label]) for label, number in guessed.items() if true[label])))


def p_value(rooms: Sequence[tuple[Labels, Labels]]) -> float:
    """The probability that chance guesses right at least as often in these rooms (guess, truth) together."""
    return together([(hits(guess, truth), by_chance(guess, truth)) for guess, truth in rooms])


def together(rooms: Iterable[Score]) -> float:
    """The same of rooms of which only (how many were right, P(k right by chance)) is left."""
    right, whole = 0, [1.0]
    for own_right, own in rooms:
        right += own_right
        sums = [0.0] * (len(whole) + len(own) - 1)
        for i, one in enumerate(whole):
            for j, other in enumerate(own):
                sums[i + j] += one * other
        whole = sums
    return min(1.0, sum(whole[right:]))


def found(p_values: Mapping[str, float], level: float = 0.001) -> list[str]:
    """The attacks that are better than chance at this level, whichever of so many they are (Holm, 1979)."""
    better = []
    for place, (name, p) in enumerate(sorted(p_values.items(), key=lambda entry: entry[1])):
        if p > level / (len(p_values) - place):
            break
        better.append(name)
    return better
