"""The hub knows who is connected to this process. There is one per process, in the event loop that serves it.

A room is kept while somebody looks at it. Three units share the work: `publisher` renders slots and sends them, `own_data`
sends each phone what belongs to it alone, `upkeep` runs the timers. All methods run in the event loop, unless they say "any thread".
"""

import asyncio
import logging
import time
from collections import deque
from typing import TYPE_CHECKING

from ..extensions import SLOTS
from ..guards.limits import SOCKETS_PER_PERSON
from ..wire.frame_types import AnyFrame
from ..wire.frames import bye_frame
from . import presence
from .own_data import OwnData
from .publishing import Publisher
from .room import RoomState, Socket
from .upkeep import Upkeep

if TYPE_CHECKING:
    from .notices import Relay

log = logging.getLogger(__name__)


class Hub:
    """The rooms of this process, their sockets, and the replies to them."""

    def __init__(self) -> None:
        self.rooms: dict[str, RoomState] = {}
        self.loop: asyncio.AbstractEventLoop | None = None
        self.started_at = 0.0
        self.relay: Relay | None = None  # sends notices to other processes
        self.publisher = Publisher(self)
        self.own_data = OwnData(self)
        self.upkeep = Upkeep(self)
        self._replies: deque[tuple[Socket, AnyFrame]] = deque()
        self._is_scheduled = False  # whether the loop will send the replies soon

    # -- life ------------------------------------------------------------------
    def start(self) -> None:
        """Serve in the running event loop from now on."""
        self.loop, self._is_scheduled, self.started_at = asyncio.get_running_loop(), False, time.monotonic()
        self.upkeep.start(self.loop)

    async def stop(self) -> None:
        """Send `bye` to every screen. Their reconnects are spread over two seconds."""
        for index, socket in enumerate([socket for room in self.rooms.values() for socket in room.all_sockets()]):
            socket.send(bye_frame(retry_ms=300 + (index * 7) % 2000))
        await self.upkeep.stop()
        self.rooms.clear()
        self.loop = None

    # -- rooms and sockets -------------------------------------------------------
    def open_room(self, slug: str) -> RoomState:
        """The state of a room; created if this process has none yet."""
        state = self.rooms.get(slug)
        if state is None:
            state = self.rooms[slug] = RoomState(slug)
        state.used_at = time.monotonic()
        return state

    def connect(self, socket: Socket) -> RoomState:
        """A screen has said hello: it counts, and gets what its audience gets. Returns the state of its room."""
        state = self.open_room(socket.room)
        state.sockets[socket.audience].add(socket)
        if socket.identity:
            same_person = state.by_person.setdefault(socket.identity.id, set())
            same_person.add(socket)
            presence.phones.remove(state.slug, socket.identity.id)  # its socket counts from now on
            if len(same_person) > SOCKETS_PER_PERSON:  # one phone may not fill the room; connections that a tunnel lost count too
                min(same_person, key=lambda each: each.connected_at).frame_writer.abort()
            self.presence_changed(state)
        return state

    def disconnect(self, socket: Socket) -> None:
        """A screen has left. Does nothing for one that was never connected."""
        state = self.rooms.get(socket.room)
        if not state:
            return
        state.sockets[socket.audience].discard(socket)
        state.own_data_wanted.discard(socket)
        if socket.identity and (same_person := state.by_person.get(socket.identity.id)):
            same_person.discard(socket)
            presence.phones.add(state.slug, socket.identity.id)
            if not same_person:
                del state.by_person[socket.identity.id]
            self.presence_changed(state)

    def presence_changed(self, state: RoomState) -> None:
        """Render the slots that show who is here."""
        self.publisher.mark_dirty(state, [slot.name for slot in SLOTS.values() if slot.with_presence])

    # -- replies -------------------------------------------------------------------
    def reply(self, socket: Socket, frame: AnyFrame) -> None:
        """Send a frame to one socket. Any thread; many replies share one wake-up of the loop."""
        self._replies.append((socket, frame))
        if not self._is_scheduled and self.loop is not None:
            self._is_scheduled = True
            self.loop.call_soon_threadsafe(self._send_replies)

    def _send_replies(self) -> None:
        self._is_scheduled = False  # first, so that a reply appended from here on wakes the loop again
        for _index in range(len(self._replies)):
            socket, frame = self._replies.popleft()
            try:
                socket.send(frame)
            except Exception:  # a fault of one socket must not delay the acks of the others
                log.exception("a reply could not be sent")
            if frame.get("status") == "saved" and (state := self.rooms.get(socket.room)):
                socket.saved_count += 1
                others = state.by_person.get(socket.identity.id, set()) - {socket} if socket.identity else set()
                if others:
                    self.own_data.request(state, others)


hub = Hub()
