"""The rendered slots of a room: each is rendered once per change and language, then shared by everybody who looks."""

import json
from dataclasses import dataclass, field

from django.utils import translation

from ..database.room_numbers import RoomNumbers, read_numbers
from ..database.snapshots import read_snapshot
from ..extensions import SLOTS, RenderedSlot, Slot
from ..wire.frame_types import SlotFrame
from ..wire.frame_writer import Frame
from ..wire.frames import encode


def slot_names(audience: str) -> list[str]:
    """The names of all slots of an audience, in the order of their registration."""
    return [slot.name for slot in SLOTS.values() if audience in slot.audiences]


def render_slots(
    slug: str, audience: str, languages: list[str], names: list[str]
) -> tuple[RoomNumbers, dict[tuple[str, str], RenderedSlot]] | None:
    """The room's numbers and its slots by (language, name), from one snapshot. Reads the database; None for an unknown room."""
    rendered = {}
    with read_snapshot():
        numbers = read_numbers([slug]).get(slug)
        if numbers is None:
            return None
        for language in languages:
            with translation.override(language):
                for name in names:
                    rendered[language, name] = SLOTS[name].render(slug, audience)
    return numbers, rendered


@dataclass(slots=True)
class CachedSlot:
    """A slot for one audience and language. Its content is the same from revision `first` to revision `last`."""

    slot: Slot
    rendered: RenderedSlot
    first: int
    last: int
    _frame: Frame | None = field(default=None, repr=False)

    def current(self) -> RenderedSlot:
        """The content with running clocks set to this moment."""
        return self.rendered.refresh() if self.rendered.refresh else self.rendered

    def frame(self) -> Frame:
        """The frame to send. It is encoded once, unless the slot holds a running clock."""
        if self.rendered.refresh:
            return Frame(encode(self._frame_dict(self.current())), key=self.slot.name)
        if self._frame is None:
            self._frame = Frame(encode(self._frame_dict(self.rendered)), key=self.slot.name)
        return self._frame

    def _frame_dict(self, rendered: RenderedSlot) -> SlotFrame:
        return {"t": "slot", "name": self.slot.name, "rev": self.first, "html": rendered.html, "data": rendered.data}

    def as_dict(self) -> SlotFrame:
        """The frame as the HTTP twin sends it: what a client would decode, so that both ways agree."""
        return json.loads(self.frame().text)

    def is_newer_than(self, have: int | None) -> bool:
        """Whether a client with revision `have` lacks this slot.

        A client may have a higher revision than ours from a process that is ahead; it keeps what it has.
        """
        return have is None or have < self.first

    @property
    def is_empty(self) -> bool:
        """Whether it shows nothing now."""
        return not self.rendered.html and self.rendered.data is None


class SlotCache:
    """All slots of one audience in one language."""

    def __init__(self) -> None:
        self.slots: dict[str, CachedSlot] = {}
        self.used_at = 0.0  # when a socket or a polling client last asked for it

    def put(self, name: str, rendered: RenderedSlot, revision: int) -> CachedSlot | None:
        """Store a rendered slot. Returns it if its content is new and must be sent, else None."""
        slot, cached = SLOTS[name], self.slots.get(name)
        if cached and _is_unchanged(cached.rendered, rendered):
            cached.rendered, cached.last = rendered, max(cached.last, revision)
            return None
        if cached and slot.with_presence:
            revision = max(revision, cached.last + 1)  # presence changes without a new number of the room
        elif cached and revision <= cached.last:
            self.slots[name] = CachedSlot(slot, rendered, cached.first, cached.last)  # only a clock has moved
            return None
        new = self.slots[name] = CachedSlot(slot, rendered, revision, revision)
        # A first empty slot matters only to clients that had something from another process or an earlier run; they get it with `hello`.
        return None if cached is None and new.is_empty else new

    def newer_than(self, have: dict[str, int]) -> list[CachedSlot]:
        """The slots that a client with these revisions lacks. It needs an empty slot only to replace one that it shows."""
        return [
            cached for name, cached in self.slots.items() if cached.is_newer_than(have.get(name)) and (name in have or not cached.is_empty)
        ]

    def revisions(self) -> dict[str, int]:
        """What a client that has all slots has: revision by name."""
        return {name: cached.first for name, cached in self.slots.items() if cached.first}


def _is_unchanged(old: RenderedSlot, new: RenderedSlot) -> bool:
    if old.fingerprint is not None or new.fingerprint is not None:
        return old.fingerprint == new.fingerprint
    return old.html == new.html and old.data == new.data


def load_slot_cache(slug: str, audience: str, language: str) -> tuple[RoomNumbers, SlotCache] | None:
    """All slots read from the database now, for callers without a hub. None for an unknown room."""
    found = render_slots(slug, audience, [language], slot_names(audience))
    if found is None:
        return None
    (numbers, rendered), cache = found, SlotCache()
    for (_language, name), each in rendered.items():
        cache.put(name, each, numbers.revision(SLOTS[name]))
    return numbers, cache
