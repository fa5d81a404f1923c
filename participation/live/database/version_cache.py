"""Values that stay the same until a room's `version` rises. They are read once, because a whole class asks for them at the same moment."""

import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import connection

from participation.bounded import BoundedDict

from .room_numbers import RoomNumbers, read_numbers

Value = TypeVar("Value")
FRESH_SECONDS = 2.0  # the longest age, for changes that raise no version, such as a new name of the town

_cache: BoundedDict[tuple[str, str], tuple[RoomNumbers, float, Any]] = BoundedDict(2_000)


def cached_per_version(name: str, slug: str, load: Callable[[], Value]) -> Value:
    """`load()`, or its earlier result in this version of the room. Threads share the value, so read it only.

    The version is read before the value, so a cached value is never older than its version. Inside a transaction the cache
    is neither read nor filled.
    """
    numbers = None if connection.in_atomic_block else read_numbers([slug]).get(slug)
    if numbers is None:
        return load()
    cached = _cache.get((name, slug))
    if (
        cached
        and cached[0].epoch == numbers.epoch
        and cached[0].version == numbers.version
        and time.monotonic() - cached[1] < FRESH_SECONDS
    ):
        return cached[2]
    started, value = time.monotonic(), load()
    _cache[name, slug] = numbers, started, value
    return value
