"""What an audience sees of a room: its slots, rendered once per change and language."""

import json
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.utils import translation

from .frames import encode
from .moment import one_moment
from .outlet import Frame
from .register import Picture, Slot, register


@dataclass(frozen=True, slots=True)
class Numbers:
    """A room's epoch and its two numbers."""

    epoch: str
    version: int
    counted: int

    def revision(self, slot: Slot) -> int:
        return {"version": self.version, "counted": self.counted, "both": self.version + self.counted}[slot.follows]


def read_numbers(slugs: list[str]) -> dict[str, Numbers]:
    marks = ", ".join(["%s"] * len(slugs))
    with connection.cursor() as cursor:  # in SQL, because every picture begins with it
        cursor.execute(f"SELECT slug, epoch, version, counted FROM live_room WHERE slug IN ({marks})", slugs)
        return {slug: Numbers(epoch, version, counted) for slug, epoch, version, counted in cursor.fetchall()}


def names_for(audience: str) -> list[str]:
    return [slot.name for slot in register.slots.values() if audience in slot.audiences]


def render(slug: str, audience: str, languages: list[str], names: list[str]) -> tuple[Numbers | None, dict[tuple[str, str], Picture]]:
    """The room's numbers, and a picture for each language and slot name, of one moment. Reads the database."""
    pictures = {}
    with one_moment():
        numbers = read_numbers([slug]).get(slug)
        for language in languages if numbers else []:
            with translation.override(language):
                for name in names:
                    pictures[language, name] = register.slots[name].render(slug, audience)
    return numbers, pictures


@dataclass(slots=True)
class Entry:
    """A slot as one audience has it in one language: the same picture from revision `first` to `last`."""

    slot: Slot
    picture: Picture
    first: int
    last: int
    _frame: Frame | None = field(default=None, repr=False)

    def frame_picture(self) -> Picture:
        """The picture as it is this moment: clocks run."""
        return self.picture.anew() if self.picture.anew else self.picture

    def frame(self) -> Frame:
        if self.picture.anew:
            return Frame(encode(self._as_dict(self.frame_picture())), key=self.slot.name)
        if self._frame is None:
            self._frame = Frame(encode(self._as_dict(self.picture)), key=self.slot.name)
        return self._frame

    def _as_dict(self, picture: Picture) -> dict[str, Any]:
        return {"t": "slot", "name": self.slot.name, "rev": self.first, "html": picture.html, "data": picture.data}

    def as_dict(self) -> dict[str, Any]:
        return json.loads(self.frame().text)

    def is_news_for(self, have: int | None) -> bool:
        """A higher revision than ours comes from a process that is ahead; what it showed is newer."""
        return have is None or have < self.first


class Board:
    """All slots of one audience in one language."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self.used_at = 0.0  # when somebody last asked for it, by a socket or by polling

    def put(self, name: str, picture: Picture, revision: int) -> Entry | None:
        """Keep a newly rendered slot; the entry if it shows something new, else None."""
        slot, entry = register.slots[name], self.entries.get(name)
        if entry and _same(entry.picture, picture):
            entry.picture, entry.last = picture, max(entry.last, revision)
            return None
        if entry and slot.with_presence:
            revision = max(revision, entry.last + 1)
        elif entry and revision <= entry.last:
            self.entries[name] = Entry(slot, picture, entry.first, entry.last)  # only a clock ran on: nothing to tell
            return None
        elif not entry and picture.data is None and not picture.html:
            self.entries[name] = Entry(slot, picture, revision, revision)  # no news, but for who had something elsewhere, or before
            return None
        self.entries[name] = Entry(slot, picture, revision, revision)
        return self.entries[name]

    def news_for(self, have: dict[str, int]) -> list[Entry]:
        """The entries a client lacks, in the order of the register; an empty slot is no news for who never had it."""
        return [
            entry
            for name, entry in self.entries.items()
            if entry.is_news_for(have.get(name)) and (name in have or entry.picture.html or entry.picture.data is not None)
        ]

    def revisions(self) -> dict[str, int]:
        return {name: entry.first for name, entry in self.entries.items() if entry.first}


def _same(old: Picture, new: Picture) -> bool:
    if old.same is not None or new.same is not None:
        return old.same == new.same
    return old.html == new.html and old.data == new.data


def fresh(slug: str, audience: str, language: str) -> tuple[Numbers | None, Board | None]:
    """A board read from the database now, for who asks without a hub."""
    numbers, pictures = render(slug, audience, [language], names_for(audience))
    if numbers is None:
        return None, None
    board = Board()
    for (_language, name), picture in pictures.items():
        board.put(name, picture, numbers.revision(register.slots[name]))
    return numbers, board
