"""Own data: what belongs to one phone alone, such as its ballots. Each phone gets it in one `mine` frame."""

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..database import reader
from ..extensions import MINE, PHONE, room_access
from ..guards.identity import Identity
from ..wire.frame_types import MineFrame
from ..wire.frames import bye_frame
from .room import RoomState, Socket

if TYPE_CHECKING:
    from .hub import Hub

BATCH_SECONDS = 0.05  # phones that ask within this time are read together


def read_own_data(slug: str, identities: list[Identity]) -> tuple[set[int], list[MineFrame]]:
    """The removed ones among these participants, and one `mine` frame for each: one query per part, however many phones."""
    removed = room_access().missing(slug, {identity.id for identity in identities})
    parts = {name: read(slug, identities) for name, read in MINE.items()}
    frames = []
    for index, identity in enumerate(identities):
        frame: MineFrame = {"t": "mine"} | {name: values[index] for name, values in parts.items()}
        frames.append(frame | {"me": identity.me, "removed": identity.id in removed})
    return removed, frames


class OwnData:
    """Reads own data in batches and sends it. A phone that was removed from the room is disconnected."""

    def __init__(self, hub: "Hub") -> None:
        self.hub = hub

    def request(self, state: RoomState, sockets: Iterable[Socket]) -> None:
        """Send `mine` to these phones. They are read together with all others that ask within 50 ms."""
        state.own_data_wanted |= set(sockets)
        if state.own_data_task is None and state.own_data_wanted:
            state.own_data_task = asyncio.get_running_loop().create_task(self._send_all(state))

    def report_change(self, slug: str, person: int) -> None:
        """A form or an HTTP request of this process changed this person's own data. Any thread."""
        if self.hub.loop is not None:
            self.hub.loop.call_soon_threadsafe(self._request_for_person, slug, person)

    def _request_for_person(self, slug: str, person: int) -> None:
        if (state := self.hub.rooms.get(slug)) and person in state.by_person:
            self.request(state, state.by_person[person])

    async def _send_all(self, state: RoomState) -> None:
        try:
            while state.own_data_wanted:
                await asyncio.sleep(BATCH_SECONDS)
                sockets, state.own_data_wanted = list(state.own_data_wanted), set()
                identities = [socket.identity for socket in sockets if socket.identity]  # all of them have one: only phones ask
                saved_counts = [socket.saved_count for socket in sockets]
                try:
                    removed, frames = await reader.read(read_own_data, state.slug, identities)
                except Exception as error:  # the phones get their slots now, and their own data as soon as it can be read
                    reader.log_failure("own data could not be read", error)
                    for socket in sockets:
                        self.hub.publisher.send_missing(state, socket)
                    state.own_data_wanted |= state.sockets[PHONE] & set(sockets)
                    await asyncio.sleep(1)
                    continue
                state.removed |= removed
                for socket, frame, saved_count in zip(sockets, frames, saved_counts, strict=True):
                    if socket.saved_count != saved_count:  # a ballot was acknowledged after this was read: read it again
                        state.own_data_wanted.add(socket)
                    else:
                        self._send(state, socket, frame)
        finally:
            state.own_data_task = None

    def _send(self, state: RoomState, socket: Socket, frame: MineFrame) -> None:
        socket.send(frame)
        self.hub.publisher.send_missing(state, socket)
        socket.own_data_sent.set()
        if frame["removed"]:
            socket.send(bye_frame())
            socket.frame_writer.close()
