"""A budget: points for options that cost money, and what the money then pays for."""

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from polls.kinds import KINDS, InvalidAnswer
from polls.kinds.funding import equal_shares, greedy

from .asked import asked, shares

kind = KINDS["budget"]
POLL = asked("budget", cap=30_000)
BAD = [
    {},
    {"points": None},
    {"points": [60, 40]},
    {"points": {"31": 40, "32": 55}},
    {"points": {"31": 41, "32": 59}},
    {"points": {"31": 140, "32": -40}},
    {"points": {"31": True, "32": 100}},
    {"points": {"31": 100.0}},
    {"points": {"31": float("nan")}},
    {"points": {"31": "100"}},
    {"points": {"31": 2**53}},
    {"points": {"31": {"31": 100}}},
    {"points": {"33": 100}},  # retired
    {"points": {"\ud800": 100}},
    {"points": {31: 100}},
    {"points": {"31": 100}, "cap": 1},
]
costs = st.lists(st.integers(1, 50), min_size=2, max_size=5)


@st.composite
def rooms(draw):
    """(costs by id, cap, ballots of any sum)."""
    price = {str(number): cost for number, cost in enumerate(draw(costs), start=1)}
    ballot = st.dictionaries(st.sampled_from(list(price)), st.integers(0, 9))
    return price, draw(st.integers(1, 120)), draw(st.lists(ballot, max_size=8))


def tally(*given, cap=30_000):
    return kind.tally(asked("budget", cap=cap), [{"points": {"31": first, "32": second}} for first, second in given])


@pytest.mark.parametrize("raw", BAD)
def test_a_bad_answer_is_refused_with_a_sentence(raw):
    with pytest.raises(InvalidAnswer) as refused:
        kind.clean(POLL, raw)
    assert str(refused.value).endswith(".") and str(refused.value).encode()


def test_what_the_tally_holds():
    counted = tally((60, 40), (100, 0), (0, 100), (75, 25))
    assert {key: (spread["score"], spread["supporters"]) for key, spread in counted["options"].items()} == {"31": (235, 3), "32": (165, 3)}
    # Each has 7,500 €. The bus costs 24,000 €, which its three supporters do not have; the cycle path costs 18,000 €.
    assert counted["equal_shares_no_completion"] == ["32"]
    assert counted["equal_shares"] == {"funded": ["32"], "left": 12_000, "tied": []}
    assert counted["greedy_skip"] == {"funded": ["31"], "left": 6_000, "tied": []}
    assert counted["completion"] == "greedy_skip"


@given(rooms())
def test_never_more_than_there_is(room):
    price, cap, ballots = room
    scores = {key: sum(points.get(key, 0) for points in ballots) for key in price}
    for result in (equal_shares(price, cap, ballots), greedy(price, cap, scores)):
        spent = sum(price[key] for key in result["funded"])
        assert spent + result["left"] == cap and spent <= cap
        assert all(scores[key] for key in result["funded"])
        left_out = [price[key] for key in price if scores[key] and key not in result["funded"]]
        assert all(cost > result["left"] for cost in left_out)


@settings(max_examples=60)
@given(rooms(), st.randoms())
def test_the_order_of_the_ballots_is_irrelevant(room, random):
    price, cap, ballots = room
    shuffled = random.sample(ballots, len(ballots))
    assert equal_shares(price, cap, shuffled) == equal_shares(price, cap, ballots)


@settings(max_examples=60)
@given(rooms(), st.integers(2, 5))
def test_more_of_the_same_people_and_dearer_money_change_nothing(room, times):
    price, cap, ballots = room
    expected = equal_shares(price, cap, ballots)
    assert equal_shares(price, cap, ballots * times) == expected
    dearer = equal_shares({key: cost * times for key, cost in price.items()}, cap * times, ballots)
    assert dearer | {"left": expected["left"]} == expected


@given(rooms())
def test_a_group_that_agrees_gets_what_its_part_of_the_money_pays_for(room):
    """A group that wants one option alone, and whose part of the money is enough, is never passed over."""
    price, cap, ballots = room
    result = equal_shares(price, cap, ballots)
    for key, cost in price.items():
        alone = [points for points in ballots if points.get(key) and sum(map(bool, points.values())) == 1]
        assert key in result["no_completion"] or len(alone) * cap < cost * len(ballots) or not alone


@given(st.lists(shares(), max_size=30), st.integers(1, 60_000))
def test_other_names_for_the_options_change_nothing_else(answers, cap):
    other = asked("budget", cap=cap)
    other.options = [option | {"id": {31: 5, 32: 9, 33: 33}[option["id"]]} for option in other.options]
    renamed = kind.tally(other, [{"points": {"5": answer["points"]["31"], "9": answer["points"]["32"]}} for answer in answers])
    counted = kind.tally(asked("budget", cap=cap), answers)
    assert list(renamed["options"].values()) == list(counted["options"].values())
    names = {"31": "5", "32": "9"}
    for rule in ("equal_shares", "greedy_skip"):
        assert renamed[rule]["funded"] == [names[key] for key in counted[rule]["funded"]]


def test_a_tie_names_everybody_who_was_level():
    """One euro for each point of both, and money for one of them."""
    same = {"1": 10, "2": 10, "3": 4}
    room = [{"1": 50, "2": 50}] * 4
    assert equal_shares(same, 15, room) == {"no_completion": ["1"], "funded": ["1"], "left": 5, "tied": ["1", "2"]}
    assert greedy(same, 15, {"1": 200, "2": 200, "3": 0}) == {"funded": ["1"], "left": 5, "tied": ["1", "2"]}
    assert greedy(same, 20, {"1": 200, "2": 200, "3": 0})["tied"] == []


def test_option_ten_comes_after_option_nine():
    assert equal_shares({"10": 5, "9": 5}, 5, [{"9": 1, "10": 1}])["funded"] == ["9"]


@pytest.mark.parametrize(
    ("given", "cap", "sentence"),
    [
        ([], 30_000, "Niemand hat abgestimmt."),
        ([(60, 40)] * 3, 30_000, "Das Geld reicht für „Nachtbus“; 6.000 € bleiben übrig."),
        ([(60, 40)] * 3, 42_000, "Das Geld reicht für „Nachtbus“ und „Radweg“; 0 € bleiben übrig."),
        ([(60, 40)] * 3, 900, "Das Geld reicht für nichts davon."),
    ],
)
def test_the_room_in_a_german_sentence(given, cap, sentence):
    with translation.override("de"):
        assert kind.summary(asked("budget", cap=cap), tally(*given, cap=cap)).replace("\u00a0", " ") == sentence


@pytest.mark.parametrize("slug", ["points", "budget"])
def test_how_points_have_moved(slug):
    moves = [((100, 0), (60, 40))] * 6 + [((0, 100), (0, 100))] * 6
    pairs = [tuple({"points": {"31": first, "32": second}} for first, second in move) for move in moves]
    before, after = (KINDS[slug].tally(POLL, [pair[half] for pair in pairs]) for half in (0, 1))
    shift = KINDS[slug].shift(before, after, pairs)
    assert shift == {"pairs": 12, "changes": {"31": -20.0, "32": 20.0}}
    assert KINDS[slug].shift(before, after, reversed(pairs)) == shift
    assert KINDS[slug].shift(before, after, pairs[:9]) is None and KINDS[slug].shift(before, after, None) is None
    with translation.override("de"):
        assert KINDS[slug].shift_summary(POLL, shift) == (
            "Punkte der 12, die beide Male abgestimmt haben, im Schnitt: „Radweg“ +20, „Nachtbus“ −20."
        )


@pytest.mark.parametrize("people", [6, 30, 200])
def test_every_supporter_has_a_dot_or_there_are_bars(people):
    picture = kind.picture(POLL, tally(*[(60, 40), (100, 0)] * (people // 2)), audience="stage")
    assert [row["id"] for row in picture["funded"] + picture["beyond"]] == ["31", "32"]
    for row in picture["funded"] + picture["beyond"]:
        assert picture["bars"] or len(row["dots"]) == row["supporters"]
        assert all(x + picture["radius"] <= 848 for x in row["dots"])
