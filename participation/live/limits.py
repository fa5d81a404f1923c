"""How much one phone, one room and one process may ask. Never a limit by address alone: a school has one."""

import os
import time
from collections import Counter

FRAMES_PER_SECOND = 5
BURST = 10
SOCKETS_PER_PERSON = 50
SOCKETS_PER_ROOM = int(os.environ.get("SOCKETS_PER_ROOM", "3000"))
SOCKETS_IN_ALL = int(os.environ.get("SOCKETS_IN_ALL", "8000"))


class Bucket:
    """A token bucket for one phone; `take` gives 0, or the milliseconds to wait."""

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


class Limits:
    """How many sockets are open, by room and in all."""

    def __init__(self) -> None:
        self.by_room: Counter[str] = Counter()

    def admit(self, room: str) -> bool:
        if self.by_room[room] >= SOCKETS_PER_ROOM or self.by_room.total() >= SOCKETS_IN_ALL:
            return False
        self.by_room[room] += 1
        return True

    def release(self, room: str) -> None:
        self.by_room[room] -= 1
        if self.by_room[room] <= 0:
            del self.by_room[room]


limits = Limits()
