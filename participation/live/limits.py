"""How much one phone, one room and one process may ask. Never a limit by address alone: a school has one."""

import os
import time
from collections import Counter

FRAMES_PER_SECOND = 5
BURST = 10
SOCKETS_PER_PERSON, NEWCOMERS = 50, 10  # beyond fifty the oldest is cut as soon as the newest has said hello
SOCKETS_PER_ROOM = int(os.environ.get("SOCKETS_PER_ROOM", "3000"))
SOCKETS_IN_ALL = int(os.environ.get("SOCKETS_IN_ALL", "8000"))
CONNECTIONS_IN_ALL = int(os.environ.get("CONNECTIONS_IN_ALL", "12000"))  # of all kinds; a browser may open six for its first page
BUCKETS_KEPT = 10_000
BYTES_AT_ONCE, BYTES_PER_SECOND = 96 * 1024, 24 * 1024


class Bucket:
    """A token bucket for one phone, whatever it asks through; `take` gives 0, or the milliseconds to wait."""

    __slots__ = ("refused", "_at", "_tokens")

    def __init__(self) -> None:
        self.refused = 0
        self._tokens, self._at = float(BURST), time.monotonic()

    def take(self) -> int:
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
        """Whether forgetting it makes no difference."""
        return now - self._at > BURST / FRAMES_PER_SECOND


class Buckets:
    """The buckets of the phones that asked for something lately."""

    def __init__(self) -> None:
        self._of: dict[tuple[str, int], Bucket] = {}
        self._limit = BUCKETS_KEPT

    def of(self, room: str, person: int) -> Bucket:
        if (bucket := self._of.get((room, person))) is None:
            if len(self._of) >= self._limit:
                now = time.monotonic()
                self._of = {key: kept for key, kept in self._of.items() if not kept.is_full(now)}
                self._limit = max(BUCKETS_KEPT, 2 * len(self._of))
            bucket = self._of[room, person] = Bucket()
        return bucket


class Allowance:
    """How many bytes a socket may send at once and in every second: far above what any phone does, far below a flood."""

    __slots__ = ("_at", "_left")

    def __init__(self) -> None:
        self._left, self._at = float(BYTES_AT_ONCE), time.monotonic()

    def take(self, size: int) -> bool:
        now = time.monotonic()
        self._left = min(BYTES_AT_ONCE, self._left + (now - self._at) * BYTES_PER_SECOND) - size
        self._at = now
        return self._left >= 0


class Limits:
    """How many sockets are open: in all, by room and by person."""

    def __init__(self) -> None:
        self.by_room: Counter[str] = Counter()
        self.by_person: Counter[tuple[str, int]] = Counter()

    def admit(self, room: str, person: int = 0) -> bool:
        if self.by_room[room] >= SOCKETS_PER_ROOM or self.in_all >= SOCKETS_IN_ALL:
            return False
        if person and self.by_person[room, person] >= SOCKETS_PER_PERSON + NEWCOMERS:
            return False
        self.by_room[room] += 1
        self.by_person[room, person] += 1
        return True

    @property
    def in_all(self) -> int:
        return self.by_room.total()

    def release(self, room: str, person: int = 0) -> None:
        _take_from(self.by_room, room)
        _take_from(self.by_person, (room, person))


def _take_from(counter: Counter, key) -> None:
    counter[key] -= 1
    if counter[key] <= 0:
        del counter[key]


limits = Limits()
buckets = Buckets()
