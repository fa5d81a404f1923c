"""The small helpers that all apps share."""

import pytest

from participation.bounded import BoundedDict
from participation.chunks import CHUNK, chunks, placeholders
from participation.responses import see_other


def test_a_full_cache_drops_its_oldest_entry():
    cache = BoundedDict(2)
    for key in "abb":
        cache[key] = key.upper()
    assert cache == {"a": "A", "b": "B"}
    cache["c"] = "C"
    assert cache == {"b": "B", "c": "C"}


def test_keys_come_in_pieces_that_a_statement_takes():
    pieces = list(chunks(range(2 * CHUNK + 1)))
    assert [len(piece) for piece in pieces] == [CHUNK, CHUNK, 1]
    assert [key for piece in pieces for key in piece] == list(range(2 * CHUNK + 1))
    assert list(chunks([])) == []
    assert placeholders([1, 2]) == "%s, %s"


@pytest.mark.parametrize(
    ("to", "location"),
    [(["phone", "abc"], "/w/abc/"), (["/status/?year=2026#top"], "/status/?year=2026#top")],
)
def test_after_a_post_the_browser_goes_on_with_get(to, location):
    response = see_other(*to)
    assert response.status_code == 303
    assert response["Location"] == location
