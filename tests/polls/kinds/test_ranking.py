"""Orders: Borda's count, direct comparisons, cycles; what is left out says nothing."""

from types import SimpleNamespace

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from polls.kinds import KINDS
from polls.pictures.stage_space import rows_height

from .asked import orders

RANKING = KINDS["ranking"]
NAMES = ("Memphis", "Nashville", "Chattanooga", "Knoxville")
TENNESSEE = [([1, 2, 3, 4], 42), ([2, 3, 4, 1], 26), ([3, 4, 2, 1], 15), ([4, 3, 2, 1], 17)]


def asked(names=NAMES):
    options = [{"id": number, "label": {"de": name}} for number, name in enumerate(names, start=1)]
    return SimpleNamespace(id=7, kind="ranking", question={"de": "Wohin?"}, pole_a="", pole_b="", options=options, settings={})


def answers(*many):
    return [{"order": order} for order, count in many for _person in range(count)]


def tally_of(*many, poll=None):
    return RANKING.tally(poll or asked(), answers(*many))


def points(tally):
    return {key: spread["points"] for key, spread in tally["options"].items()}


def summary(tally, poll=None):
    with translation.override("en"):
        return RANKING.summary(poll or asked(), tally)


def test_the_capital_of_tennessee():
    """The textbook's example: points and comparisons as published (en.wikipedia.org/wiki/Borda_count, …/Condorcet_method)."""
    tally = tally_of(*TENNESSEE)
    assert points(tally) == {"1": 126, "2": 194, "3": 173, "4": 107}
    assert tally["pairwise"]["2"] == {"1": 58, "3": 68, "4": 68} and tally["pairwise"]["1"] == {"2": 42, "3": 42, "4": 42}
    assert (tally["condorcet_winner"], tally["condorcet_loser"], tally["cycle"]) == ("2", "1", False)
    assert tally["smith"] == tally["weak_winners"] == ["2"]
    assert [spread["first"] for spread in tally["options"].values()] == [42, 26, 15, 17]
    assert summary(tally) == "“Nashville” is in front, and wins every direct comparison too."


def test_a_cycle_is_called_one():
    """Condorcet's paradox, with a fourth option that loses to all."""
    tally = tally_of(([1, 2, 3, 4], 3), ([2, 3, 1, 4], 2), ([3, 1, 2, 4], 2))
    assert tally["condorcet_winner"] is None and tally["weak_winners"] == [] and tally["cycle"]
    assert tally["smith"] == ["1", "2", "3"] and tally["condorcet_loser"] == "4"
    assert summary(tally).endswith("there is no winner but a cycle: “Memphis”, “Nashville” and “Chattanooga”.")


def test_who_is_never_beaten_without_beating_all():
    tally = tally_of(([1, 2, 3, 4], 2), ([2, 1, 4, 3], 2), ([1, 2], 1), ([2, 1], 1), ([1], 1), ([2, 3], 1))
    assert tally["condorcet_winner"] is None and tally["weak_winners"] == ["1", "2"] and not tally["cycle"]


def test_another_one_may_win_the_direct_comparisons():
    """Borda's own objection to counting first places, turned round: three prefer 1 to all, two put 2 far above it."""
    tally = tally_of(([1, 2, 3, 4], 3), ([2, 3, 4, 1], 2))
    assert points(tally)["2"] > points(tally)["1"] and tally["condorcet_winner"] == "1"
    assert "compared one by one “Memphis” beats every other option" in summary(tally)


def test_what_is_left_out_shares_the_places_that_remain():
    tally = tally_of(([3], 1))
    assert points(tally) == {"1": 1, "2": 1, "3": 3, "4": 1} and tally["reading"] == "average"
    assert [spread["mean"] for spread in tally["options"].values()] == [3, 3, 1, 3]
    assert tally["pairwise"]["1"] == {"2": 0, "3": 0, "4": 0}


def test_all_leaders_of_a_tie_are_named():
    tally = tally_of(([1, 2, 3, 4], 3), ([2, 1, 3, 4], 3))
    assert summary(tally) == "Over all places “Memphis” and “Nashville” are level in front."
    rows = RANKING.picture(asked(), tally)["rows"]
    assert [(row["label"], row["place"]) for row in rows[:3]] == [("Memphis", 1), ("Nashville", 1), ("Chattanooga", 3)]


ballots = st.lists(orders((1, 2, 3, 4)), max_size=40)


@given(ballots, st.permutations([1, 2, 3, 4]))
def test_names_do_not_matter(some, names):
    """Who calls the options by other numbers gets the same result under these numbers."""
    other = dict(zip([1, 2, 3, 4], names, strict=True))
    tally = RANKING.tally(asked(), some)
    renamed = RANKING.tally(asked(), [{"order": [other[option] for option in answer["order"]]} for answer in some])
    for one in "1234":
        assert renamed["options"][str(other[int(one)])] == tally["options"][one]
    for key in ("smith", "weak_winners"):
        assert sorted(renamed[key]) == sorted(str(other[int(one)]) for one in tally[key])


@given(ballots)
def test_the_numbers_fit_together(some):
    tally = RANKING.tally(asked(), some)
    n, pairwise = len(some), tally["pairwise"]
    assert sum(points(tally).values()) == n * 6 and sum(spread["first"] for spread in tally["options"].values()) == n
    assert all(pairwise[one][other] + pairwise[other][one] <= n for one in pairwise for other in pairwise[one])
    assert set(tally["weak_winners"]) <= set(tally["smith"]) or not n
    assert tally["cycle"] == (not tally["weak_winners"])
    outside = set(pairwise) - set(tally["smith"])
    assert all(pairwise[one][other] > pairwise[other][one] for one in tally["smith"] for other in outside)


@given(ballots)
def test_a_ballot_without_an_order_changes_no_order(some):
    before, after = (RANKING.tally(asked(), some + more) for more in ([], [{"order": []}] * 3))
    for one in "1234":
        for other in "1234":
            assert (points(before)[one] > points(before)[other]) == (points(after)[one] > points(after)[other])
    assert before["smith"] == after["smith"]


def test_forty_options_and_a_hundred_thousand_points():
    names = [f"Option {number}" for number in range(40)]
    tally = tally_of((list(range(1, 41)), 3000), poll=asked(names))
    assert points(tally)["1"] == 3000 * 39 and tally["condorcet_winner"] == "1" and tally["condorcet_loser"] == "40"


MOVES = [([1, 2, 3, 4], [2, 1, 3, 4])] * 6 + [([1, 2], [1, 2])] * 4


def shift_of(moves):
    pairs = [({"order": one}, {"order": other}) for one, other in moves]
    before, after = (RANKING.tally(asked(), [pair[half] for pair in pairs]) for half in (0, 1))
    return before, after, RANKING.shift(before, after, pairs)


def test_who_answers_twice_may_have_another_order():
    before, after, shift = shift_of(MOVES)
    assert shift == {"pairs": 10, "changed": 6, "change": {"1": -0.6, "2": 0.6, "3": 0, "4": 0}}
    assert RANKING.shift_adds_up
    with translation.override("en"):
        assert RANKING.shift_summary(asked(), shift) == "6 of 10 have changed the order; on average 0.6 places up: “Nashville”."
    picture = RANKING.picture(asked(), after, before=before, shift=shift)
    assert picture["compared"] and [(row["label"], row["mean_was"]) for row in picture["rows"][:2]] == [("Nashville", 2), ("Memphis", 1)]


@pytest.mark.parametrize("moves", [MOVES[:9], []])
def test_nothing_is_said_of_fewer_than_ten(moves):
    assert shift_of(moves)[2] is None


def test_twelve_long_options_leave_room_for_each_other():
    poll = asked(["Donaudampfschifffahrtsgesellschaftsjugendbegegnungsstätte"] * 12)
    picture = RANKING.picture(poll, RANKING.tally(poll, [{"order": list(range(1, 13))}] * 5))
    assert picture["many"] and picture["tight"] and 12 * picture["height"] <= rows_height("Wohin?", picture["sentence"])
