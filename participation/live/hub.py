"""Who is connected to this process, and the tick that brings news to them.

A room is here while somebody looks at it. News is a dirty mark: the first one is told at once, later ones at most five
times a second to phones and consoles and ten times to the stage, and the last one always. Everything in this file runs
in the event loop, but for `note()` and `reply()`, which any thread may call.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import replace

from . import boards, reader
from .boards import Board, Entry
from .limits import SOCKETS_PER_PERSON
from .register import AUDIENCES, CONSOLE, PHONE, STAGE, register
from .rooms import REREAD_SECONDS, RoomState, Socket, read_mine

log = logging.getLogger(__name__)

INTERVALS = {STAGE: 0.1, PHONE: 0.2, CONSOLE: 0.2}
BEAT_SECONDS = 15
MINE_GATHER_SECONDS = 0.05
LINGER_SECONDS = 30.0  # how long a room without sockets is remembered, for phones that poll


class Hub:
    """The rooms of this process. One per process, in the event loop that serves it."""

    def __init__(self) -> None:
        self.rooms: dict[str, RoomState] = {}
        self.loop: asyncio.AbstractEventLoop | None = None
        self.relay = None  # notices to other processes (live/notices.py)
        self._replies: deque[tuple[Socket, dict]] = deque()
        self._is_woken = False  # whether the loop is about to send them
        self._tasks: list[asyncio.Task] = []

    # -- life ------------------------------------------------------------------
    def start(self) -> None:
        self.loop, self._is_woken = asyncio.get_running_loop(), False
        self._tasks = [self.loop.create_task(job) for job in (self._reread_for_ever(), self._beat_for_ever())]

    async def stop(self) -> None:
        """Say goodbye to everybody, spread out."""
        for index, socket in enumerate([socket for room in self.rooms.values() for socket in room.all_sockets()]):
            socket.send({"t": "bye", "retry_ms": 300 + (index * 7) % 2000})
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.rooms.clear()
        self.loop = None

    # -- arriving and leaving -----------------------------------------------------
    def room(self, slug: str) -> RoomState:
        state = self.rooms.get(slug)
        if state is None:
            state = self.rooms[slug] = RoomState(slug)
        state.used_at = time.monotonic()
        return state

    def enter(self, socket: Socket) -> RoomState:
        state = self.room(socket.room)
        state.sockets[socket.audience].add(socket)
        if socket.identity:
            same = state.by_person.setdefault(socket.identity.id, set())
            same.add(socket)
            if len(same) > SOCKETS_PER_PERSON:  # nobody fills the room with one phone; dead lines of a tunnel count too
                min(same, key=lambda each: each.since).outlet.cut()
            self.presence_changed(state)
        return state

    def leave(self, socket: Socket) -> None:
        state = self.rooms.get(socket.room)
        if not state:
            return
        state.sockets[socket.audience].discard(socket)
        state.wanting_mine.discard(socket)
        if socket.identity and (same := state.by_person.get(socket.identity.id)):
            same.discard(socket)
            if not same:
                del state.by_person[socket.identity.id]
            self.presence_changed(state)

    def presence_changed(self, state: RoomState) -> None:
        self.mark(state, [slot.name for slot in register.slots.values() if slot.with_presence])

    def connected(self, slug: str) -> int:
        return state.connected if (state := self.rooms.get(slug)) else 0

    # -- boards ---------------------------------------------------------------------
    async def board(self, state: RoomState, audience: str, language: str) -> Board | None:
        """The board of an audience in a language, rendered if nobody saw it yet; None for an unknown room."""
        state.used_at = time.monotonic()
        if (audience, language) not in state.boards:
            async with state.loading:
                if (audience, language) not in state.boards:
                    await self._render(state, audience, [language], boards.names_for(audience))
        if board := state.boards.get((audience, language)):
            board.used_at = state.used_at
        return board

    def glance(self, slug: str, audience: str, language: str) -> tuple[boards.Numbers, dict[str, Entry]] | None:
        """The board as it stands here, for any thread and without a query; None if this process has none."""
        state = self.rooms.get(slug)
        if not state or not state.numbers or state.dirty[audience] or state.flushing[audience]:
            return None
        board = state.boards.get((audience, language))
        return (state.numbers, dict(board.entries)) if board else None

    def board_for_thread(self, slug: str, audience: str, language: str) -> tuple[boards.Numbers, dict[str, Entry]] | None:
        """`board()`, waited for by a thread other than the loop's; None if this process has no hub."""
        if self.loop is None or not self.loop.is_running():
            return None
        state = self.rooms.get(slug)
        board = state.boards.get((audience, language)) if state else None
        if board is None:
            board = asyncio.run_coroutine_threadsafe(self.board(self.room(slug), audience, language), self.loop).result(10)
            state = self.rooms.get(slug)
        return (state.numbers, dict(board.entries)) if board and state and state.numbers else None

    async def _render(self, state: RoomState, audience: str, languages: list[str], names: list[str]) -> None:
        numbers, pictures = await reader.read(boards.render, state.slug, audience, languages, names)
        if numbers is None:
            return
        state.numbers = state.numbers or numbers
        for language in languages:
            board = state.boards.setdefault((audience, language), Board())
            for name in names:
                entry = board.put(name, pictures[language, name], numbers.revision(register.slots[name]))
                if entry:
                    frame = entry.frame()
                    for socket in tuple(state.sockets[audience]):
                        if socket.language == language and socket.have is None:
                            socket.outlet.write(frame)
        now = state.numbers
        if numbers.epoch == now.epoch and (numbers.version < now.version or numbers.counted < now.counted):
            self.mark(state, names)  # news came while a board was drawn that nobody had yet, so nobody marked it

    # -- news -------------------------------------------------------------------------
    def note(self, slug: str, *, version: int = 0, counted: int = 0, mine: bool = False) -> None:
        """A room's numbers rose in a commit here; `mine`: so did what is somebody's own. Any thread."""
        if self.loop is not None:
            self.loop.call_soon_threadsafe(self._noted, slug, version, counted, mine)

    def _noted(self, slug: str, version: int, counted: int, mine: bool) -> None:
        if self.relay:
            self.relay.say(slug, version, counted, mine)
        self.heard(slug, version, counted, mine)

    def heard(self, slug: str, version: int = 0, counted: int = 0, mine: bool = False) -> None:
        """News of a room, from this process or another one."""
        state = self.rooms.get(slug)
        if state is None or state.numbers is None:
            return
        risen = {
            name
            for name, old, new in (("version", state.numbers.version, version), ("counted", state.numbers.counted, counted))
            if new > old
        }
        if risen:
            state.numbers = replace(state.numbers, version=max(state.numbers.version, version), counted=max(state.numbers.counted, counted))
            self.mark(state, [slot.name for slot in register.slots.values() if slot.follows in risen or slot.follows == "both"])
        if mine:
            self.want_mine(state, state.sockets[PHONE])

    def mark(self, state: RoomState, names: Iterable[str]) -> None:
        for audience in AUDIENCES:
            shown = {name for name in names if audience in register.slots[name].audiences}
            if shown and any(seen == audience for seen, _language in state.boards):
                state.dirty[audience] |= shown
                if state.flushing[audience] is None:
                    state.flushing[audience] = self.loop.create_task(self._flush(state, audience))

    async def _flush(self, state: RoomState, audience: str) -> None:
        """Tell an audience what is dirty, no more often than its interval, until nothing is."""
        try:
            while state.dirty[audience]:
                wait = state.told_at[audience] + INTERVALS[audience] - time.monotonic()
                if wait > 0:
                    await asyncio.sleep(wait)
                names = [name for name in register.slots if name in state.dirty[audience]]
                state.dirty[audience] = set()
                state.told_at[audience] = time.monotonic()
                languages = self._languages(state, audience)
                try:
                    await self._render(state, audience, languages, names)
                except Exception as error:
                    reader.complain("slots of a room could not be rendered", error)
                    state.dirty[audience] |= set(names)
                    await asyncio.sleep(1)
        finally:
            state.flushing[audience] = None

    def _languages(self, state: RoomState, audience: str) -> list[str]:
        """The languages somebody reads now; boards nobody reads are dropped, and rendered anew for the next one."""
        recent = time.monotonic() - LINGER_SECONDS
        used = {socket.language for socket in state.sockets[audience]}
        used |= {language for (seen, language), board in state.boards.items() if seen == audience and board.used_at > recent}
        known = [language for seen, language in state.boards if seen == audience]
        for language in known:
            if language not in used:
                del state.boards[audience, language]
        return [language for language in known if language in used]

    # -- what is a person's own ----------------------------------------------------------
    def want_mine(self, state: RoomState, sockets: Iterable[Socket]) -> None:
        """Send `mine` to these phones, read together with everybody's who wants it within 50 ms."""
        state.wanting_mine |= set(sockets)
        if state.mine_task is None and state.wanting_mine:
            state.mine_task = self.loop.create_task(self._send_mine(state))

    def note_person(self, slug: str, person: int) -> None:
        """What is this person's own changed in a commit here, by a form or by HTTP. Any thread."""
        if self.loop is not None:
            self.loop.call_soon_threadsafe(self._noted_person, slug, person)

    def _noted_person(self, slug: str, person: int) -> None:
        if (state := self.rooms.get(slug)) and person in state.by_person:
            self.want_mine(state, state.by_person[person])

    async def _send_mine(self, state: RoomState) -> None:
        try:
            while state.wanting_mine:
                await asyncio.sleep(MINE_GATHER_SECONDS)
                sockets, state.wanting_mine = list(state.wanting_mine), set()
                saved = [socket.saved for socket in sockets]
                try:
                    removed, frames = await reader.read(read_mine, state.slug, [socket.identity for socket in sockets])
                except Exception as error:  # they get the pictures now, and what is their own as soon as it can be read
                    reader.complain("what is somebody's own could not be read", error)
                    for socket in sockets:
                        self.catch_up(state, socket)
                    state.wanting_mine |= state.sockets[PHONE] & set(sockets)
                    await asyncio.sleep(1)
                    continue
                state.removed |= removed
                for socket, frame, before in zip(sockets, frames, saved, strict=True):
                    if socket.saved != before:  # read before a commit whose ack is out already: read again
                        state.wanting_mine.add(socket)
                    else:
                        self._tell_mine(state, socket, frame)
        finally:
            state.mine_task = None

    def _tell_mine(self, state: RoomState, socket: Socket, frame: dict) -> None:
        socket.send(frame)
        self.catch_up(state, socket)
        socket.told.set()
        if frame["removed"]:
            socket.send({"t": "bye"})
            socket.outlet.finish()

    def catch_up(self, state: RoomState, socket: Socket) -> None:
        """Send a newcomer the slots it lacks; from here on it gets the news."""
        board = state.boards.get((socket.audience, socket.language))
        if socket.have is not None and board:
            for entry in board.news_for(socket.have):
                socket.outlet.write(entry.frame())
            socket.have = None

    # -- replies ---------------------------------------------------------------------------
    def reply(self, socket: Socket, frame: dict) -> None:
        """Send a frame to one socket. Any thread; many replies cost one wake-up of the loop."""
        self._replies.append((socket, frame))
        if not self._is_woken and self.loop is not None:
            self._is_woken = True
            self.loop.call_soon_threadsafe(self._send_replies)

    def _send_replies(self) -> None:
        self._is_woken = False  # first: what is appended from here on wakes the loop again
        for _index in range(len(self._replies)):
            socket, frame = self._replies.popleft()
            try:
                socket.send(frame)
            except Exception:  # one phone's trouble; the others wait for their acks
                log.exception("a reply could not be sent")
            if frame.get("status") == "saved" and (state := self.rooms.get(socket.room)):
                socket.saved += 1
                others = state.by_person.get(socket.identity.id, set()) - {socket} if socket.identity else set()
                if others:
                    self.want_mine(state, others)

    # -- what runs for ever ------------------------------------------------------------------
    async def _reread_for_ever(self) -> None:
        """Every two seconds: what commands, other processes and lost notices changed; chores; rooms nobody looks at."""
        while True:
            await asyncio.sleep(REREAD_SECONDS)
            try:
                await self._reread()
            except Exception as error:
                reader.complain("rooms could not be read again", error)

    async def _reread(self) -> None:
        now = time.monotonic()
        for slug in [slug for slug, state in self.rooms.items() if now - state.used_at > LINGER_SECONDS and not any(state.all_sockets())]:
            del self.rooms[slug]
        slugs = list(self.rooms)
        if not slugs:
            return
        await reader.read(_do_chores, slugs)
        await self._recheck()
        numbers = await reader.read(boards.read_numbers, slugs)
        for slug in slugs:
            state, new = self.rooms.get(slug), numbers.get(slug)
            if state is None or state.numbers is None:
                continue
            if new is None or new.epoch != state.numbers.epoch:
                for socket in state.all_sockets():
                    socket.send({"t": "bye", "retry_ms": 500})
                del self.rooms[slug]
                continue
            if new != state.numbers:
                self.heard(slug, new.version, new.counted, mine=new.version > state.numbers.version)
            if self.relay:
                self.relay.say_presence(slug, len(state.by_person))
            if state.connected != state.connected_then:  # a process that fell silent takes its phones with it
                state.connected_then = state.connected
                self.presence_changed(state)
        for state in self.rooms.values():
            for socket in state.all_sockets():
                socket.outlet.check(now)

    async def _recheck(self) -> None:
        """Consoles whose owner logged out, or has lost the role, are sent away."""
        for socket in [socket for state in self.rooms.values() for socket in state.sockets[CONSOLE]]:
            if not await reader.read(register.may_facilitate, socket.proof, socket.room):
                socket.send({"t": "bye"})
                socket.outlet.finish()

    async def _beat_for_ever(self) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            for state in self.rooms.values():
                for socket in state.all_sockets():
                    socket.send(self.beat(socket))

    def beat(self, socket: Socket) -> dict:
        state = self.rooms.get(socket.room)
        board = state.boards.get((socket.audience, socket.language)) if state else None
        return {"t": "beat", "revs": board.revisions() if board else {}}


def _do_chores(slugs: list[str]) -> None:
    for do in register.chores.values():
        do(slugs)


hub = Hub()
