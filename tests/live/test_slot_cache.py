"""Slots: a picture with a revision. What did not change is not told again; what somebody has is not sent again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.live.extensions import EMPTY, RenderedSlot
from participation.live.rooms.slot_cache import SlotCache
from participation.live.wire import frames


def rendered(text: str) -> RenderedSlot:
    return RenderedSlot(f"<p>{text}</p>", {"text": text})


def test_the_same_picture_at_a_higher_revision_is_no_news():
    cache = SlotCache()
    assert cache.put("step", rendered("a"), 3).first == 3
    assert cache.put("step", rendered("a"), 5) is None
    assert cache.put("step", rendered("b"), 6).first == 6
    assert cache.revisions() == {"step": 6}


@pytest.mark.parametrize(
    ("have", "news"), [({}, ["step"]), ({"step": 2}, ["step"]), ({"step": 3}, []), ({"step": 5}, []), ({"step": 9}, [])]
)
def test_who_has_the_picture_is_not_sent_it_again(have, news):
    cache = SlotCache()
    cache.put("step", rendered("a"), 3)
    cache.put("step", rendered("a"), 5)
    assert [cached.slot.name for cached in cache.newer_than(have)] == news


def test_an_empty_slot_is_told_only_to_those_who_still_show_something():
    cache = SlotCache()
    cache.put("timer", EMPTY, 4)
    assert cache.newer_than({}) == cache.newer_than({"timer": 4}) == []
    assert [cached.slot.name for cached in cache.newer_than({"timer": 3})] == ["timer"]  # seen on another process, or before a restart
    cache.put("timer", rendered("7:30"), 5)
    cache.put("timer", EMPTY, 6)
    assert [cached.as_dict() for cached in cache.newer_than({"timer": 5})] == [
        {"t": "slot", "name": "timer", "rev": 6, "html": "", "data": None}
    ]


@pytest.mark.parametrize("name", ["people", "step"])
@given(changes=st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 3)), max_size=30))
def test_revisions_never_go_back_and_none_is_told_twice(name, changes):
    cache, revision, told = SlotCache(), 0, []
    for text, rise in changes:
        revision += rise
        if cached := cache.put(name, rendered(text), revision):
            told.append(cached.first)
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
