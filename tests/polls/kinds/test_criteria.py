"""Weighing criteria: what counts how much, which option fits best, and where that would tip."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from polls.kinds import KINDS, InvalidAnswer
from polls.kinds.criteria_form import CriteriaForm

from .asked import asked

kind = KINDS["criteria"]
BAD = [
    None,
    [],
    {},
    {"weights": {}},
    {"weights": {"1": 0, "2": 0}},
    {"weights": [1, 2]},
    {"weights": {"1": True}},
    {"weights": {"1": 1.0}},
    {"weights": {"1": float("nan")}},
    {"weights": {"1": "1"}},
    {"weights": {"1": -1, "2": 5}},
    {"weights": {"1": 2**53}},
    {"weights": {"3": 1}},
    {"weights": {1: 1}},
    {"weights": {"1": 1, "\ud800": 1}},
    {"weights": {"1": 1}, "extra": 1},
    {"weights": {"1": 1}, "scores": None},
    {"weights": {"1": 1}, "scores": [1]},
    {"weights": {"1": 1}, "scores": {"31": 5}},
    {"weights": {"1": 1}, "scores": {"33": {"1": 5}}},  # retired
    {"weights": {"1": 1}, "scores": {"31": {"3": 5}}},
    {"weights": {"1": 1}, "scores": {"31": {"1": 11}}},
    {"weights": {"1": 1}, "scores": {"31": {"1": -1}}},
    {"weights": {"1": 1}, "scores": {"31": {"1": True}}},
    {"weights": {"1": 1}, "scores": {"31": {"1": 5.0}}},
    {"weights": {"1": 1}, "scores": {"31": {"1": {"1": 1}}}},
]


def ballots(many, first, second, **scores):
    return [{"weights": {"1": first, "2": second}} | ({"scores": scores} if scores else {})] * many


@pytest.mark.parametrize("raw", BAD)
def test_what_is_no_weighing_is_refused(raw):
    with pytest.raises(InvalidAnswer) as refused:
        kind.clean(asked("criteria"), raw)
    assert str(refused.value)


def test_any_sum_but_zero_counts_and_what_is_left_out_is_zero():
    assert kind.clean(asked("criteria"), {"weights": {"2": 3}, "scores": {"31": {}}}).answer == {"weights": {"1": 0, "2": 3}}


def test_scores_are_refused_where_the_room_gives_none():
    poll = asked("criteria", room_scores=False)
    assert kind.clean(poll, {"weights": {"1": 1}})
    with pytest.raises(InvalidAnswer):
        kind.clean(poll, {"weights": {"1": 1}, "scores": {"31": {"1": 5}}})


def test_room_and_experts_are_kept_apart():
    """The room weighs 3 to 1. Its scores put the cycle path in front, those of the experts the night bus."""
    tally = kind.tally(asked("criteria"), ballots(6, 3, 1, **{"31": {"1": 2, "2": 2}, "32": {"1": 8, "2": 4}}))
    assert tally["weights"] == {"1": 0.75, "2": 0.25}
    assert tally["results"]["room"]["values"] == {"31": 2.0, "32": 7.0} and tally["results"]["room"]["first"] == ["32"]
    assert tally["results"]["experts"]["values"] == {"31": 6.5, "32": 3.75} and tally["results"]["experts"]["first"] == ["31"]
    assert "administration" not in tally["results"]


@pytest.mark.parametrize(("scoring", "silent", "is_shown"), [(4, 1, False), (5, 1, True), (9, 1, False), (10, 9, True), (3, 0, True)])
def test_a_score_from_few_of_many_is_never_shown(scoring, silent, is_shown):
    """Four of five gave it: whoever knows three of them would know the fourth. Fewer than five in all are below every floor anyway."""
    scores = {"31": {"1": 2, "2": 2}}
    tally = kind.tally(asked("criteria"), ballots(scoring, 1, 1, **scores) + ballots(silent, 1, 1))
    assert ("room" in tally["scores"]) is is_shown


def test_scores_of_those_who_left_some_out_count_like_all_others():
    """Three people scored everything, in either order; three only one option, two of them on one criterion."""
    every = ballots(2, 1, 1, **{"31": {"1": 2, "2": 4}, "32": {"1": 6, "2": 8}}) + ballots(
        1, 1, 1, **{"32": {"2": 8, "1": 6}, "31": {"2": 4, "1": 2}}
    )
    tally = kind.tally(asked("criteria"), every + ballots(2, 1, 1, **{"31": {"1": 7}}) + ballots(1, 1, 1, **{"31": {"1": 4, "2": 4}}))
    assert tally["scores"]["room"] == {"31": {"1": 4.0}, "32": {}}


def said(poll, answers):
    with translation.override("en"):
        return kind.summary(poll, kind.tally(poll, answers)).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("experts", "weights", "sentence"),
    [
        ([[8, 2], [3, 6]], (3, 1), "“Nachtbus” is in front with 6.5 of 10. It would tip if “Klima” counted for less than 44 %."),
        ([[8, 2], [3, 6]], (1, 1), "Still open who is in front. It would tip if “Klima” counted for less than 44 %."),
        ([[8, 6], [3, 6]], (1, 1), "“Nachtbus” is in front with 7 of 10. That stays so, whichever criterion counts for more or less."),
        ([[8, 2], [2, 8]], (1, 1), "Level in front with 5 of 10: “Nachtbus” and “Radweg”."),
        ([], (2, 1), "What counts most is “Klima”: 67 %."),
    ],
)
def test_the_sentence_says_who_is_in_front_and_where_it_tips(experts, weights, sentence):
    assert said(asked("criteria", experts=experts), ballots(6, *weights)) == sentence


def test_who_might_be_first_shares_the_place():
    poll = asked("criteria")
    for weights, places in (((3, 1), ["1", "2"]), ((1, 1), ["1–2", "1–2"])):
        assert [row["place"] for row in kind.picture(poll, kind.tally(poll, ballots(6, *weights)))["rows"]] == places


def test_parts_of_a_bar_add_up_to_its_value():
    poll = asked("criteria")
    for row in kind.picture(poll, kind.tally(poll, ballots(6, 3, 1)))["rows"]:
        assert sum(part["value"] for part in row["parts"]) == pytest.approx(row["value"])
        assert row["parts"][-1]["x"] + row["parts"][-1]["width"] <= 680


def test_a_shift_is_the_mean_change_of_each_weight_from_ten_pairs_on():
    poll = asked("criteria")
    before, after = ballots(12, 1, 1), ballots(12, 30, 10)
    pairs = list(zip(before, after, strict=True))
    shift = kind.shift(kind.tally(poll, before), kind.tally(poll, after), pairs)
    assert shift == {"pairs": 12, "changes": {"1": 0.25, "2": -0.25}}
    assert kind.shift(kind.tally(poll, before), kind.tally(poll, after), pairs[:9]) is None
    with translation.override("en"):
        sentence = kind.shift_summary(poll, shift)
    assert sentence == "Weights of the 12 who voted both times, in percentage points: “Klima” +25, “Ruhe” −25."


FILLED = {
    "criteria_0_de": "Klima",
    "criteria_1": "environment",
    "criteria_2_de": "Ruhe",
    "criteria_3": "community",
    "experts": "8 2\n3 6",
}


def test_the_form_makes_settings_and_shows_them_again():
    form = CriteriaForm(FILLED)
    assert form.is_valid(), form.errors
    assert [criterion["id"] for criterion in form.cleaned_data["criteria"]] == [1, 2]
    assert (form.cleaned_data["experts"], form.cleaned_data["room_scores"]) == ([[8, 2], [3, 6]], False)
    again = CriteriaForm(initial=form.cleaned_data)
    assert again["experts"].value() == "8 2\n3 6" and "Ruhe" in str(again["criteria"])


def test_every_option_needs_a_row_of_scores():
    settings = {"experts": [[8, 2], [3, 6]], "administration": []}
    kind.check_question([{}, {}], settings)
    with pytest.raises(ValidationError):
        kind.check_question([{}, {}, {}], settings)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"experts": "8 2 1\n3 6 1"}, "experts"),
        ({"experts": "8 11\n3 6"}, "experts"),
        ({"experts": "acht 2\n3 6"}, "experts"),
        ({"experts": ""}, "room_scores"),
        ({"criteria_2_de": ""}, "criteria"),
        ({"criteria_1": "colour"}, "criteria"),
    ],
)
def test_the_form_refuses_what_does_not_fit_and_keeps_it(changed, field):
    form = CriteriaForm(FILLED | changed)
    assert not form.is_valid() and field in form.errors
    assert form["experts"].value() == (FILLED | changed)["experts"]
