"""Who was seen recently. It is kept in this process's memory alone: no table or log says when somebody came or left."""

import os
import threading
import time
from collections.abc import Container
from typing import Generic, TypeVar

PRESENT_SECONDS = float(os.environ.get("HERE_SECONDS", "60"))  # a phone that was heard within this time is present
WAITING_SECONDS = 20.0
JOINED_SECONDS = 3600.0
SIMULATED_SECONDS = 6 * 3600.0
ROOM_LIMIT = 5_000

Member = TypeVar("Member", int, bytes)


class RecentlySeen(Generic[Member]):
    """The members of each room that were added within the last `seconds`. Any thread.

    The members stand in the order in which they were last added, so the oldest stands first. Every batch of ballots asks
    how many there are, and most of the time only the first one has to be checked.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._seen: dict[str, dict[Member, float]] = {}
        self._lock = threading.Lock()

    def add(self, room: str, who: Member) -> None:
        """`who` was seen now. A full room takes no new members."""
        with self._lock:
            seen = self._drop_expired(room)
            if seen.pop(who, None) is not None or len(seen) < ROOM_LIMIT:
                seen[who] = time.monotonic()
                self._seen[room] = seen

    def remove(self, room: str, who: Member) -> None:
        """Forget `who`, if it is a member."""
        with self._lock:
            self._seen.get(room, {}).pop(who, None)

    def members(self, room: str, seconds: float | None = None) -> set[Member]:
        """The members of this room, or only those of the last `seconds`."""
        since = time.monotonic() - (self.seconds if seconds is None else seconds)
        with self._lock:
            return {who for who, at in self._drop_expired(room).items() if at >= since}

    def count(self, room: str, *, without: Container[Member] = ()) -> int:
        """How many members of this room are not in `without`."""
        with self._lock:
            return sum(who not in without for who in self._drop_expired(room))

    def _drop_expired(self, room: str) -> dict[Member, float]:
        """The members of a room, after the expired ones are dropped. Call it with the lock held."""
        seen, since = self._seen.get(room, {}), time.monotonic() - self.seconds
        while seen and seen[first := next(iter(seen))] < since:
            del seen[first]
        if not seen:
            self._seen.pop(room, None)
        return seen


phones: RecentlySeen[int] = RecentlySeen(PRESENT_SECONDS)  # participants whose phone has sent a request
waiting_at_door: RecentlySeen[bytes] = RecentlySeen(WAITING_SECONDS)  # digests of join forms that wait to be let in
recent_joins: RecentlySeen[int] = RecentlySeen(JOINED_SECONDS)  # participants who have joined
simulated: RecentlySeen[int] = RecentlySeen(SIMULATED_SECONDS)  # participants who are simulated
