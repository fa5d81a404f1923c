"""Upkeep: what the hub does at fixed intervals, whether or not anything has changed."""

import asyncio
import time
from typing import TYPE_CHECKING

from participation.tasks import cancel_all

from ..database import reader
from ..database.room_numbers import RoomNumbers, read_numbers
from ..extensions import CHORES, CONSOLE, room_access
from ..wire.frame_types import BeatFrame
from ..wire.frames import bye_frame
from .publishing import LINGER_SECONDS
from .room import REREAD_SECONDS, RoomState, Socket

if TYPE_CHECKING:
    from .hub import Hub

BEAT_SECONDS = 15


class Upkeep:
    """Two timers: one reads the rooms again every two seconds, one sends a heartbeat every fifteen."""

    def __init__(self, hub: "Hub") -> None:
        self.hub = hub
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Start both timers."""
        self._tasks = [loop.create_task(job) for job in (self._reread_forever(), self._beat_forever())]

    async def stop(self) -> None:
        """Cancel both timers and wait until they have ended."""
        await cancel_all(self._tasks)

    # -- reading again -----------------------------------------------------------------
    async def _reread_forever(self) -> None:
        """Finds what commands and other processes changed, also when their notices were lost. Runs the chores of the apps."""
        while True:
            await asyncio.sleep(REREAD_SECONDS)
            try:
                await self._reread()
            except Exception as error:
                reader.log_failure("rooms could not be read again", error)

    async def _reread(self) -> None:
        rooms, now = self.hub.rooms, time.monotonic()
        for slug in [slug for slug, state in rooms.items() if now - state.used_at > LINGER_SECONDS and not any(state.all_sockets())]:
            del rooms[slug]
        slugs = list(rooms)
        if not slugs:
            return
        await reader.read(_run_chores, slugs)
        await self._check_consoles()
        numbers = await reader.read(read_numbers, slugs)
        for slug in slugs:
            if (state := rooms.get(slug)) and state.numbers is not None:
                self._update_room(state, state.numbers, numbers.get(slug))
        for state in rooms.values():
            for socket in state.all_sockets():
                socket.frame_writer.check_backlog(now)

    def _update_room(self, state: RoomState, old: RoomNumbers, new: RoomNumbers | None) -> None:
        """Apply the numbers that the database has for a room, and publish who is present if that has changed."""
        if new is None or new.epoch != old.epoch:  # deleted, or restored from a backup
            for socket in state.all_sockets():
                socket.send(bye_frame(retry_ms=500))
            del self.hub.rooms[state.slug]
            return
        if new != old:
            self.hub.publisher.apply_change(state.slug, new.version, new.counted, mine=new.version > old.version)
        if self.hub.relay:
            self.hub.relay.send_presence(state.slug, *state.local_presence)
        if state.presence != state.last_presence:  # a phone was silent for a minute, or a process no longer reports
            state.last_presence = state.presence
            self.hub.presence_changed(state)

    async def _check_consoles(self) -> None:
        """Disconnect consoles whose owner has logged out or lost the role."""
        for socket in [socket for state in self.hub.rooms.values() for socket in state.sockets[CONSOLE]]:
            if not await reader.read(room_access().may_facilitate, socket.cookies, socket.room):
                socket.send(bye_frame())
                socket.frame_writer.close()

    # -- heartbeat ---------------------------------------------------------------------
    async def _beat_forever(self) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            for state in self.hub.rooms.values():
                for socket in state.all_sockets():
                    socket.send(self.beat_frame(socket))

    def beat_frame(self, socket: Socket) -> BeatFrame:
        """A `beat` frame with the revisions that this socket should have."""
        state = self.hub.rooms.get(socket.room)
        cache = state.slot_caches.get((socket.audience, socket.language)) if state else None
        return {"t": "beat", "revs": cache.revisions() if cache else {}}


def _run_chores(slugs: list[str]) -> None:
    for do in CHORES.values():
        do(slugs)
