"""The insider's ways: each gives for a room, under one name, a guess who has given which label.

Nearly all are of one kind. Labels stand somewhere in some order; perhaps it is that in which people came, tapped or changed.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from .chance import Labels
from .labels import ABOUT_PROPOSALS, LABELS, in_bytes, label_of
from .loot import Moment, Row, plain
from .room import AFTER, BEFORE, Room, Secret

ONCE = ", never changed"
SHIFTS = (-2, -1, 0, 1, 2)  # one row that lies elsewhere moves all the others
Sequence = list[str]


class Attack(NamedTuple):
    """Who has given which label: as the insider guesses, and as it is, of all whom the guess could be about."""

    guess: Labels
    truth: Labels


# -- sequences ------------------------------------------------------------------------
def sequences(room: Room, secret: Secret, moment: Moment, labels_of_keys: Mapping[bytes, str]) -> dict[str, Sequence]:
    """Where labels stand, and in which order: rows as they lie and sorted by every column, bytes, and keys in bytes."""
    found: dict[str, Sequence] = {}
    for table, rows in moment.tables.items():
        labelled = [(row, label) for row in rows if (label := label_of(room, secret, table, row)) is not None]
        found |= {f"rows of {table} {order}": labels for order, labels in _sorted(labelled)}
        if len(labelled) > len(secret.truth) and secret.name in ABOUT_PROPOSALS:  # several rows of the search belong to one proposal
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
        if not secret.given[when]:  # nobody has done it yet
            continue
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
    if secret.name in (*LABELS, "supports"):
        found |= by_shared_bytes(room, secret, moments)
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


def by_shared_bytes(room: Room, secret: Secret, moments: dict[str, Moment]) -> dict[str, Attack]:
    """Whoever knows who has written a proposal looks in the tables for ballots and supports with some bytes of its row."""
    found: dict[str, Attack] = {}
    for when, moment in moments.items():
        authors = {row["id"]: _long_bytes(row) for row in moment.tables.get("proposals_proposal", [])}
        for table, rows in moment.tables.items():
            labelled = [(_long_bytes(row), label) for row in rows if (label := label_of(room, secret, table, row)) is not None]
            guess: dict[int, str] = {}
            for person, (pk, _token) in room.links["kept"].items():
                taps = room.taps[person] if secret.name == "supports" else [person]
                guess |= dict(zip(taps, [label for row, label in labelled if row & authors.get(pk, set())], strict=False))
            found[f"{when}: rows of {table} that share bytes with a proposal"] = Attack(guess, secret.given[when])
    return found


def _long_bytes(row: Row) -> set[bytes]:
    return {cell for cell in map(plain, row.values()) if isinstance(cell, bytes) and len(cell) >= 16}
