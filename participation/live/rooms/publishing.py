"""Publishing: a room's numbers rise, its slots are marked as changed, rendered, and sent to everybody who looks."""

import asyncio
import time
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from ..database import reader
from ..database.room_numbers import RoomNumbers
from ..extensions import AUDIENCES, CONSOLE, PHONE, SLOTS, STAGE
from .room import RoomState, Socket
from .slot_cache import CachedSlot, SlotCache, render_slots, slot_names

if TYPE_CHECKING:
    from .hub import Hub

INTERVALS = {STAGE: 0.1, PHONE: 0.2, CONSOLE: 0.2}  # seconds between two updates of an audience
LINGER_SECONDS = 30.0  # how long a room or a language without sockets is kept, for clients that poll

Slots = tuple[RoomNumbers, dict[str, CachedSlot]]


class Publisher:
    """Renders changed slots and sends them: the first change at once, later ones after an interval, the last one always."""

    def __init__(self, hub: "Hub") -> None:
        self.hub = hub

    # -- changes ---------------------------------------------------------------------
    def report_change(self, slug: str, *, version: int = 0, counted: int = 0, mine: bool = False) -> None:
        """A commit of this process raised a room's numbers; `mine`: it changed own data of its phones too. Any thread."""
        if self.hub.loop is not None:
            self.hub.loop.call_soon_threadsafe(self._apply_and_relay, slug, version, counted, mine)

    def _apply_and_relay(self, slug: str, version: int, counted: int, mine: bool) -> None:
        if self.hub.relay:
            self.hub.relay.send_change(slug, version, counted, mine)
        self.apply_change(slug, version, counted, mine)

    def apply_change(self, slug: str, version: int = 0, counted: int = 0, mine: bool = False) -> None:
        """Take over a change that was made in this process or in another one. 0 stands for "not risen"."""
        state = self.hub.rooms.get(slug)
        if state is None or state.numbers is None:
            return
        risen = {
            name
            for name, old, new in (("version", state.numbers.version, version), ("counted", state.numbers.counted, counted))
            if new > old
        }
        if risen:
            state.numbers = replace(state.numbers, version=max(state.numbers.version, version), counted=max(state.numbers.counted, counted))
            self.mark_dirty(state, [slot.name for slot in SLOTS.values() if slot.follows in risen or slot.follows == "both"])
        if mine:
            self.hub.own_data.request(state, state.sockets[PHONE])

    def mark_dirty(self, state: RoomState, names: Iterable[str]) -> None:
        """These slots have changed: render and send them to the audiences that somebody looks at."""
        for audience in AUDIENCES:
            shown = {name for name in names if audience in SLOTS[name].audiences}
            if shown and any(cached == audience for cached, _language in state.slot_caches):
                state.dirty[audience] |= shown
                if state.publishing[audience] is None:
                    state.publishing[audience] = asyncio.get_running_loop().create_task(self._publish(state, audience))

    async def _publish(self, state: RoomState, audience: str) -> None:
        """Send an audience its changed slots, at most once per interval, until none is left."""
        try:
            while state.dirty[audience]:
                wait = state.published_at[audience] + INTERVALS[audience] - time.monotonic()
                if wait > 0:
                    await asyncio.sleep(wait)
                names = [name for name in SLOTS if name in state.dirty[audience]]
                state.dirty[audience] = set()
                state.published_at[audience] = time.monotonic()
                languages = self._drop_unused_languages(state, audience)
                try:
                    await self._render(state, audience, languages, names)
                except Exception as error:
                    reader.log_failure("slots of a room could not be rendered", error)
                    state.dirty[audience] |= set(names)
                    await asyncio.sleep(1)
        finally:
            state.publishing[audience] = None

    def _drop_unused_languages(self, state: RoomState, audience: str) -> list[str]:
        """The languages that somebody reads. The slots of all others are dropped, and rendered again when somebody asks."""
        recent = time.monotonic() - LINGER_SECONDS
        used = {socket.language for socket in state.sockets[audience]}
        used |= {language for (cached, language), cache in state.slot_caches.items() if cached == audience and cache.used_at > recent}
        known = [language for cached, language in state.slot_caches if cached == audience]
        for language in known:
            if language not in used:
                del state.slot_caches[audience, language]
        return [language for language in known if language in used]

    async def _render(self, state: RoomState, audience: str, languages: list[str], names: list[str]) -> None:
        found = await reader.read(render_slots, state.slug, audience, languages, names)
        if found is None:
            return
        numbers, rendered = found
        state.numbers = state.numbers or numbers
        for language in languages:
            cache = state.slot_caches.setdefault((audience, language), SlotCache())
            for name in names:
                if changed := cache.put(name, rendered[language, name], numbers.revision(SLOTS[name])):
                    frame = changed.frame()
                    for socket in tuple(state.sockets[audience]):
                        if socket.language == language and socket.have is None:
                            socket.frame_writer.write(frame)
        now = state.numbers
        if numbers.epoch == now.epoch and (numbers.version < now.version or numbers.counted < now.counted):
            self.mark_dirty(state, names)  # a change during a first rendering marked nothing, because there was no cache to mark

    # -- for those who ask ------------------------------------------------------------
    async def load_slots(self, state: RoomState, audience: str, language: str) -> SlotCache | None:
        """The slots of an audience in a language, rendered if this process has none yet. None for an unknown room."""
        state.used_at = time.monotonic()
        if (audience, language) not in state.slot_caches:
            async with state.loading:
                if (audience, language) not in state.slot_caches:
                    await self._render(state, audience, [language], slot_names(audience))
        if cache := state.slot_caches.get((audience, language)):
            cache.used_at = state.used_at
        return cache

    def load_slots_in_thread(self, slug: str, audience: str, language: str) -> Slots | None:
        """The same for a thread other than the loop's, which waits up to ten seconds. None if no hub runs or the room is unknown."""
        if self.hub.loop is None or not self.hub.loop.is_running():
            return None
        state = self.hub.rooms.get(slug)
        cache = state.slot_caches.get((audience, language)) if state else None
        if cache is None:
            loading = self.load_slots(self.hub.open_room(slug), audience, language)
            cache = asyncio.run_coroutine_threadsafe(loading, self.hub.loop).result(10)
            state = self.hub.rooms.get(slug)
        return (state.numbers, dict(cache.slots)) if cache and state and state.numbers else None

    def current_slots(self, slug: str, audience: str, language: str) -> Slots | None:
        """The cached slots if none of them waits to be rendered, else None. Without a query; any thread."""
        state = self.hub.rooms.get(slug)
        if not state or not state.numbers or state.dirty[audience] or state.publishing[audience]:
            return None
        cache = state.slot_caches.get((audience, language))
        return (state.numbers, dict(cache.slots)) if cache else None

    def send_missing(self, state: RoomState, socket: Socket) -> None:
        """Send a new socket the slots that it lacks. From then on it gets every change."""
        cache = state.slot_caches.get((socket.audience, socket.language))
        if socket.have is not None and cache:
            for cached in cache.newer_than(socket.have):
                socket.frame_writer.write(cached.frame())
            socket.have = None
