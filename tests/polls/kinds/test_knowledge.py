"""Knowledge: what the room believes, and what is true."""

import statistics

import pytest
from django import forms
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from polls.kinds import KINDS, InvalidAnswer
from polls.kinds.estimates import ballot, place_of

from .asked import asked

kind = KINDS["knowledge"]
RANGE = {"low": 0, "high": 20_000, "step": 100, "truth": 9_300, "unit": {"de": "Haushalte"}}
estimates = st.integers(0, 200).map(lambda steps: steps * 100)


def guess(**settings):
    poll = asked("knowledge", **RANGE | settings)
    poll.options = []
    return poll


def tally(*values, **settings):
    return kind.tally(guess(**settings), [{"estimate": value} for value in values])


@pytest.mark.parametrize(
    "raw",
    [
        {}, None, {"estimate": None}, {"estimate": True}, {"estimate": 6500.0}, {"estimate": "6500"}, {"estimate": float("nan")},
        {"estimate": -100}, {"estimate": 20_100}, {"estimate": 2**53}, {"estimate": 6_550}, {"estimate": [6500]}, {"option": 31},
        {"estimate": 6_500, "extra": 1}, {"estimate": 6_500, "\ud800": 1},
    ],
)  # fmt: skip
def test_a_bad_estimate_is_refused_with_a_sentence(raw):
    with pytest.raises(InvalidAnswer) as refused:
        kind.clean(guess(), raw)
    assert str(refused.value).endswith(".") and str(refused.value).encode()


@pytest.mark.parametrize(
    "raw", [{"option": 33}, {"option": True}, {"option": "31"}, {"option": 31.0}, {"estimate": 5}, {"option": 31, "estimate": 5}]
)
def test_with_options_only_one_of_them_counts(raw):
    with pytest.raises(InvalidAnswer):
        kind.clean(asked("knowledge", right=1), raw)


def test_steps_begin_at_the_low_end():
    assert kind.clean(guess(low=-25, high=25, step=10), {"estimate": -15}).answer == {"estimate": -15}
    with pytest.raises(InvalidAnswer):
        kind.clean(guess(low=-25, high=25, step=10), {"estimate": -10})


@given(st.lists(estimates, min_size=2, max_size=60))
def test_everybody_is_below_near_or_above(values):
    counted = tally(*values)
    assert sum(counted["bins"]) == counted["below"] + counted["near"] + counted["above"] == counted["n"] == len(values)
    assert counted["near"] == sum(8_300 <= value <= 10_300 for value in values)  # a twentieth of the range on both sides
    assert counted["above"] == sum(value > 10_300 for value in values)
    assert [counted[name] for name in ("q1", "median", "q3")] == statistics.quantiles(values, n=4, method="inclusive")
    assert counted["mean"] == sum(values) / len(values)


@pytest.mark.parametrize(("value", "place"), [(0, 0), (249, 0), (250, 1), (749, 1), (19_750, 40), (20_000, 40)])
def test_an_estimate_is_drawn_at_the_nearest_place(value, place):
    assert place_of(value, RANGE, 40) == place


def test_a_small_range_has_a_place_for_every_step():
    assert tally(0, 3, 3, low=0, high=3, step=1, truth=2)["bins"] == [1, 0, 0, 2]


def test_one_option_is_right():
    counted = kind.tally(asked("knowledge", right=2), [{"option": 31}] * 3 + [{"option": 32}])
    assert counted == {"n": 4, "options": {"31": 3, "32": 1}, "right": "32", "correct": 1}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([], "Niemand hat abgestimmt."),
        ([6_500], "Richtig: 9.300 Haushalte. Alle lagen zu niedrig."),
        ([6_500, 6_500, 9_000], "Richtig: 9.300 Haushalte. 2 von 3 lagen zu niedrig. 1 lag ganz nah dran."),
        ([0, 20_000], "Richtig: 9.300 Haushalte. 1 von 2 lagen zu niedrig und ebenso viele zu hoch. Ganz nah dran war niemand."),
        ([9_000, 9_300], "Richtig: 9.300 Haushalte. Alle 2 lagen ganz nah dran."),
        ([0, 19_000, 20_000], "Richtig: 9.300 Haushalte. 2 von 3 lagen zu hoch. Ganz nah dran war niemand."),
    ],
)
def test_how_close_the_room_was_in_a_german_sentence(values, said):
    with translation.override("de"):
        assert kind.summary(guess(), tally(*values)).replace("\u00a0", " ") == said


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ([32, 32, 31], "„Radweg“ ist richtig. Das dachten 2 von 3."),
        ([31], "„Radweg“ ist richtig. Das dachte niemand."),
    ],
)
def test_how_many_knew_it_in_a_german_sentence(answers, said):
    poll = asked("knowledge", right=2)
    with translation.override("de"):
        assert kind.summary(poll, kind.tally(poll, [{"option": option} for option in answers])) == said


@pytest.mark.parametrize("people", [5, 30, 400])
@pytest.mark.parametrize("truth", [0, 9_300, 20_000])
def test_everybody_has_a_dot_or_a_share_of_a_tower_and_the_flag_stays_in_the_picture(people, truth):
    counted = tally(*[100 * (7 * number % 200) for number in range(people)], truth=truth)
    picture = kind.picture(guess(truth=truth), counted, audience="stage")
    assert len(picture["people"]) == people or sum(tower["height"] > 0 for tower in picture["towers"]) == sum(
        many > 0 for many in counted["bins"]
    )
    assert all(picture["radius"] <= dot["x"] <= 1760 and dot["y"] >= 80 for dot in picture["people"])
    assert (picture["flag"]["anchor"] == "end") is (truth == 20_000)


@given(st.integers(-500, 500), st.integers(1, 5_000), st.integers(1, 400))
def test_every_jump_is_a_whole_number_of_steps(low, steps, step):
    found = ballot({"low": low, "high": low + steps * step, "step": step}, "")["jumps"]
    assert all(jump["by"] % step == 0 for jump in found) and len({jump["by"] for jump in found}) == len(found) in {2, 4}
    assert sum(jump["by"] for jump in found) == 0


OPTIONS = [{"id": 1}, {"id": 2}]


@pytest.mark.parametrize(
    ("options", "settings", "fits"),
    [
        ([], RANGE, True),
        ([], RANGE | {"truth": None}, False),
        ([], RANGE | {"truth": 20_001}, False),
        ([], RANGE | {"low": 20_000, "truth": 20_000}, False),
        ([], RANGE | {"step": 3_000}, False),
        (OPTIONS, {"right": 2}, True),
        (OPTIONS, {"right": 3}, False),
        (OPTIONS, {"right": None}, False),
        (OPTIONS[:1], {"right": 1}, False),
    ],
)
def test_a_question_needs_what_is_true(options, settings, fits):
    if fits:
        kind.check_question(options, settings)
    else:
        with pytest.raises(forms.ValidationError):
            kind.check_question(options, settings)
