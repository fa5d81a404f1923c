"""Stores ballots, many in one transaction, and says for each whether it was saved.

`store` runs on the writer with all ballots that arrived together. The phones get its outcomes only after the commit.

- For each key the ballot with the highest seq is kept.
- A ballot is stored only while its poll is open. Polls are closed on the writer too, so an acknowledgement agrees with the result.
  With several processes, the lock on the room's row orders the batches, and a share lock on the poll delays closing until the commit.
- A ballot is not stored if the question has been corrected since the ballot was validated. Its outcome is OUTDATED, and the caller
  validates it again.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from participation.live.actions import raise_counted
from participation.live.database import clock
from participation.live.wire.frames import encode

from . import ballot_tables, remarks, specs
from .models import Poll
from .specs import Spec


class Cast(NamedTuple):
    """A validated ballot before it is stored. It contains keys made by the phone's secret, but no participant."""

    spec: Spec
    key: bytes
    owner: bytes
    seq: int
    answer: dict[str, Any]
    remarks: tuple[tuple[str, str], ...]
    groups: dict[str, str] | None = None


Outcome = dict[str, Any]
Place = tuple[int, bytes]  # poll, key
Stored = tuple[int, dict[str, Any]]  # seq, the ballot's part of the answer
SAVED: Outcome = {"status": "saved"}
OUTDATED: Outcome = {"status": "outdated"}


def store(casts: Sequence[Cast]) -> list[Outcome]:
    """Store the ballots; one outcome for each, in order: {"status": "saved" | "stale" | "closed", …} or OUTDATED.

    Runs on the writer, inside its transaction. Locks the rooms, then the polls, both in the order of their ids.
    """
    if not casts:
        return []
    refused, without = _refused({id(cast.spec): cast.spec for cast in casts})
    before = _read([cast for cast in casts if cast.spec.id not in without])
    newest: dict[Place, Cast] = {}
    outcomes = []
    for cast in casts:
        refusal = refused.get(id(cast.spec))
        outcomes.append(_put(cast, newest, before) if refusal is None else _refuse(cast, refusal, before))
    _write(sorted(newest.items()))
    changed = [cast for place, cast in newest.items() if place in before]
    remarks.replace_all([*changed, *(cast for place, cast in newest.items() if cast.remarks and place not in before)], changed)
    return outcomes


def _refused(asked: dict[int, Spec]) -> tuple[dict[int, Outcome], set[int]]:
    """Which specs can't be used: by their `id()` the outcome for their ballots, which is closed or OUTDATED.

    The second value is the ids of polls without stored ballots, because they have not been opened yet or are final.
    """
    # This comes first, because its lock orders the batches of several processes.
    versions = {room_id: raise_counted(room_id) for room_id in sorted({spec.room_id for spec in asked.values()})}
    closed = _lock_polls({spec.id for spec in asked.values()})
    outdated = specs.outdated(
        {key: spec for key, spec in asked.items() if spec.id not in closed and spec.version != versions[spec.room_id]}
    )
    not_open = {key: closed[spec.id].outcome for key, spec in asked.items() if spec.id in closed}
    return not_open | dict.fromkeys(outdated, OUTDATED), {poll_id for poll_id, poll in closed.items() if not poll.has_ballots}


def _put(cast: Cast, newest: dict[Place, Cast], before: dict[Place, Stored]) -> Outcome:
    """Put the ballot into `newest`, if its seq is higher than that of the ballot there or, without one, of the stored one in `before`."""
    place = cast.spec.id, cast.key
    latest = newest.get(place)
    seq, answer = (latest.seq, latest.answer) if latest else before.get(place, (0, {}))
    if cast.seq > seq:
        newest[place] = cast
        return SAVED
    texts = [text for _side, text in latest.remarks] if latest else remarks.texts_of(cast.spec.id, cast.owner)
    if _is_the_same(cast, seq, answer, texts):
        return SAVED
    return {"status": "stale", "seq": seq, "answer": remarks.whole(cast.spec, answer, texts)}


def _refuse(cast: Cast, refusal: Outcome, before: dict[Place, Stored]) -> Outcome:
    """The outcome for a ballot that can't be stored now.

    If the same ballot was stored before the poll was closed, only its acknowledgement was lost, so the outcome is saved. Once the poll is
    final this can't be checked, because its ballots are destroyed.
    """
    place = cast.spec.id, cast.key
    if refusal is OUTDATED or place not in before:
        return refusal
    return SAVED if _is_the_same(cast, *before[place], remarks.texts_of(cast.spec.id, cast.owner)) else refusal


def _is_the_same(cast: Cast, seq: int, answer: dict[str, Any], texts: Sequence[str]) -> bool:
    """Whether the ballot equals the stored one. A phone sends the same ballot again if it got no acknowledgement."""
    return cast.seq == seq and cast.answer == answer and sorted(texts) == sorted(text for _side, text in cast.remarks)


class Closed(NamedTuple):
    """A poll that is not open."""

    outcome: Outcome
    has_ballots: bool


def _lock_polls(ids: set[int]) -> dict[int, Closed]:
    """Lock these polls against closing, and return those that are not open. SQLite has one writer and needs no lock."""
    marks = ", ".join(["%s"] * len(ids))
    lock = " FOR SHARE" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, state FROM polls_poll WHERE id IN ({marks}) ORDER BY id{lock}", sorted(ids))
        not_open = ids - {poll_id for poll_id, state in cursor.fetchall() if state == Poll.State.OPEN}
    if not not_open:
        return {}
    found = Poll.objects.filter(pk__in=not_open).values_list("pk", "closed_at", "final_at")
    return dict.fromkeys(not_open, _closed(None, None)) | {pk: _closed(*times) for pk, *times in found}


def _closed(closed_at: datetime | None, final_at: datetime | None) -> Closed:
    """The outcome for ballots of a poll that is not open; a poll that does not exist or was never opened has no times."""
    ago = max(0, int((clock.now() - closed_at).total_seconds() * 1000)) if closed_at else 0
    outcome: Outcome = {"status": "closed", "closed_ago_ms": ago} | ({"final": True} if final_at else {})
    return Closed(outcome, has_ballots=closed_at is not None and final_at is None)


def _read(casts: Sequence[Cast]) -> dict[Place, Stored]:
    """The stored ballots that these would replace."""
    by_poll: dict[int, list[bytes]] = {}
    for cast in casts:
        by_poll.setdefault(cast.spec.id, []).append(cast.key)
    return {(poll_id, key): stored for poll_id, keys in by_poll.items() for key, stored in ballot_tables.read(poll_id, keys).items()}


def _write(ballots: Sequence[tuple[Place, Cast]]) -> None:
    """Write the ballots. They are sorted by poll and key, so that two processes can't deadlock."""
    by_poll: dict[int, list[ballot_tables.Row]] = {}
    for (poll_id, key), cast in ballots:
        by_poll.setdefault(poll_id, []).append((key, cast.seq, encode(cast.answer), encode(cast.groups) if cast.groups else None))
    for poll_id, rows in by_poll.items():
        ballot_tables.upsert(poll_id, rows)
