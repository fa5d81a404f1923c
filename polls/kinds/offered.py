"""The options and criteria of a poll that an answer may name."""

from collections.abc import Iterable, KeysView
from functools import lru_cache
from typing import Any

from .base import Asked


def offered_ids(poll: Asked) -> KeysView[str]:
    """The ids of the options that are still offered, in order, as strings like the keys of answers and tallies. A set with an order."""
    return _keys(tuple([option["id"] for option in poll.options if not option.get("retired")]))


def ids_of(entries: Iterable[dict[str, Any]]) -> KeysView[str]:
    """The ids of options or criteria, like those of `offered_ids`."""
    return _keys(tuple([entry["id"] for entry in entries]))


@lru_cache(maxsize=1000)  # every ballot of a poll needs the same ones
def _keys(ids: tuple[int, ...]) -> KeysView[str]:
    return dict.fromkeys(map(str, ids)).keys()
