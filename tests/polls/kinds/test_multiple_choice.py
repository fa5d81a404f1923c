"""Several choices: approval voting with limits, for who may choose several of the options."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from polls.kinds import KINDS, InvalidAnswer
from polls.pictures.approvals import percent

from .asked import approvals, asked

kind = KINDS["multiple_choice"]
BAD = [
    {},
    {"options": None},
    {"options": "31"},
    {"options": {"31": 1}},
    {"options": [True]},
    {"options": ["31"]},
    {"options": [31.0]},
    {"options": [float("nan")]},
    {"options": [2**53]},
    {"options": [-31]},
    {"options": [33]},  # retired
    {"options": [99]},
    {"options": [31, 31]},
    {"options": [[31]]},
    {"options": [{"31": 1}]},
    {"options": ["\ud800"]},
    {"options": [31] * 5000},
    {"options": [31], "extra": 1},
    {"option": 31},
]


def tally(*chosen):
    return kind.tally(asked("multiple_choice"), [{"options": list(options)} for options in chosen])


@pytest.mark.parametrize("raw", BAD)
def test_a_bad_answer_is_refused_with_a_sentence(raw):
    with pytest.raises(InvalidAnswer) as refused:
        kind.clean(asked("multiple_choice"), raw)
    assert str(refused.value).endswith(".") and str(refused.value).encode()


@pytest.mark.parametrize(
    ("settings", "chosen", "counts"),
    [
        ({}, [], True),
        ({}, [32, 31], True),
        ({"min": 1, "max": 3}, [], False),
        ({"min": 1, "max": 3}, [31, 32], True),
        ({"min": 0, "max": 1}, [31, 32], False),
        ({"min": 2, "max": 2}, [31], False),
        ({"min": 5, "max": 9}, [31, 32], True),  # more than are offered can't be asked for
    ],
)
def test_at_least_and_at_most(settings, chosen, counts):
    poll = asked("multiple_choice", **settings)
    if counts:
        assert kind.clean(poll, {"options": chosen}).answer == {"options": sorted(chosen)}
    else:
        with pytest.raises(InvalidAnswer):
            kind.clean(poll, {"options": chosen})


def test_shares_are_of_all_persons_and_blank_ballots_count():
    assert tally([31, 32], [31], [], [31]) == {"n": 4, "options": {"31": 3, "32": 1}, "shares": {"31": 0.75, "32": 0.25}, "blank": 1}
    assert tally() == {"n": 0, "options": {"31": 0, "32": 0}, "shares": {"31": 0, "32": 0}, "blank": 0}


@given(st.lists(approvals, max_size=40))
def test_other_names_for_the_options_change_nothing_else(answers):
    other = asked("multiple_choice")
    other.options = [option | {"id": {31: 5, 32: 9, 33: 33}[option["id"]]} for option in other.options]
    renamed = kind.tally(other, [{"options": [{31: 5, 32: 9}[option] for option in answer["options"]]} for answer in answers])
    counts = kind.tally(asked("multiple_choice"), answers)
    assert list(renamed["options"].values()) == list(counts["options"].values())
    assert (renamed["n"], renamed["blank"]) == (counts["n"], counts["blank"])


@given(st.lists(approvals, max_size=40))
def test_who_likes_all_alike_changes_no_order(answers):
    before = kind.tally(asked("multiple_choice"), answers)["options"]
    for more in ([31, 32], []):
        after = kind.tally(asked("multiple_choice"), [*answers, {"options": more}])["options"]
        assert after["31"] - after["32"] == before["31"] - before["32"]


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ([], "Niemand hat abgestimmt."),
        ([[], []], "Alle 2 haben nichts gewählt."),
        ([[31], [31, 32], []], "„Nachtbus“ ist am häufigsten gewählt: von 2 der 3, also mehr als der Hälfte."),
        ([[31], [32], [31], [], []], "„Nachtbus“ ist am häufigsten gewählt: von 2 der 5."),
        ([[31], [31, 32], [31, 32]], "Alle 3 haben „Nachtbus“ gewählt."),
        (
            [[31], [31, 32], [31, 32], [32], [31], []] + [[31, 32]] * 4,
            "„Nachtbus“ ist am häufigsten gewählt: von 8 der 10. Mehr als die Hälfte wählte 2 der Möglichkeiten.",
        ),
        ([[31], [32], []], "Am häufigsten gewählt, von je 1 der 3: „Nachtbus“ und „Radweg“."),
    ],
)
def test_the_room_in_a_german_sentence(chosen, sentence):
    with translation.override("de"):
        assert kind.summary(asked("multiple_choice"), tally(*chosen)).replace("\u00a0", " ") == sentence


def test_what_somebody_took_in_and_let_go():
    moves = [([31], [31, 32])] * 6 + [([31], [])] * 2 + [([32], [32])] * 4
    pairs = [({"options": first}, {"options": then}) for first, then in moves]
    before, after = tally(*(first for first, _then in moves)), tally(*(then for _first, then in moves))
    shift = kind.shift(before, after, pairs)
    assert shift == {"pairs": 12, "gains": {"31": 0, "32": 6}, "losses": {"31": 2, "32": 0}, "changes": {"31": -2 / 12, "32": 0.5}}
    assert kind.shift(before, after, reversed(pairs)) == shift
    assert kind.shift(before, after, pairs[:9]) is None and kind.shift(before, after, None) is None
    with translation.override("de"):
        said = kind.shift_summary(asked("multiple_choice"), shift)
    assert said == "Von den 12, die beide Male abgestimmt haben: „Radweg“ +6, „Nachtbus“ −2."
    same = kind.shift(before, before, [(first, first) for first, _then in pairs])
    with translation.override("en"):
        assert kind.shift_summary(asked("multiple_choice"), same) == "Of 12 who voted both times, nobody has changed."


def test_one_option_that_all_chose_is_told_to_nobody_outside():
    """Alike ballots can't be seen from counts, so the bound is the smallest that all of them allow; what all chose is known of each."""
    assert kind.largest_share(tally(*[[31, 32]] * 6)) == 1
    assert kind.largest_share(tally(*[[31, 32]] * 3, *[[31]] * 3)) == 1
    assert kind.largest_share(tally([31], [31], [32], [])) == 0.5


def test_percents():
    assert [percent(*case) for case in ((0, 0), (0, 9), (9, 9), (1, 2000), (1999, 2000), (5, 8), (21, 27))] == [0, 0, 100, 1, 99, 63, 78]


def test_the_facilitator_can_t_ask_for_more_than_she_allows():
    assert kind.settings_form({"min": "1", "max": "3"}).is_valid()
    assert not kind.settings_form({"min": "4", "max": "3"}).is_valid()
    assert not kind.settings_form({"min": "0", "max": "13"}).is_valid()
