"""What is rounded is shown, never compared; and percents add up to no more than a whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polls.kinds import KINDS
from polls.pictures.rows import choice_picture, percents

from .asked import asked


def shares(counts):
    return list(percents({str(number): count for number, count in enumerate(counts)}).values())


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([199, 1], [99, 1]),
        ([200, 0], [100, 0]),
        ([1, 1, 1], [33, 33, 33]),
        ([2, 1], [67, 33]),
        ([5, 3], [63, 37]),  # 62.5 and 37.5
        ([1, 1, 6], [12, 12, 75]),
        ([999, 1], [99, 1]),
        ([0, 0], [0, 0]),
        ([995, 1, 1, 1, 1, 1], [95, 1, 1, 1, 1, 1]),
        ([4, 2, 2, 1], [45, 22, 22, 11]),
    ],
)
def test_percents(counts, shown):
    assert sorted(shares(counts)) == sorted(shown) and sum(shares(counts)) <= 100


@given(st.lists(st.integers(0, 400), min_size=1, max_size=12))
def test_whatever_was_chosen(counts):
    n, found = sum(counts), shares(counts)
    assert sum(found) <= 100
    for count, percent in zip(counts, found, strict=True):
        assert (percent == 0) == (count == 0) and (percent == 100) == (0 < count == n)
        assert not n or abs(percent - 100 * count / n) < 12
    by_count = dict(zip(counts, found, strict=True))
    assert found == [by_count[count] for count in counts]
    ordered = [by_count[count] for count in sorted(by_count)]
    assert ordered == sorted(ordered)


def test_before_and_after_have_percents_of_their_own():
    drawn = choice_picture({}, {"n": 200, "options": {"1": 199, "2": 1}}, before={"n": 3, "options": {"1": 1, "2": 2}}, audience="phone")
    assert [(row["percent"], row["percent_was"]) for row in drawn["rows"]] == [(99, 33), (1, 67)]


@pytest.mark.parametrize("people", [10, 100, 1000])
def test_five_points_ahead_is_ahead_in_a_hall_of_any_size(people):
    kind, poll = KINDS["points"], asked("points")
    answers = [{"points": {"31": 50, "32": 50}}] * (people - 1) + [{"points": {"31": 55, "32": 45}}]
    sentence = kind.summary(poll, kind.tally(poll, answers))
    assert sentence.startswith("„Nachtbus“ liegt vorn")
    rows = kind.picture(poll, kind.tally(poll, [{"points": {"31": 45, "32": 55}}, *answers[:-1]]))["rows"]
    assert [row["id"] for row in rows] == ["32", "31"]


def test_level_is_level():
    kind, poll = KINDS["points"], asked("points")
    answers = [{"points": {"31": 55, "32": 45}}, {"points": {"31": 45, "32": 55}}]
    assert "Gleichauf" in kind.summary(poll, kind.tally(poll, answers))
