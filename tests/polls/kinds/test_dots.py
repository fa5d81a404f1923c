"""Dots: everybody sticks the same number on the options, several on one if that is allowed."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from polls.kinds import KINDS, InvalidAnswer

from .asked import asked, stickers

kind = KINDS["dots"]
BAD = [
    {},
    {"dots": None},
    {"dots": [31, 31]},
    {"dots": {"31": True}},
    {"dots": {"31": 1.0}},
    {"dots": {"31": float("nan")}},
    {"dots": {"31": "1"}},
    {"dots": {"31": -1}},
    {"dots": {"31": 2**53}},
    {"dots": {"31": {"31": 1}}},
    {"dots": {"33": 1}},  # retired
    {"dots": {"99": 0}},
    {"dots": {"\ud800": 1}},
    {"dots": {31: 1}},
    {"dots": {"31": 3, "32": 3}},  # six of five
    {"dots": {"31": 6}},
    {"dots": {"31": 1}, "extra": 1},
]


def tally(*given):
    return kind.tally(asked("dots"), [{"dots": {"31": first, "32": second}} for first, second in given])


@pytest.mark.parametrize("raw", BAD)
def test_a_bad_answer_is_refused_with_a_sentence(raw):
    with pytest.raises(InvalidAnswer) as refused:
        kind.clean(asked("dots"), raw)
    assert str(refused.value).endswith(".") and str(refused.value).encode()


@pytest.mark.parametrize(
    ("settings", "given", "counts"),
    [
        ({}, (0, 0), True),
        ({}, (5, 0), True),
        ({"number": 3}, (3, 1), False),
        ({"number": 4, "most": 2}, (3, 0), False),
        ({"number": 4, "most": 2}, (2, 1), True),
        ({"number": 4, "most": 2, "all": True}, (2, 1), False),
        ({"number": 4, "most": 2, "all": True}, (2, 2), True),
        ({"number": 9, "most": 1, "all": True}, (1, 1), True),  # more than can be given can't be asked for
        ({"number": 2, "most": 9}, (2, 0), True),
    ],
)
def test_what_the_facilitator_allows(settings, given, counts):
    poll, answer = asked("dots", **settings), {"dots": {"31": given[0], "32": given[1]}}
    if counts:
        assert kind.clean(poll, answer).answer == answer
    else:
        with pytest.raises(InvalidAnswer):
            kind.clean(poll, answer)


def test_what_is_left_out_got_no_dot():
    assert kind.clean(asked("dots"), {"dots": {"32": 2}}).answer == {"dots": {"31": 0, "32": 2}}


def test_dots_and_the_people_who_gave_them():
    counted = tally((5, 0), (0, 2), (0, 1), (0, 0))
    assert counted == {
        "n": 4,
        "options": {"31": {"dots": 5, "people": 1, "stops": [3, 0, 0, 0, 0, 1]}, "32": {"dots": 3, "people": 2, "stops": [2, 1, 1]}},
        "given": 8,
        "blank": 1,
    }


@given(st.lists(stickers, max_size=40))
def test_everybody_and_every_dot_counts_once(answers):
    counted = kind.tally(asked("dots"), answers)
    spreads = counted["options"].values()
    assert all(sum(spread["stops"]) == counted["n"] for spread in spreads)
    assert sum(spread["dots"] for spread in spreads) == counted["given"] == sum(sum(answer["dots"].values()) for answer in answers)


@given(st.lists(stickers, max_size=40))
def test_other_names_for_the_options_change_nothing_else(answers):
    other = asked("dots")
    other.options = [option | {"id": {31: 5, 32: 9, 33: 33}[option["id"]]} for option in other.options]
    renamed = kind.tally(other, [{"dots": {"5": answer["dots"]["31"], "9": answer["dots"]["32"]}} for answer in answers])
    assert list(renamed["options"].values()) == list(kind.tally(asked("dots"), answers)["options"].values())


@given(st.lists(stickers, max_size=40), st.integers(0, 2))
def test_who_gives_all_the_same_changes_no_order(answers, share):
    before, after = (kind.tally(asked("dots"), each)["options"] for each in (answers, [*answers, {"dots": {"31": share, "32": share}}]))
    for what in ("dots", "people"):
        assert after["31"][what] - after["32"][what] == before["31"][what] - before["32"][what]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ([], "Niemand hat abgestimmt."),
        ([(0, 0)], "Niemand hat einen Punkt vergeben."),
        ([(3, 0), (1, 0), (0, 1)], "„Nachtbus“ hat die meisten Punkte: 4, von 2 der 3."),
        ([(2, 1), (1, 2)], "Gleichauf vorn mit je 3 Punkten: „Nachtbus“ und „Radweg“."),
        (
            [(5, 0), (0, 2), (0, 1)],
            "„Nachtbus“ hat die meisten Punkte: 5. Die meisten Leute, 2 der 3, haben „Radweg“ welche gegeben.",
        ),
    ],
)
def test_the_room_in_a_german_sentence(given, sentence):
    with translation.override("de"):
        assert kind.summary(asked("dots"), tally(*given)).replace("\u00a0", " ") == sentence


def test_how_dots_have_moved():
    moves = [((5, 0), (3, 2))] * 6 + [((0, 1), (0, 1))] * 6
    pairs = [tuple({"dots": {"31": first, "32": second}} for first, second in move) for move in moves]
    before, after = tally(*(first for first, _then in moves)), tally(*(then for _first, then in moves))
    shift = kind.shift(before, after, pairs)
    assert shift == {"pairs": 12, "changes": {"31": -1.0, "32": 1.0}}
    assert kind.shift(before, after, reversed(pairs)) == shift
    assert kind.shift(before, after, pairs[:9]) is None and kind.shift(before, after, None) is None
    with translation.override("de"):
        assert kind.shift_summary(asked("dots"), shift) == "Punkte der 12, die beide Male abgestimmt haben: „Radweg“ +12, „Nachtbus“ −12."
        said = kind.shift_summary(asked("dots"), kind.shift(before, before, [(first, first) for first, _then in pairs]))
    assert said == "Bei den 12, die beide Male abgestimmt haben, hat keine Möglichkeit mehr oder weniger Punkte als vorher."


@pytest.mark.parametrize("people", [6, 30, 200])
def test_every_person_has_a_column_in_every_row_or_there_are_bars(people):
    picture = kind.picture(asked("dots"), tally(*[(3, 1), (0, 0), (1, 4)] * (people // 3)), audience="stage")
    for row in picture["rows"]:
        columns = row["columns"]
        assert picture["bars"] or len(columns) == people
        assert picture["bars"] or sum(column["here"] + len(column["again"]) for column in columns) == row["dots"]
        assert all(column["x"] + picture["radius"] <= 848 and min([9, *column["again"]]) >= picture["radius"] / 2 for column in columns)
