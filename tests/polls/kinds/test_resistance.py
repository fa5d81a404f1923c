"""Resistance: systemic consensing, with "nothing changes" to compare with."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from polls.kinds import KINDS, InvalidAnswer

from .asked import asked, felt

kind = KINDS["resistance"]
NOTHING_BETTER = " Nichts ist besser, als alles so zu lassen."
BAD = [
    {},
    {"resistance": None},
    {"resistance": [1, 2]},
    {"resistance": {"31": 1}},  # all have to be rated
    {"resistance": {"31": True, "32": 0}},
    {"resistance": {"31": 1.0, "32": 0}},
    {"resistance": {"31": float("nan"), "32": 0}},
    {"resistance": {"31": "1", "32": 0}},
    {"resistance": {"31": -1, "32": 0}},
    {"resistance": {"31": 11, "32": 0}},
    {"resistance": {"31": 2**53, "32": 0}},
    {"resistance": {"31": {"31": 1}, "32": 0}},
    {"resistance": {"31": 1, "32": 0, "33": 1}},  # retired
    {"resistance": {"31": 1, "32": 0, "\ud800": 1}},
    {"resistance": {31: 1, 32: 0}},
    {"resistance": {"31": 1, "32": 0}, "extra": 1},
]


def with_passive():
    poll = asked("resistance")
    poll.options = [option | {"passive": option["id"] == 32} for option in poll.options]
    return poll


def tally(*said, poll=None):
    return kind.tally(poll or asked("resistance"), [{"resistance": {"31": first, "32": second}} for first, second in said])


@pytest.mark.parametrize("raw", BAD)
def test_a_bad_answer_is_refused_with_a_sentence(raw):
    with pytest.raises(InvalidAnswer) as refused:
        kind.clean(asked("resistance"), raw)
    assert str(refused.value).endswith(".") and str(refused.value).encode()


def test_sum_mean_median_steps_and_acceptance():
    counted = tally((0, 10), (1, 10), (4, 9))
    assert counted["options"]["31"] == {
        "n": 3, "sum": 5, "mean": 5 / 3, "median": 1, "acceptance": pytest.approx(100 * (1 - 5 / 30)), "steps": [1, 1, 0, 0, 1] + [0] * 6
    }  # fmt: skip
    assert (counted["n"], counted["passive"], counted["no_better"]) == (3, None, [])
    assert tally()["options"]["31"] == {"n": 0, "sum": 0, "mean": None, "median": None, "acceptance": None, "steps": [0] * 11}


@given(st.lists(felt, max_size=40))
def test_everybody_counts_once(answers):
    counted = kind.tally(asked("resistance"), answers)
    for key, spread in counted["options"].items():
        assert sum(spread["steps"]) == spread["n"] == counted["n"]
        assert spread["sum"] == sum(answer["resistance"][key] for answer in answers)


@given(st.lists(felt, max_size=40))
def test_other_names_for_the_options_change_nothing_else(answers):
    other = asked("resistance")
    other.options = [option | {"id": {31: 5, 32: 9, 33: 33}[option["id"]]} for option in other.options]
    renamed = kind.tally(other, [{"resistance": {"5": said["resistance"]["31"], "9": said["resistance"]["32"]}} for said in answers])
    assert list(renamed["options"].values()) == list(kind.tally(asked("resistance"), answers)["options"].values())


@given(st.lists(felt, min_size=1, max_size=40), st.integers(0, 10))
def test_who_feels_the_same_about_all_changes_no_order(answers, value):
    alike = {"resistance": {"31": value, "32": value}}
    before, after = (kind.tally(with_passive(), each) for each in (answers, [*answers, alike]))
    sign = lambda counted: counted["options"]["31"]["sum"] - counted["options"]["32"]["sum"]  # noqa: E731
    assert sign(before) == sign(after) and before["no_better"] == after["no_better"]


@pytest.mark.parametrize(("first", "is_no_better"), [(3, []), (4, ["31"]), (5, ["31"])])
def test_what_is_not_below_the_passive_option_is_no_better(first, is_no_better):
    counted = tally(*[(first, 4)] * 5, poll=with_passive())
    assert (counted["passive"], counted["no_better"]) == ("32", is_no_better)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ([], "Niemand hat abgestimmt."),
        ([(2, 8), (3, 8)], "„Nachtbus“ stößt auf den kleinsten Widerstand: im Schnitt 2,5 von 10."),
        ([(2, 8), (8, 2)], f"„Nachtbus“ und „Radweg“ stoßen auf den kleinsten Widerstand: im Schnitt 5 von 10.{NOTHING_BETTER}"),
        ([(8, 2)], f"„Radweg“ stößt auf den kleinsten Widerstand: im Schnitt 2 von 10.{NOTHING_BETTER}"),
    ],
)
def test_the_room_in_a_german_sentence(said, sentence):
    with translation.override("de"):
        poll = with_passive()
        assert kind.summary(poll, tally(*said, poll=poll)).replace("\u00a0", " ") == sentence


def test_how_resistance_has_moved():
    moves = [((8, 2), (5, 2))] * 6 + [((8, 2), (8, 5))] * 6
    pairs = [tuple({"resistance": {"31": first, "32": second}} for first, second in move) for move in moves]
    before, after = tally(*(first for first, _then in moves)), tally(*(then for _first, then in moves))
    shift = kind.shift(before, after, pairs)
    assert shift == {"pairs": 12, "changes": {"31": -1.5, "32": 1.5}}
    assert kind.shift(before, after, reversed(pairs)) == shift
    assert kind.shift(before, after, pairs[:9]) is None and kind.shift(before, after, None) is None
    with translation.override("de"):
        said = kind.shift_summary(asked("resistance"), shift)
        same = kind.shift_summary(asked("resistance"), kind.shift(before, before, [(first, first) for first, _then in pairs]))
    assert said == "Widerstand der 12, die beide Male abgestimmt haben, im Schnitt: „Radweg“ +1,5, „Nachtbus“ −1,5."
    assert same == "Bei den 12, die beide Male abgestimmt haben, ist kein Widerstand größer oder kleiner als vorher."


@pytest.mark.parametrize("people", [5, 30, 400])
def test_everybody_has_a_dot_or_a_share_of_a_tower(people):
    poll = with_passive()
    picture = kind.picture(poll, tally(*[(3, 9), (0, 4), (10, 4), (3, 4), (3, 8)] * (people // 5), poll=poll), audience="stage")
    assert [row["is_passive"] for row in picture["rows"]] == [False, True]
    for row in picture["rows"]:
        assert len(row["dots"]) == people or sum(tower["height"] > 0 for tower in row["towers"]) == 3
        assert all(0 <= dot["x"] <= 848 and dot["y"] >= picture["radius"] for dot in row["dots"])
