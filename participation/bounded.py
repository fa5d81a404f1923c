"""A cache in memory of limited size."""

from threading import Lock
from typing import TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class BoundedDict(dict[Key, Value]):
    """A dict of at most `limit` entries. A new key replaces the oldest one. A lock makes it safe for threads.

    Set entries only by `cache[key] = value`, because `update` and `setdefault` ignore the limit.
    """

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit, self._lock = limit, Lock()

    def __setitem__(self, key: Key, value: Value) -> None:
        with self._lock:
            if len(self) >= self._limit and key not in self:
                del self[next(iter(self))]
            super().__setitem__(key, value)
