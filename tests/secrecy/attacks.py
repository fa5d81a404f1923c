"""The insider's ways: each gives for a room, under one name, a guess who has given which label.

Nearly all are of one kind. Labels stand somewhere in some order; perhaps it is that in which people came, tapped or changed.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from .chance import Labels
from .loot import Moment, Row, plain
from .room import AFTER, BEFORE, OF_FEW, Room, Secret

LABELS = {"before": BEFORE, "after": AFTER, "few": OF_FEW}
TEXT = re.compile(rb'\{"value": ?(\d{1,3})\}')
# A number in PostgreSQL's jsonb: one object with one key, then the number as a numeric of one digit or none.
BINARY = re.compile(rb"value\x00{0,3}(?:\x20\x00\x00\x00\x00\x80(..)|\x18\x00\x00\x00\x00\x80)", re.DOTALL)
NOT_TEXTS = ("offers", "ratings")  # their labels are looked for in rows, and where the keys of these rows lie
ONCE = ", never changed"
KEY_THEN_ONE = b"\x4c\x09"  # the header of a record of SQLite: a blob of 32 bytes, then the number 1
SHIFTS = (-2, -1, 0, 1, 2)  # one row that lies elsewhere moves all the others
Sequence = list[str]


class Attack(NamedTuple):
    """Who has given which label: as the insider guesses, and as it is, of all whom the guess could be about."""

    guess: Labels
    truth: Labels


# -- finding labels -----------------------------------------------------------------
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
    if secret.name == "offers":
        return _agreed(row)
    if secret.name == "ratings":
        return str(row["helps"]) if "helps" in row else None
    texts = {cell for cell in cells if isinstance(cell, str)} & set(secret.truth.values())
    return next(iter(texts), None)


def _agreed(row: Row) -> str | None:
    """The proposal whose authors have agreed, in whatever they change by that: the step, the offer, the answer, its words in the search."""
    if "receipt_digest" in row:
        return str(row["id"]) if row["state"] == "answered" else None
    is_changed = row.get("verb") == "agree" or row.get("outcome") == "agreed" or row.get("verdict") == "changed" or "word" in row
    return str(row["proposal_id"]) if is_changed and "proposal_id" in row else None


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
    elif secret.name not in NOT_TEXTS:
        for label in set(secret.truth.values()):
            if (start := content.find(label.encode())) >= 0:
                yield Place(start, label, label.encode())


def _number(pattern: re.Pattern, match: re.Match) -> str:
    if pattern is TEXT:
        return match[1].decode()
    return str(int.from_bytes(match[1], "little")) if match[1] else "0"


# -- sequences ------------------------------------------------------------------------
def sequences(room: Room, secret: Secret, moment: Moment, labels_of_keys: Mapping[bytes, str]) -> dict[str, Sequence]:
    """Where labels stand, and in which order: rows as they lie and sorted by every column, bytes, and keys in bytes."""
    found: dict[str, Sequence] = {}
    for table, rows in moment.tables.items():
        labelled = [(row, label) for row in rows if (label := label_of(room, secret, table, row)) is not None]
        found |= {f"rows of {table} {order}": labels for order, labels in _sorted(labelled)}
        if len(labelled) > len(secret.truth) and secret.name == "offers":  # several rows of the search belong to one proposal
            found |= {f"rows of {table} {order}, each last": _last(labels) for order, labels in _sorted(labelled)}
    for name, content in moment.bytes.items():
        places = in_bytes(room, secret, content)
        found[f"bytes of {name}"] = [place.label for place in places]
        found[f"bytes of {name}{ONCE}"] = [place.label for place in places if place.once]
        of_keys = sorted((place, label) for key, label in labels_of_keys.items() if (place := content.find(key)) >= 0)
        found[f"keys in {name}"] = [label for _place, label in of_keys]
    return {name: sequence for name, sequence in found.items() if sequence}


def _sorted(labelled: list[tuple[Row, str]]) -> Iterator[tuple[str, Sequence]]:
    if not labelled:
        return
    yield "as they lie", [label for _row, label in labelled]
    for column in labelled[0][0]:
        by_column = sorted(labelled, key=lambda entry: (str(type(plain(entry[0][column]))), plain(entry[0][column]) or 0))
        yield f"by {column}", [label for _row, label in by_column]


def _keys(room: Room, secret: Secret, moments: dict[str, Moment]) -> dict[bytes, str]:
    """The label that stands beside a key, from whichever moment."""
    found = {}
    for moment in moments.values():
        for table, rows in moment.tables.items():
            for row in rows:
                if (label := label_of(room, secret, table, row)) is not None:
                    found |= {bytes(key): label for key in map(plain, row.values()) if isinstance(key, bytes) and len(key) == 32}
    return found


# -- guesses ---------------------------------------------------------------------------
def guesses(room: Room, secret: Secret, moments: dict[str, Moment]) -> dict[str, Attack]:
    """All attacks on one secret of one room."""
    orders = orders_of(room, secret)
    once = {who: _first(people, Counter(secret.events)) for who, people in orders.items() if who.startswith("first taps")}
    keys = _keys(room, secret, moments)
    found: dict[str, Attack] = {}
    for when, moment in moments.items():
        for name, sequence in sequences(room, secret, moment, keys).items():
            for who, people in (once if ONCE in name else orders).items():
                truth = left(secret.given[when], people, sequence)
                for shift in SHIFTS if "bytes" in name or "keys" in name else (0,):
                    for direction, labels in (("", sequence), (", backwards", sequence[::-1])):
                        guess = dict(zip(people[max(0, -shift) :], labels[max(0, shift) :], strict=False))
                        way = f"{when}: {name}, {who}{direction}{f', shifted by {shift}' if shift else ''}"
                        found[way] = Attack(guess, truth)
    if secret.name in LABELS:
        others = by_difference(room, secret, moments) | by_tally(room, secret, moments) | by_lonely_keys(room, secret, moments)
        found |= {way: Attack(guess, secret.truth) for way, guess in others.items()}
    return {way: attack for way, attack in found.items() if attack.guess}


def left(given: Labels, people: list[int], sequence: Sequence) -> Labels:
    """What chance may deal out: the labels of those whom the order is about, as far as the sequence has them.

    Who had voted by then, who tapped just once and who has erased is no secret. Without this, knowing it would look
    like knowing their labels.
    """
    labels = set(sequence)
    return {person: given[person] for person in people if given.get(person) in labels}


def orders_of(room: Room, secret: Secret) -> dict[str, list[int]]:
    """Orders in which people may stand somewhere: all of them, and those who had not erased everything by then."""
    coming_in = [person for person in room.joined if person in secret.truth] if secret.name != "supports" else []
    everybody = {"taps": secret.events, "first taps": _first(secret.events), "last taps": _last(secret.events), "coming in": coming_in}
    orders = dict(everybody)
    for name, gone in (("the first two", secret.erased[:2]), ("all", secret.erased)):
        for order, people in everybody.items():
            orders[f"{order} without {name} who erased"] = [person for person in people if person not in gone]
    return {name: people for name, people in orders.items() if people}


def _first(events: list[int], taps: Counter | None = None) -> list[int]:
    """Each person where they first tapped; with `taps`, those who tapped just once."""
    return [person for person in dict.fromkeys(events) if taps is None or taps[person] == 1]


def _last(events: list[Any]) -> list[Any]:
    return list(reversed(list(dict.fromkeys(reversed(events)))))


def by_difference(room: Room, secret: Secret, moments: dict[str, Moment]) -> dict[str, Labels]:
    """What goes, comes or changes in a table when one person erases is that person's."""
    found: dict[str, Labels] = {}
    names = ["final", *(name for name in moments if name.startswith("erased"))]
    erasers = secret.erased[-len(names) + 1 :]
    for before, after, person in zip(names, names[1:], erasers, strict=False):
        for table in moments[before].tables:
            one, other = (_with_keys(room, secret, moments[when].tables.get(table, []), table) for when in (before, after))
            for what, difference in (("gone from", one - other), ("new in", other - one)):
                if difference:
                    found.setdefault(f"{what} {table}", {})[person] = min(difference.elements())[1]  # type: ignore[index]
        for name in moments[before].bytes:
            one, other = (
                Counter(place.label for place in in_bytes(room, secret, moments[when].bytes.get(name, b""))) for when in (before, after)
            )
            less = one - other
            if less:
                found.setdefault(f"gone from bytes of {name}", {})[person] = max(less, key=less.get)  # type: ignore[index,arg-type]
    return found


def _with_keys(room: Room, secret: Secret, rows: list[Row], table: str) -> Counter:
    labelled = ((row, label_of(room, secret, table, row)) for row in rows)
    return Counter((str(sorted(map(str, map(plain, row.values())))), label) for row, label in labelled if label is not None)


def by_tally(room: Room, secret: Secret, moments: dict[str, Moment]) -> dict[str, Labels]:
    """What the frozen count has and the rows have not belongs to those who erased; what it has more than before, to late-comers."""
    tallies = {row["id"]: _counts(plain(row["tally"])) for row in moments["ended"].tables["polls_poll"]}
    counts = {label: tallies[secret.poll].get(label, 0) for label in LABELS[secret.name]}
    found: dict[str, Labels] = {}
    for when, moment in moments.items():
        for table, rows in moment.tables.items():
            left = Counter(label for row in rows if (label := label_of(room, secret, table, row)) is not None)
            if left and (missing := list((Counter(counts) - left).elements())):
                found[f"{when}: counted and not in {table}"] = dict(zip(secret.erased, missing, strict=False))
    if secret.name == "after":
        earlier = tallies[room.secrets["before"].poll]
        most = max(zip(BEFORE, AFTER, strict=True), key=lambda pair: counts[pair[1]] - earlier.get(pair[0], 0))
        found["more than before"] = dict.fromkeys(room.late, most[1])
    return found


def _counts(tally: str | None) -> dict[str, int]:
    stops = (json.loads(tally) if tally else {}).get("stops", [])
    return {str(5 * place): many for place, many in enumerate(stops)}


def by_lonely_keys(room: Room, secret: Secret, moments: dict[str, Moment]) -> dict[str, Labels]:
    """Keys of one half of the pair that are not among those of the other belong to late-comers, and to those who left."""
    if secret.name == "few":
        return {}
    mine = _keys(room, secret, moments)
    others = _keys(room, room.secrets["after" if secret.name == "before" else "before"], moments)
    alone = [label for key, label in sorted(mine.items()) if key not in others]
    once = [person for person in secret.truth if person not in room.secrets["after" if secret.name == "before" else "before"].truth]
    return {"keys that stand alone": dict(zip(once, alone, strict=False))} if others and len(alone) <= len(once) + 2 else {}
