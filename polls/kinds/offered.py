"""The options of a poll that an answer may name."""

from collections.abc import KeysView
from functools import lru_cache

from .base import Asked, live_options


def offered_ids(poll: Asked) -> KeysView[str]:
    """The ids of the options that are still offered, in order, as strings like the keys of answers and tallies. A set with an order."""
    return _keys(tuple([option["id"] for option in live_options(poll)]))


@lru_cache(maxsize=1000)  # every ballot of a poll needs the same ones
def _keys(ids: tuple[int, ...]) -> KeysView[str]:
    return dict.fromkeys(map(str, ids)).keys()
