"""Limits for one phone, one room and one process. None is by address alone, because a whole school shares one."""

import os
import time
from collections import Counter
from typing import TypeVar

FRAMES_PER_SECOND = 5
BURST = 10
SOCKETS_PER_PERSON, HANDSHAKE_MARGIN = 50, 10  # beyond fifty the oldest is closed as soon as the newest has sent its hello
SOCKETS_PER_ROOM = int(os.environ.get("SOCKETS_PER_ROOM", "3000"))
SOCKETS_IN_ALL = int(os.environ.get("SOCKETS_IN_ALL", "8000"))
CONNECTIONS_IN_ALL = int(os.environ.get("CONNECTIONS_IN_ALL", "12000"))  # of all kinds; a browser may open six for its first page
BUCKETS_KEPT = 10_000
BYTES_AT_ONCE, BYTES_PER_SECOND = 96 * 1024, 24 * 1024

Key = TypeVar("Key")


class Bucket:
    """A token bucket for one phone, stage or console, shared by its sockets and HTTP requests."""

    __slots__ = ("refused", "_at", "_tokens")

    def __init__(self) -> None:
        self.refused = 0
        self._tokens, self._at = float(BURST), time.monotonic()

    def take(self) -> int:
        """0, or the milliseconds to wait."""
        now = time.monotonic()
        self._tokens = min(BURST, self._tokens + (now - self._at) * FRAMES_PER_SECOND)
        self._at = now
        if self._tokens >= 1:
            self._tokens -= 1
            if self._tokens >= BURST - 1:
                self.refused = 0
            return 0
        self.refused += 1
        return max(200, int(1000 * (1 - self._tokens) / FRAMES_PER_SECOND))

    def is_full(self, now: float) -> bool:
        """Whether it can be dropped: a new bucket would be the same."""
        return now - self._at > BURST / FRAMES_PER_SECOND


class Buckets:
    """The buckets of those who sent something lately: phones by number, stages by token, consoles by session."""

    def __init__(self) -> None:
        self._buckets: dict[tuple[str, int | str], Bucket] = {}
        self._limit = BUCKETS_KEPT

    def get(self, room: str, who: int | str) -> Bucket:
        """The bucket of a phone, stage or console in this room; a full one if it has none yet."""
        if (bucket := self._buckets.get((room, who))) is None:
            if len(self._buckets) >= self._limit:
                now = time.monotonic()
                self._buckets = {key: each for key, each in self._buckets.items() if not each.is_full(now)}
                self._limit = max(BUCKETS_KEPT, 2 * len(self._buckets))
            bucket = self._buckets[room, who] = Bucket()
        return bucket


class ByteBudget:
    """How many bytes a socket may send at once and per second: far more than a phone does, far less than a flood."""

    __slots__ = ("_at", "_left")

    def __init__(self) -> None:
        self._left, self._at = float(BYTES_AT_ONCE), time.monotonic()

    def take(self, size: int) -> bool:
        """Whether the budget allows `size` more bytes."""
        now = time.monotonic()
        self._left = min(BYTES_AT_ONCE, self._left + (now - self._at) * BYTES_PER_SECOND) - size
        self._at = now
        return self._left >= 0


class Limits:
    """How many sockets are open: in all, by room and by person."""

    def __init__(self) -> None:
        self.by_room: Counter[str] = Counter()
        self.by_person: Counter[tuple[str, int]] = Counter()

    def acquire(self, room: str, person: int = 0) -> bool:
        """Count a socket of this room. False if that is one too many; then nothing was counted. `person` is 0 for stage and console."""
        if self.by_room[room] >= SOCKETS_PER_ROOM or self.in_all >= SOCKETS_IN_ALL:
            return False
        if person and self.by_person[room, person] >= SOCKETS_PER_PERSON + HANDSHAKE_MARGIN:
            return False
        self.by_room[room] += 1
        self.by_person[room, person] += 1
        return True

    @property
    def in_all(self) -> int:
        """The open sockets of this process."""
        return self.by_room.total()

    def release(self, room: str, person: int = 0) -> None:
        """A socket that `acquire` counted is closed."""
        _decrement(self.by_room, room)
        _decrement(self.by_person, (room, person))


def _decrement(counter: Counter[Key], key: Key) -> None:
    counter[key] -= 1
    if counter[key] <= 0:
        del counter[key]


limits = Limits()
buckets = Buckets()
