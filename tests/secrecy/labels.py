"""Where the insider finds what he looks for: which row, or which place in a file, is about which label of a secret."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from .loot import Row, plain
from .room import AFTER, BEFORE, OF_FEW, Room, Secret

LABELS = {"before": BEFORE, "after": AFTER, "few": OF_FEW}
TEXT = re.compile(rb'\{"value": ?(\d{1,3})\}')
# A number in PostgreSQL's jsonb: one object with one key, then the number as a numeric of one digit or none.
BINARY = re.compile(rb"value\x00{0,3}(?:\x20\x00\x00\x00\x00\x80(..)|\x18\x00\x00\x00\x00\x80)", re.DOTALL)
NOT_TEXTS = ("ratings",)  # its labels are looked for in rows, and where the keys of these rows lie
KEY_THEN_ONE = b"\x4c\x09"  # the header of a record of SQLite: a blob of 32 bytes, then the number 1


def label_of(room: Room, secret: Secret, table: str, row: Row) -> str | None:
    """The label of this secret that a row gives away, if it does."""
    cells = [plain(value) for value in row.values()]
    if secret.name in LABELS:
        if row.get("poll_id", secret.poll) != secret.poll:
            return None
        values = [match[1].decode() for cell in cells if isinstance(cell, str) and (match := TEXT.search(cell.encode()))]
        return next((value for value in values if value in LABELS[secret.name]), None)
    if secret.name == "supports":
        is_support = "proposal_id" in row and "place" in row
        return str(row["proposal_id"]) if is_support else None
    if secret.name in ABOUT_PROPOSALS:
        number = ABOUT_PROPOSALS[secret.name](room, row)
        return str(number) if str(number) in secret.truth.values() else None
    if secret.name == "ratings":
        return str(row["helps"]) if "helps" in row else None
    texts = {cell for cell in cells if isinstance(cell, str)} & set(secret.truth.values())
    return next(iter(texts), None)


def _replied(room: Room, row: Row) -> int | None:
    """The proposal whose authors have answered an offer, in all that changes: step, offer, answer, words in the search."""
    if "receipt_digest" in row:
        return row["id"] if row["state"] in {"answered", "under_review"} else None
    is_changed = row.get("verb") in {"agree", "refuse"} or row.get("outcome") in {"agreed", "refused"}
    return row.get("proposal_id") if is_changed or row.get("verdict") == "changed" or "word" in row else None


def _left(room: Room, row: Row) -> int | None:
    """The proposal that its authors have taken out of another one. Its own row tells it by itself: by state, day, number."""
    if "receipt_digest" in row:
        return row["id"] if row["state"] == "published" else None
    return row.get("proposal_id") if row.get("verb") == "leave" or "word" in row else None


def _looked_at_again(room: Room, row: Row) -> int | None:
    """The proposal whose authors have asked for a second look."""
    if "receipt_digest" in row:
        return row["id"] if row["appealed"] else None
    return row.get("proposal_id") if row.get("verb") == "appeal" or "note" in row else None


def _followed(room: Room, row: Row) -> int | None:
    """What an address follows; while the mail that confirms it waits, its length may tell."""
    if "sealed" not in row:
        return None
    return room.lengths.get(len(row["sealed"])) if "attempts" in row else row["proposal_id"]


# Secrets whose labels are numbers of proposals: which proposal a row is about, if that has to do with this secret.
ABOUT_PROPOSALS: dict[str, Callable[[Room, Row], int | None]] = {
    "offers": _replied,
    "leavings": _left,
    "early leavings": _left,
    "second looks": _looked_at_again,
    "follows": _followed,
}


class Place(NamedTuple):
    """A label in a file. `mark` tells this ballot or text from others; `once`: SQLite's record says that it was never changed."""

    start: int
    label: str
    mark: bytes
    once: bool = False


def in_bytes(room: Room, secret: Secret, content: bytes) -> list[Place]:
    """Labels in the order of their places in a file, each ballot or text where it turns up first."""
    found: dict[bytes, Place] = {}
    for place in sorted(_places(room, secret, content)):
        found.setdefault(place.mark, place)
    return list(found.values())


def _places(room: Room, secret: Secret, content: bytes) -> Iterator[Place]:
    if secret.name in LABELS:
        for pattern in (TEXT, BINARY):
            for match in pattern.finditer(content):
                start = match.start()
                if (label := _number(pattern, match)) in LABELS[secret.name]:
                    yield Place(start, label, content[max(0, start - 33) : start - 1], KEY_THEN_ONE in content[max(0, start - 48) : start])
    elif secret.name == "supports":
        for number in room.numbers.values():
            for start, middle in ((number.to_bytes(8, "big").lstrip(b"\0"), b""), (number.to_bytes(8, "little"), b"\x43")):
                for match in re.finditer(re.escape(start + middle) + b"(.{32})", content, re.DOTALL):
                    if content[match.end() : match.end() + 6].find(b"room") >= 0:
                        yield Place(match.start(), str(number), match[1])
    elif secret.name in ABOUT_PROPOSALS:  # their titles, and the addresses of their pages
        for label in set(secret.truth.values()):
            starts = [content.find(mark) for mark in (room.titles[int(label)].encode(), f"{label}".encode())]
            if starts := [start for start in starts if start >= 0]:
                yield Place(min(starts), label, label.encode())
    elif secret.name not in NOT_TEXTS:
        for label in set(secret.truth.values()):
            if (start := content.find(label.encode())) >= 0:
                yield Place(start, label, label.encode())


def _number(pattern: re.Pattern, match: re.Match) -> str:
    if pattern is TEXT:
        return match[1].decode()
    return str(int.from_bytes(match[1], "little")) if match[1] else "0"
