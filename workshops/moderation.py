"""Moderation queues: contributions that the facilitator reads before the room does. Other apps implement them."""

import hashlib
import json
from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _

from participation.accounts.models import User

from .models import Workshop
from .refused import Refused


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """A contribution that waits to be read. It has no time and no author, so that nobody can be identified."""

    id: str
    label: Any  # "Reason", "Word", "Proposal"
    icon: str
    title: str
    text: str
    needs_reason: bool = False  # to return it, write the author a reason
    rules: tuple[tuple[str, Any], ...] = ()  # to hide it, choose one of these: (value, label)
    marks: tuple[Any, ...] = ()  # warnings for the facilitator
    turn: int = 0  # how many of the same phone come before it

    @property
    def seen(self) -> str:
        """The digest of title and text, which a decision must repeat."""
        return digest_of(self.title, self.text)


DECISION_WORDS = ("reason", "rule", "why", "note")  # to return: the reason; to hide: the rule, why it breaks it, a note to the author


class ModerationQueue(Protocol):
    """A queue of one app. A decision is "release", "return" or "hide"; the console shows them in this order."""

    name: str

    def waiting(self, workshop: Workshop) -> list[QueueEntry]:
        """The waiting entries, sorted by `in_turn`."""

    def decide(self, *, workshop: Workshop, id: str, seen: str, verb: str, by: User | None, **words: str) -> None:
        """Carry out a decision. Raises Refused, also if the text's digest is no longer `seen` (`expect_read`).

        `words` are what the console sends along (DECISION_WORDS), each possibly empty."""

    def done(self, workshop: Workshop) -> dict[str, int]:
        """The number of decisions so far: {"released": 19, "hidden": 1}."""

    def unread(self, workshop: Workshop) -> int:
        """The number of unread entries, including those that wait for the next lot."""


def digest_of(title: str, text: str) -> str:
    """32 hexadecimal digits that identify a title and text."""
    return hashlib.sha256(json.dumps([title, text]).encode()).hexdigest()[:32]


def expect_read(seen: str, title: str, text: str) -> None:
    """Raise Refused if the text is not the one that was read. Call it with the row locked."""
    if seen != digest_of(title, text):
        raise Refused(_("The text has changed meanwhile. Please read it once more before you decide."))


def in_turn(entries: Iterable[tuple[Hashable, QueueEntry]]) -> list[QueueEntry]:
    """Sort (phone's key, entry) pairs: the first entry of every phone, then the second of each, so one phone can't fill the queue.

    The keys are dropped, because nobody may see which entries have the same author."""
    seen: Counter[Hashable] = Counter()
    found = []
    for phone, entry in entries:
        found.append(replace(entry, turn=seen[phone]))
        seen[phone] += 1
    return sorted(found, key=lambda entry: entry.turn)
