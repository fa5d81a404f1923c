"""The measure itself: exact where one can count by hand."""

import itertools
import random
from collections import Counter

import pytest

from .attacks import left
from .chance import by_chance, distribution, found, hits, p_value


@pytest.mark.parametrize("labels", ["aab", "aabbc", "abcd", "aaaa"])
@pytest.mark.parametrize("guess", [{0: "a"}, {0: "a", 1: "a", 2: "b"}, {1: "c", 2: "c"}, {0: "z"}])
def test_as_when_all_permutations_are_counted(labels, guess):
    orders = [dict(enumerate(order)) for order in itertools.permutations(labels)]
    counted = Counter(hits(guess, order) for order in orders)
    expected = [counted[k] / len(orders) for k in range(len(labels) + 1)]
    exact = by_chance(guess, dict(enumerate(labels)))
    assert [*exact, *[0.0] * (len(expected) - len(exact))] == pytest.approx(expected)


def test_it_is_a_probability():
    assert sum(distribution(24, ((8, 8), (8, 8), (8, 8)))) == pytest.approx(1)


def test_a_blind_guess_is_found_as_seldom_as_the_level_says():
    chance, few = random.Random(7), 0
    for _try in range(2000):
        rooms = []
        for _room in range(4):
            truth = {person: chance.choice("abc") for person in range(12)}
            said = list(truth.values())
            chance.shuffle(said)
            rooms.append((dict(enumerate(said)), truth))
        few += p_value(rooms) < 0.05
    assert 40 <= few <= 125  # of 2,000: 100, somewhat fewer because hits are whole numbers


def test_knowing_who_is_left_is_no_find():
    """Four of ten take their texts back, which everybody sees. Dealing the six others out among six is no merit."""
    chance, few = random.Random(8), 0
    for _try in range(2000):
        rooms = []
        for _room in range(3):
            truth = {person: f"text {person}" for person in range(10)}
            people = chance.sample(range(10), 6)
            texts = [truth[person] for person in chance.sample(people, 6)]
            rooms.append((dict(zip(people, texts, strict=True)), left(truth, people, texts)))
        few += p_value(rooms) < 0.02
    assert few <= 60  # of 2,000: at most 40 are expected


def test_who_knows_is_found_among_a_thousand_who_do_not():
    truth = {person: "abc"[person % 3] for person in range(12)}
    knows, blind = p_value([(truth, truth)] * 4), p_value([({}, truth)] * 4)
    assert blind == 1.0 and knows < 1e-12
    assert found({"knows": knows} | {f"blind {number}": 0.002 for number in range(1000)}) == ["knows"]
