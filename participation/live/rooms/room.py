"""What this process keeps of a room and of each connected screen."""

import asyncio
import os
import time
from collections.abc import Iterable
from typing import NamedTuple

from ..database.room_numbers import RoomNumbers
from ..extensions import AUDIENCES
from ..guards.identity import Identity
from ..wire.frame_types import AnyFrame
from ..wire.frame_writer import Frame, FrameWriter
from ..wire.frames import encode
from . import presence
from .slot_cache import SlotCache

REREAD_SECONDS = float(os.environ.get("REREAD_SECONDS", "2"))  # how long a change by another process may stay unseen


class Presence(NamedTuple):
    """How many are in a room now."""

    phones: int = 0
    waiting: int = 0  # join forms at the door


class RemotePresence(NamedTuple):
    """What another process says about a room."""

    phones: int
    waiting: int
    reported_at: float  # by this process's monotonic clock, in seconds


class Socket:
    """One connected screen.

    `have` holds the revisions that the screen says it has. It becomes None once the missing slots are sent; from then on
    the screen gets every change.
    """

    __slots__ = (
        "audience", "connected_at", "cookies", "frame_writer", "have", "identity", "language", "own_data_sent", "room", "saved_count",
    )  # fmt: skip

    def __init__(
        self, room: str, audience: str, frame_writer: FrameWriter, identity: Identity | None, cookies: dict[str, str] | None = None
    ) -> None:
        self.room, self.audience, self.frame_writer, self.identity = room, audience, frame_writer, identity
        self.cookies = cookies or {}  # of a console: checked again while it is open, because its owner may log out or lose the role
        self.connected_at = time.monotonic()
        self.language = "de"
        self.have: dict[str, int] | None = {}
        self.own_data_sent = asyncio.Event()  # frames of this phone wait until it is set
        self.saved_count = 0  # acks that said "saved": own data read before the last of them is outdated

    @property
    def person(self) -> int:
        """The participant's number; 0 for stage and console."""
        return self.identity.id if self.identity else 0

    def send(self, frame: AnyFrame) -> None:
        """Write a frame to this screen. In the event loop; never waits."""
        self.frame_writer.write(Frame(encode(frame)))


class RoomState:
    """What this process knows of a room: its sockets, its rendered slots, and which of them have changed."""

    def __init__(self, slug: str) -> None:
        self.slug = slug
        self.numbers: RoomNumbers | None = None
        self.sockets: dict[str, set[Socket]] = {audience: set() for audience in AUDIENCES}
        self.by_person: dict[int, set[Socket]] = {}
        self.slot_caches: dict[tuple[str, str], SlotCache] = {}  # by (audience, language)
        self.dirty: dict[str, set[str]] = {audience: set() for audience in AUDIENCES}  # names of changed slots
        self.published_at: dict[str, float] = dict.fromkeys(AUDIENCES, 0.0)
        self.publishing: dict[str, asyncio.Task[None] | None] = dict.fromkeys(AUDIENCES)
        self.loading = asyncio.Lock()
        self.own_data_wanted: set[Socket] = set()
        self.own_data_task: asyncio.Task[None] | None = None
        self.removed: set[int] = set()
        self.remote_presence: dict[str, RemotePresence] = {}  # by process
        self.last_presence = Presence()
        self.used_at = time.monotonic()

    @property
    def local_presence(self) -> Presence:
        """In this process: the phones that are connected or were heard within a minute, and the forms waiting at the door."""
        phones = len(self.by_person) + presence.phones.count(self.slug, without=self.by_person)
        return Presence(phones, presence.waiting_at_door.count(self.slug))

    @property
    def presence(self) -> Presence:
        """The same over all processes that reported lately."""
        phones, waiting = self.local_presence
        since = time.monotonic() - 3 * REREAD_SECONDS
        others = [each for each in self.remote_presence.values() if each.reported_at > since]
        return Presence(phones + sum(each.phones for each in others), waiting + sum(each.waiting for each in others))

    def all_sockets(self) -> Iterable[Socket]:
        """The screens of all audiences. Sockets may come and go while they are read."""
        return (socket for audience in AUDIENCES for socket in tuple(self.sockets[audience]))
