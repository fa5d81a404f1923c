"""What one process knows of a room, and what of it belongs to single phones."""

import asyncio
import os
import time
from collections.abc import Iterable

from . import boards
from .boards import Board
from .frames import encode
from .identity import Identity
from .outlet import Frame, Outlet
from .register import AUDIENCES, register

REREAD_SECONDS = float(os.environ.get("REREAD_SECONDS", "2"))  # how long what another process changed may go unseen


class Socket:
    """One connected screen. `have` is what it says it has, until it was told what it lacks; only then is it told news."""

    __slots__ = ("audience", "have", "identity", "language", "outlet", "proof", "room", "saved", "since", "told")

    def __init__(self, room: str, audience: str, outlet: Outlet, identity: Identity | None, proof: dict[str, str] | None = None) -> None:
        self.room, self.audience, self.outlet, self.identity = room, audience, outlet, identity
        self.proof = proof  # a console's cookies: who logs out or loses the role loses the console too
        self.since = time.monotonic()
        self.language = "de"
        self.have: dict[str, int] | None = {}
        self.told = asyncio.Event()  # what is its own: before that, its frames wait
        self.saved = 0  # how many acks said "saved": what was read before the last of them is not told any more

    @property
    def person(self) -> int:
        """Whose screen it is; 0 for stage and console."""
        return self.identity.id if self.identity else 0

    def send(self, frame: dict) -> None:
        self.outlet.write(Frame(encode(frame)))


class RoomState:
    """What this process knows of a room: sockets, boards, and what is dirty."""

    def __init__(self, slug: str) -> None:
        self.slug = slug
        self.numbers: boards.Numbers | None = None
        self.sockets: dict[str, set[Socket]] = {audience: set() for audience in AUDIENCES}
        self.by_person: dict[int, set[Socket]] = {}
        self.boards: dict[tuple[str, str], Board] = {}
        self.dirty: dict[str, set[str]] = {audience: set() for audience in AUDIENCES}
        self.told_at: dict[str, float] = dict.fromkeys(AUDIENCES, 0.0)
        self.flushing: dict[str, asyncio.Task | None] = dict.fromkeys(AUDIENCES)
        self.loading = asyncio.Lock()
        self.wanting_mine: set[Socket] = set()
        self.mine_task: asyncio.Task | None = None
        self.removed: set[int] = set()
        self.elsewhere: dict[str, tuple[int, float]] = {}  # process → (connected phones there, when it said so)
        self.connected_then = 0  # at the last look
        self.used_at = time.monotonic()

    @property
    def connected(self) -> int:
        """Phones connected to any process."""
        fresh = time.monotonic() - 3 * REREAD_SECONDS
        return len(self.by_person) + sum(count for count, said_at in self.elsewhere.values() if said_at > fresh)

    def all_sockets(self) -> Iterable[Socket]:
        return (socket for audience in AUDIENCES for socket in tuple(self.sockets[audience]))


def read_mine(slug: str, identities: list[Identity]) -> tuple[set[int], list[dict]]:
    """Who of them was removed, and one `mine` frame for each: one query for each part, however many phones."""
    removed = register.missing(slug, {identity.id for identity in identities}) if register.missing else set()
    parts = {name: read(slug, identities) for name, read in register.mine.items()}
    frames = []
    for index, identity in enumerate(identities):
        frame = {"t": "mine"} | {name: values[index] for name, values in parts.items()}
        frames.append(frame | {"removed": identity.id in removed})
    return removed, frames
