"""Simulated phones inside the server's own process, for rehearsals. Each crowd has a thread; the server never waits for it.

The phones use the server's port like real ones, so its limits hold for them too.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from participation.tasks import cancel_all, run

from .phone import Phone, Record, crowd

log = logging.getLogger(__name__)

MOST_PHONES, MOST_CROWDS = 60, 3  # in one crowd; at the same time in this process
LONGEST_SECONDS = 4 * 3600.0  # after which a crowd leaves, because nobody has ended or deleted the rehearsal
LOOK_SECONDS = 3.0  # how often a crowd looks whether it should still be here
ARRIVE_SECONDS = 6.0


class TooMany(Exception):
    """As many crowds as the server bears are here already."""


@dataclass(frozen=True, slots=True)
class Way:
    """How the phones reach the room: the site's base URL, the path to join, and the server's own host and port."""

    base: str
    join: str
    address: tuple[str, int]


class Crowd(threading.Thread):
    """Some phones of one room. They leave when `stays` returns False, after `stop`, or after LONGEST_SECONDS."""

    def __init__(self, way: Way, phones: int, seconds: float, stays: Callable[[], bool]) -> None:
        super().__init__(name="rehearsal", daemon=True)
        self.way, self.seconds, self.stays = way, seconds, stays
        self.size = min(phones, MOST_PHONES)
        self.stopped = threading.Event()

    def run(self) -> None:
        try:
            run(self._live())
        except Exception:
            log.exception("the simulated phones of a rehearsal failed")

    async def _live(self) -> None:
        record, way, until = Record(), self.way, time.monotonic() + LONGEST_SECONDS
        people = [
            Phone(number, way.base, way.join, seconds=self.seconds, record=record, address=way.address) for number in range(self.size)
        ]
        here = set(await crowd(people, within=min(ARRIVE_SECONDS, 0.15 * self.size)))
        while here and time.monotonic() < until and not self.stopped.is_set() and await asyncio.to_thread(self.stays):
            _left, here = await asyncio.wait(here, timeout=LOOK_SECONDS)
        for person in people:
            here |= person.doing
        await cancel_all(here)

    def stop(self) -> None:
        """Let the phones leave within some seconds."""
        self.stopped.set()


_crowds: dict[str, Crowd] = {}
_lock = threading.Lock()


def bring(name: str, way: Way, *, phones: int, seconds: float, stays: Callable[[], bool]) -> None:
    """Start a crowd under `name`; the one that is here under that name stays instead. Raises TooMany.

    Each phone answers within `seconds`. `stays` is called in a thread of its own every three seconds; it may ask the database.
    """
    with _lock:
        for other in [other for other, here in _crowds.items() if not here.is_alive()]:
            del _crowds[other]
        if name in _crowds:
            return
        if len(_crowds) >= MOST_CROWDS:
            raise TooMany
        _crowds[name] = Crowd(way, phones, seconds, stays)
        _crowds[name].start()


def is_here(name: str) -> bool:
    """Whether a crowd of this name is in this process."""
    return name in _crowds and _crowds[name].is_alive()


def send_away(name: str) -> None:
    """Stop the crowd of this name, if it is here."""
    with _lock:
        if found := _crowds.pop(name, None):
            found.stop()
