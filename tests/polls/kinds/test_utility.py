"""The maths of a utility analysis against cases that can be computed by hand, and against random weightings."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polls.kinds.utility import alike, leaders, mean_weights, shares_of_first, tips, values


def table(**rows):
    return {key: {str(place): Fraction(score) for place, score in enumerate(row)} for key, row in rows.items()}


def weights(*parts):
    return {str(place): Fraction(part, sum(parts)) for place, part in enumerate(parts)}


def test_the_room_weighs_as_its_people_do_on_average():
    """Whoever gives large numbers has no more say: 9 to 1 and 1 to 9 hundredths."""
    given = alike([{"0": 90, "1": 10}, {"0": 1, "1": 9}, {"0": 1}], ["0", "1"])
    assert mean_weights(given, ["0", "1"]) == {"0": Fraction(2, 3), "1": Fraction(1, 3)}
    assert mean_weights(alike([], ["0", "1"]), ["0", "1"]) == {}


def test_a_value_is_the_weighted_sum_of_raw_scores():
    assert values(weights(3, 1), table(a=[10, 2], b=[4, 4], c=[7])) == {"a": 8, "b": 4}  # c lacks a score


def test_where_the_first_place_tips():
    """a leads by 0.5·(8 − 2) − 0.5·(6 − 2) = 1; b overtakes where 6·t = 4·(1 − t)."""
    (tip,) = tips(weights(1, 1), table(a=[8, 2], b=[2, 6]))[:1]
    assert (tip.at, tip.to, tip.rises) == (Fraction(2, 5), ["b"], False)
    other = tips(weights(1, 1), table(a=[8, 2], b=[2, 6]))[1]
    assert (other.criterion, other.at, other.rises) == ("1", Fraction(3, 5), True)


def test_others_keep_their_proportions():
    """Weights 2 : 1 : 1. If the last rises to t, the others share 1 − t as 2 : 1."""
    (tip,) = [tip for tip in tips(weights(2, 1, 1), table(a=[6, 6, 0], b=[0, 6, 10])) if tip.criterion == "2"]
    assert tip.at == Fraction(4, 14)  # 10·t = 6·(2/3)·(1 − t)


@pytest.mark.parametrize(
    ("parts", "rows"), [((1, 1), {"a": [5, 5], "b": [5, 5]}), ((1, 1), {"a": [6, 6], "b": [5, 6]}), ((1, 0), {"a": [9, 0], "b": [0, 9]})]
)
def test_no_tip_in_a_tie_for_a_dominating_option_or_beyond_all_weight(parts, rows):
    found = tips(weights(*parts), table(**rows))
    assert [tip for tip in found if tip.criterion == "0"] == []


@pytest.mark.parametrize(
    ("rows", "shares"),
    [
        ({"a": [4, 4, 4]}, {"a": 1}),
        ({"a": [10, 0], "b": [0, 5]}, {"a": 2 / 3, "b": 1 / 3}),
        ({"a": [1, 0, 0], "b": [0, 1, 0], "c": [0, 0, 1]}, {"a": 1 / 3, "b": 1 / 3, "c": 1 / 3}),
        ({"a": [9, 9, 9], "b": [9, 8, 9], "c": [9, 9, 9]}, {"a": 1, "b": 0, "c": 1}),
        ({"a": [2, 0, 0, 0], "b": [1, 1, 1, 1]}, {"a": 1 / 8, "b": 7 / 8}),  # w > 1/2: (1/2)³
    ],
)
def test_shares_of_weightings_that_are_known(rows, shares):
    found = shares_of_first(table(**rows), [str(place) for place in range(len(next(iter(rows.values()))))])
    assert found == pytest.approx(shares, abs=0.002)


@pytest.mark.parametrize("criteria", [3, 4, 6])
def test_shares_agree_with_random_weightings(criteria):
    """Each share of 10,000 random weightings has a standard error of at most 0.005."""
    random = Random(criteria)
    rows = {key: [random.randint(0, 10) for _place in range(criteria)] for key in "abcde"}
    found = dict.fromkeys(rows, 0)
    for _number in range(10_000):
        drawn = [random.expovariate(1) for _place in range(criteria)]
        found[max(rows, key=lambda key: sum(weight * score for weight, score in zip(drawn, rows[key], strict=True)))] += 1
    shares = shares_of_first(table(**rows), [str(place) for place in range(criteria)])
    assert shares == pytest.approx({key: many / 10_000 for key, many in found.items()}, abs=0.02)


cells = st.lists(st.lists(st.integers(0, 10), min_size=3, max_size=3), min_size=2, max_size=5)
three = st.lists(st.integers(0, 10), min_size=3, max_size=3).filter(any)


@given(cells, three)
def test_beyond_a_tip_others_are_first_and_before_it_the_leader_stays(rows, parts):
    scores, own = table(**{"abcde"[place]: row for place, row in enumerate(rows)}), weights(*parts)
    for tip in tips(own, scores):
        first = leaders(values(own, scores))[0]
        for at, is_beyond in ((tip.at + (tip.at - own[tip.criterion]) / 10**9, True), ((tip.at + own[tip.criterion]) / 2, False)):
            if 0 <= at <= 1:
                rest = (1 - at) / (1 - own[tip.criterion])
                moved = {name: at if name == tip.criterion else share * rest for name, share in own.items()}
                assert (leaders(values(moved, scores)) == [first]) is not is_beyond
        assert len(leaders(values(own, scores))) == 1 and first not in tip.to


@settings(max_examples=20)
@given(cells, st.permutations(range(5)))
def test_relabelling_permutes_the_shares_and_they_are_all_weightings(rows, order):
    names = ["abcde"[place] for place in range(len(rows))]
    scores = table(**dict(zip(names, rows, strict=True)))
    found = shares_of_first(scores, ["0", "1", "2"])
    shuffled = sorted(names, key=lambda name: order["abcde".index(name)])
    relabelled = {name: scores[name] for name in shuffled}
    assert shares_of_first(relabelled, ["0", "1", "2"]) == found
    assert shares_of_first(relabelled, ["2", "0", "1"]) == pytest.approx(found, abs=0.02)  # each is 0.01 off at most
    distinct = {tuple(scores[name].values()): share for name, share in found.items()}
    assert sum(distinct.values()) == pytest.approx(1)
