"""Slots: a picture with a revision. What did not change is not told again; what somebody has is not sent again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.live import frames
from participation.live.boards import Board
from participation.live.register import EMPTY, Picture


def picture(text: str) -> Picture:
    return Picture(f"<p>{text}</p>", {"text": text})


def test_the_same_picture_at_a_higher_revision_is_no_news():
    board = Board()
    assert board.put("step", picture("a"), 3).first == 3
    assert board.put("step", picture("a"), 5) is None
    assert board.put("step", picture("b"), 6).first == 6
    assert board.revisions() == {"step": 6}


@pytest.mark.parametrize(
    ("have", "news"), [({}, ["step"]), ({"step": 2}, ["step"]), ({"step": 3}, []), ({"step": 5}, []), ({"step": 9}, [])]
)
def test_who_has_the_picture_is_not_sent_it_again(have, news):
    board = Board()
    board.put("step", picture("a"), 3)
    board.put("step", picture("a"), 5)
    assert [entry.slot.name for entry in board.news_for(have)] == news


def test_an_empty_slot_is_told_only_to_those_who_still_show_something():
    board = Board()
    board.put("timer", EMPTY, 4)
    assert board.news_for({}) == board.news_for({"timer": 4}) == []
    assert [entry.slot.name for entry in board.news_for({"timer": 3})] == ["timer"]  # seen on another process, or before a restart
    board.put("timer", picture("7:30"), 5)
    board.put("timer", EMPTY, 6)
    assert [entry.as_dict() for entry in board.news_for({"timer": 5})] == [
        {"t": "slot", "name": "timer", "rev": 6, "html": "", "data": None}
    ]


@pytest.mark.parametrize("name", ["people", "step"])
@given(changes=st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 3)), max_size=30))
def test_revisions_never_go_back_and_none_is_told_twice(name, changes):
    board, revision, told = Board(), 0, []
    for text, rise in changes:
        revision += rise
        if entry := board.put(name, picture(text), revision):
            told.append(entry.first)
    assert told == sorted(set(told))


@given(st.text(max_size=200) | st.binary(max_size=200))
def test_no_frame_breaks_the_reader(text):
    try:
        assert isinstance(frames.decode(text), dict)
    except frames.BadFrame:
        pass


@pytest.mark.parametrize(
    "text",
    [
        "[" * 2000,
        '{"a":' * 300 + "1" + "}" * 300,
        '{"a":1e999}',
        '{"a":NaN}',
        '{"a":"\\ud800"}',
        '{"a":"\\u0000"}',
        '{"a":99999999999999999999}',
        "[]",
        '"x"',
        "",
    ],
)
def test_json_that_looks_innocent_is_refused(text):
    with pytest.raises(frames.BadFrame):
        frames.decode(text)


def test_what_is_no_revision_is_left_out():
    assert frames.parse_have("step:16,turnout:4,x:,:3,wall:-1,lane:99999999999999999999,Step:1") == {"step": 16, "turnout": 4}
    assert frames.read_have({"step": 16, "turnout": True, "wall": -1, "lane": "4", "../": 1}) == {"step": 16}
    assert frames.read_have([1]) == {}
