"""Only the answers of the protocol count; everything else is refused with a sentence, never with a crash."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polls.kinds import KINDS, InvalidAnswer

from .asked import asked, json_values, near_answers

GOOD = {
    "slider": {"value": 40, "reason": "weil"},
    "single_choice": {"option": 31},
    "multiple_choice": {"options": [31, 32]},
    "dots": {"dots": {"31": 2, "32": 3}},
    "resistance": {"resistance": {"31": 0, "32": 10}},
    "points": {"points": {"31": 40, "32": 60}},
    "budget": {"points": {"31": 40, "32": 60}},
    "ranking": {"order": [32, 31]},
    "criteria": {"weights": {"1": 4, "2": 0}, "scores": {"31": {"1": 7, "2": 0}}},
    "pairwise": {"pairs": [[31, 32]]},
    "statements": {"votes": {"31": 1, "32": -1}},
    "grid": {"x": 75, "y": 0},
    "knowledge": {"option": 31},
    "words": {"words": ["Nachtbus", "Ruhe"]},
}
BAD = [
    ("slider", {"value": True}),
    ("slider", {"value": 40.0}),
    ("slider", {"value": "40"}),
    ("slider", {"value": 41}),
    ("slider", {"value": 105}),
    ("slider", {"value": -5}),
    ("slider", {"value": float("nan")}),
    ("slider", {"value": 40, "extra": 1}),
    ("slider", {"value": 40, "reason": 3}),
    ("slider", {"value": 40, "reason": None}),
    ("slider", {"value": 40, "reason": "x" * 141}),
    ("slider", {"reason": "ohne Ort"}),
    ("single_choice", {"option": True}),
    ("single_choice", {"option": "31"}),
    ("single_choice", {"option": 31.0}),
    ("single_choice", {"option": 33}),
    ("single_choice", {"option": 99}),
    ("single_choice", {"option": [31]}),
    ("single_choice", {}),
    ("points", {"points": {"31": 40, "32": 55}}),
    ("points", {"points": {"31": 41, "32": 59}}),
    ("points", {"points": {"31": 140, "32": -40}}),
    ("points", {"points": {"31": 100.0}}),
    ("points", {"points": {"31": True, "32": 100}}),
    ("points", {"points": {"33": 100}}),
    ("points", {"points": [100]}),
    ("points", {"points": {}}),
    ("ranking", {"order": []}),
    ("ranking", {"order": [31, 31]}),
    ("ranking", {"order": [31, 33]}),
    ("ranking", {"order": [31, 32, 31]}),
    ("ranking", {"order": ["31"]}),
    ("ranking", {"order": [31.0]}),
    ("ranking", {"order": [True]}),
    ("ranking", {"order": [[31]]}),
    ("ranking", {"order": {"31": 1}}),
    ("ranking", {"order": [31], "extra": 1}),
    ("statements", {"votes": {}}),
    ("statements", {"votes": [1, 0]}),
    ("statements", {"votes": {"31": 2}}),
    ("statements", {"votes": {"31": -2}}),
    ("statements", {"votes": {"31": True}}),
    ("statements", {"votes": {"31": 1.0}}),
    ("statements", {"votes": {"31": "1"}}),
    ("statements", {"votes": {"31": None}}),
    ("statements", {"votes": {"33": 1}}),
    ("statements", {"votes": {"31": 1}, "extra": 1}),
    ("words", {"words": []}),
    ("words", {"words": [" ", "\x00"]}),
    ("words", {"words": "Nachtbus"}),
    ("words", {"words": ["a", "b", "c", "d"]}),
    ("words", {"words": ["x" * 41]}),
    ("words", {"words": [1]}),
]


@pytest.mark.parametrize("slug", KINDS)
def test_a_good_answer_is_taken(slug):
    cleaned = KINDS[slug].clean(asked(slug), GOOD[slug])
    assert json.loads(json.dumps(cleaned.answer)) == cleaned.answer


@pytest.mark.parametrize(("slug", "raw"), BAD)
def test_a_bad_answer_is_refused_with_a_sentence(slug, raw):
    with pytest.raises(InvalidAnswer) as refused:
        KINDS[slug].clean(asked(slug), raw)
    sentence = str(refused.value)
    assert sentence.endswith((".", "!")) and sentence.encode()  # encodable: no lone surrogate comes back


@pytest.mark.parametrize("slug", KINDS)
@given(
    raw=json_values
    | near_answers("value", "reason", "option", "options", "dots", "resistance", "points", "order", "pairs", "votes", "words", "x", "y")
)
def test_nothing_but_invalid_answer_is_ever_raised(slug, raw):
    try:
        cleaned = KINDS[slug].clean(asked(slug), raw)
    except InvalidAnswer as refused:
        str(refused).encode()
    else:
        json.dumps(cleaned.answer)
        assert all(side in {"a", "m", "b", ""} and text and text.encode() for side, text in cleaned.remarks)


@given(st.text(alphabet=st.characters(), max_size=140))
def test_a_reason_becomes_one_clean_line_on_the_side_it_speaks_for(reason):
    cleaned = KINDS["slider"].clean(asked("slider"), {"value": 60, "reason": reason})
    assert cleaned.answer == {"value": 60}
    for side, text in cleaned.remarks:
        assert side == "b"
        assert text == text.strip() and not any(unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"} for letter in text)


@pytest.mark.parametrize(("value", "side"), [(0, "a"), (40, "a"), (45, "m"), (55, "m"), (60, "b"), (100, "b")])
def test_the_sides_of_the_line(value, side):
    assert KINDS["slider"].clean(asked("slider"), {"value": value, "reason": "weil"}).remarks == ((side, "weil"),)


def test_joiners_stay():
    """In Persian, Sinhala and many others they are part of the word."""
    said = ["👩\u200d🚀 zum Mars", "🏳️\u200d🌈", "می\u200cخواهم", "ක්\u200dෂ", "അവന്\u200d"]
    check_reasons({"\u200d": ""} | {reason: reason for reason in said})


def test_what_nobody_sees_is_no_reason():
    check_reasons(
        {"\u3164": "", "\u2800 \u115f": "", " \u0301\u0301": "", "\ufe0f": "", "a\u3164 b": "a b", "ae\u0301": "aé", "e\x00\u0301": "é"}
    )


def check_reasons(said):
    for reason, clean in said.items():
        remarks = KINDS["slider"].clean(asked("slider"), {"value": 60, "reason": reason}).remarks
        assert remarks == ((("b", clean),) if clean else ())


def test_an_unasked_reason_is_refused_and_an_empty_one_dropped():
    poll = asked("slider", ask_reason=False)
    with pytest.raises(InvalidAnswer):
        KINDS["slider"].clean(poll, {"value": 40, "reason": "weil"})
    assert KINDS["slider"].clean(poll, {"value": 40, "reason": " \n"}).remarks == ()


def test_words_are_remarks_without_doubles_and_no_part_of_the_ballot():
    cleaned = KINDS["words"].clean(asked("words"), {"words": ["Nachtbus", " nachtbus ", "Ruhe"]})
    assert cleaned.answer == {}
    assert cleaned.remarks == (("", "Nachtbus"), ("", "Ruhe"))


def test_the_facilitator_may_ask_for_fewer_words():
    with pytest.raises(InvalidAnswer):
        KINDS["words"].clean(asked("words", max_words=1), {"words": ["Nachtbus", "Ruhe"]})


def test_points_left_out_are_zero():
    assert KINDS["points"].clean(asked("points"), {"points": {"32": 100}}).answer == {"points": {"31": 0, "32": 100}}
