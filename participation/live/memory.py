"""What stays as it is until a room's `version` rises: read once, then kept, because a whole class asks for it at the same moment."""

import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import connection

from . import boards

Value = TypeVar("Value")
FRESH_SECONDS = 2.0  # also what no version tells, such as the name of a town, is soon right
LIMIT = 2_000

_known: dict[tuple[str, str], tuple[boards.Numbers, float, Any]] = {}


def remembered(name: str, slug: str, load: Callable[[], Value]) -> Value:
    """`load()`, or what it gave before in this version of the room. The value is shared between threads: read it only.

    The version is read first, so what is kept is never older than it says. In a transaction nothing is kept or taken.
    """
    numbers = None if connection.in_atomic_block else boards.read_numbers([slug]).get(slug)
    if numbers is None:
        return load()
    known = _known.get((name, slug))
    if known and known[0].epoch == numbers.epoch and known[0].version == numbers.version and time.monotonic() - known[1] < FRESH_SECONDS:
        return known[2]
    if len(_known) >= LIMIT:
        _known.clear()
    began, value = time.monotonic(), load()
    _known[name, slug] = numbers, began, value
    return value
