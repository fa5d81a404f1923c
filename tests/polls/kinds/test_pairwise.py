"""Comparisons of two: what a phone may say, how strong the options are, and what may be said about their order."""

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from polls.kinds import KINDS, InvalidAnswer
from polls.kinds.bradley_terry import fit, groups, has_maximum
from polls.kinds.pairwise import chance

from .asked import asked, duels

kind = KINDS["pairwise"]
OPTIONS = [{"id": number, "label": {"de": name}} for number, name in enumerate(["Nachtbus", "Radweg", "Jugendclub", "Bänke"], start=1)]
BAD = [
    {},
    {"pairs": None},
    {"pairs": []},
    {"pairs": {"1": 2}},
    {"pairs": [[1, 2], [2, 1]]},
    {"pairs": [[1, 2], [1, 2]]},
    {"pairs": [[1, 1]]},
    {"pairs": [[1]]},
    {"pairs": [[1, 2, 3]]},
    {"pairs": [1, 2]},
    {"pairs": [[1, 9]]},
    {"pairs": [["1", "2"]]},
    {"pairs": [[1, 2.0]]},
    {"pairs": [[1, True]]},
    {"pairs": [[1, float("nan")]]},
    {"pairs": [[1, 2**53]]},
    {"pairs": [[1, [2]]]},
    {"pairs": [[1, "\ud800"]]},
    {"pairs": [[1, 2]], "extra": 1},
]
# Seven baseball clubs in 1987: row against column (Agresti 1990, "Categorical Data Analysis", table 10.10).
CLUBS = ["Milwaukee", "Detroit", "Toronto", "New York", "Boston", "Cleveland", "Baltimore"]
GAMES = [
    [0, 7, 9, 7, 7, 9, 11],
    [6, 0, 7, 5, 11, 9, 9],
    [4, 6, 0, 7, 7, 8, 12],
    [6, 8, 6, 0, 6, 7, 10],
    [6, 2, 6, 7, 0, 7, 12],
    [4, 4, 5, 6, 6, 0, 6],
    [2, 4, 1, 3, 1, 7, 0],
]


def four(**made):
    poll = asked("pairwise", **made)
    poll.options = OPTIONS
    return poll


def tally(*pairs):
    return kind.tally(four(), [{"pairs": [list(pair)]} for pair in pairs])


@pytest.mark.parametrize("raw", BAD)
def test_a_bad_answer_is_refused_with_a_sentence(raw):
    with pytest.raises(InvalidAnswer) as refused:
        kind.clean(four(), raw)
    assert str(refused.value).endswith(".") and str(refused.value).encode()


def test_no_more_comparisons_than_are_asked_for():
    every = [[1, 2], [1, 3], [1, 4], [2, 3], [2, 4], [3, 4]]
    assert kind.clean(four(), {"pairs": every}).answer == {"pairs": every}
    assert kind.clean(four(number=5), {"pairs": every[:5]}).answer == {"pairs": every[:5]}
    with pytest.raises(InvalidAnswer):
        kind.clean(four(number=5), {"pairs": every})


def test_strengths_as_they_are_published():
    """Agresti prints them relative to the last club."""
    names = [str(number) for number in range(7)]
    result = fit(names, {one: {other: GAMES[int(one)][int(other)] for other in names if other != one} for one in names})
    last = result["options"]["6"]["strength"]
    assert result["exists"]
    assert [round(result["options"][name]["strength"] - last, 3) for name in names] == [1.581, 1.436, 1.294, 1.248, 1.108, 0.684, 0]


def test_two_options_have_the_logarithm_of_the_odds():
    result = fit(["1", "2"], {"1": {"2": 30}, "2": {"1": 10}})["options"]
    assert result["1"]["strength"] == pytest.approx(0.549306144, abs=1e-9)  # log(3) / 2
    assert result["1"]["se"] == pytest.approx((1 / 30 + 1 / 10) ** 0.5 / 2, abs=1e-9)
    assert chance(0) == 50 and chance(-1e9) == 0 and chance(1e9) == 100


@settings(max_examples=50, deadline=None)
@given(st.lists(duels((1, 2, 3, 4)), max_size=25), st.randoms())
def test_every_result_is_finite_and_knows_no_order(answers, random):
    counted = kind.tally(four(), answers)
    assert counted == kind.tally(four(), random.sample(answers, len(answers)))
    assert counted["comparisons"] == sum(len(answer["pairs"]) for answer in answers)
    assert sum(spread["wins"] for spread in counted["options"].values()) == counted["comparisons"]
    assert all(abs(spread["strength"]) < 20 and spread["se"] < 10 for spread in counted["options"].values())
    assert (counted["ranking"] is None) == (len(counted["groups"]) > 1)
    assert sorted(key for group in counted["groups"] for key in group) == sorted(counted["options"])


@settings(max_examples=50, deadline=None)
@given(st.lists(duels((1, 2, 3, 4)), max_size=25))
def test_the_maximum_balances_won_and_expected_games(answers):
    """At the maximum everybody has won as often as the strengths let expect. That is the likelihood's slope."""
    counted = kind.tally(four(), answers)
    if not counted["exists"] or counted["ranking"] is None:
        return
    spread, wins = counted["options"], counted["wins"]
    for one in spread:
        met = {other: wins[one][other] + wins[other][one] for other in wins[one]}
        expected = sum(
            many / (1 + 2.718281828459045 ** (spread[other]["strength"] - spread[one]["strength"])) for other, many in met.items()
        )
        assert expected == pytest.approx(spread[one]["wins"], abs=1e-6)


@settings(max_examples=50, deadline=None)
@given(st.lists(duels((1, 2, 3, 4)), max_size=25), st.permutations([1, 2, 3, 4]))
def test_other_names_for_the_options_change_nothing_else(answers, names):
    counted = kind.tally(four(), answers)
    renamed = kind.tally(four(), [{"pairs": [[names[one - 1] for one in pair] for pair in answer["pairs"]]} for answer in answers])
    for key, spread in counted["options"].items():
        other = renamed["options"][str(names[int(key) - 1])]
        assert other == spread | {name: pytest.approx(spread[name], abs=1e-8) for name in ("strength", "se", "low", "high")}


def test_who_has_only_won_is_finite_and_told_with_doubt():
    counted = tally(*[(1, 2)] * 9, (2, 3), (3, 2), (3, 4), (4, 3))
    assert not counted["exists"] and counted["ranking"][0] == "1"
    assert counted["options"]["1"]["se"] > counted["options"]["2"]["se"]
    with translation.override("de"):
        assert kind.summary(four(), counted).endswith("Manches hat bisher nur gewonnen oder nur verloren, darum ist das unsicher.")


def test_ford_s_condition():
    wins = {"1": {"2": 1, "3": 0}, "2": {"1": 0, "3": 1}, "3": {"1": 1, "2": 0}}
    assert has_maximum(["1", "2", "3"], wins)
    wins["3"]["1"] = 0
    assert not has_maximum(["1", "2", "3"], wins)
    assert groups(["1", "2", "3"], {"1": {"2": 1}, "2": {}, "3": {}}) == [["1", "2"], ["3"]]


def test_groups_that_were_not_compared_have_no_common_order():
    counted = tally((1, 2), (2, 1), (3, 4), (4, 3))
    assert counted["groups"] == [["1", "2"], ["3", "4"]] and counted["ranking"] is None
    picture = kind.picture(four(), counted)
    assert picture["rows"] == [] and [[row["id"] for row in group] for group in picture["groups"]] == [["1", "2"], ["3", "4"]]
    assert all(row["place"] == "" for row in kind.rows(four(), counted))
    with translation.override("de"):
        assert kind.summary(four(), counted).startswith("Noch keine gemeinsame Reihenfolge")


@settings(max_examples=50, deadline=None)
@given(st.lists(duels((1, 2, 3, 4)), max_size=25))
def test_options_whose_intervals_overlap_share_a_place(answers):
    counted = kind.tally(four(), answers)
    for group in counted["groups"]:
        for one in group:
            for other in group:
                first, second = counted["options"][one], counted["options"][other]
                if first["low"] > second["high"]:
                    assert all(place < later for place, later in zip(first["places"], second["places"], strict=True))
                elif second["low"] <= first["high"]:
                    assert first["places"][0] <= second["places"][1] and second["places"][0] <= first["places"][1]


@pytest.mark.parametrize(
    ("pairs", "sentence"),
    [
        ([], "Niemand hat abgestimmt."),
        ([(1, 2), (2, 3), (3, 4), (4, 1)] * 3, "Nichts liegt klar vorn: Die Reihenfolge ist offen."),
        (
            [(1, 2), (1, 3), (1, 4)] * 30 + [(2, 1), (2, 3), (3, 4), (4, 2)] * 3,
            "„Nachtbus“ liegt klar vorn und gewinnt etwa 93 von 100 Vergleichen mit einer durchschnittlichen Möglichkeit.",
        ),
    ],
)
def test_the_room_in_a_german_sentence(pairs, sentence):
    with translation.override("de"):
        assert kind.summary(four(), tally(*pairs)).replace("\u00a0", " ") == sentence


@pytest.mark.parametrize("n", range(2, 13))
def test_the_plain_form_meets_every_option_as_often_as_any_other(n):
    poll = asked("pairwise", number=20)
    poll.options = [{"id": number, "label": {"de": f"{number}."}} for number in range(n)]
    served = kind.served(poll)
    pairs = [{one["id"], other["id"]} for one, other in served["pairs"]]
    assert len(pairs) == served["number"] == min(20, n * (n - 1) // 2)
    assert all(pairs.count(pair) == 1 and len(pair) == 2 for pair in pairs)
    met = [sum(number in pair for pair in pairs) for number in range(n)]
    assert max(met) - min(met) <= 2
