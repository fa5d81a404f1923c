"""Ballots in, acknowledgements out, one commit for many.

`store` runs on the writer with everything that arrived together. It keeps the highest seq per key, never stores a
ballot of a poll that is not open, and what it answers is said to the phones only after the commit. Closing a poll goes
through the same queue, so an acknowledgement always agrees with the result. Across processes the room's row orders the
batches, and a share lock on the poll keeps closing out while ballots go in. Nor is a ballot stored that was read by a
wording that has been corrected since: whoever sent it reads it again.
"""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection

from participation.live import clock
from participation.live.actions import raise_counted
from participation.live.frames import encode

from . import remarks, specs
from .models import Poll
from .specs import Spec

CHUNK = 900  # keys in one statement


class Cast(NamedTuple):
    """A cleaned ballot on its way: keys instead of a person."""

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
    """One outcome for each cast, in order: {"status": "saved" | "stale" | "closed", …} or OUTDATED."""
    if not casts:
        return []
    refused = _refused({id(cast.spec): cast.spec for cast in casts})
    before = _read(casts)
    newest: dict[Place, Cast] = {}
    outcomes = []
    for cast in casts:
        refusal = refused.get(id(cast.spec))
        outcomes.append(_put(cast, newest, before) if refusal is None else _refuse(cast, refusal, before))
    _write(sorted(newest.items()))
    changed = [cast for place, cast in newest.items() if place in before]
    remarks.replace_all([*changed, *(cast for place, cast in newest.items() if cast.remarks and place not in before)], changed)
    return outcomes


def _refused(asked: dict[int, Spec]) -> dict[int, Outcome]:
    """What is said to every ballot read by one of these specs (by their `id()`) if none can be taken: closed, or outdated."""
    # Raised first, because its lock orders batches across processes.
    versions = {room_id: raise_counted(room_id) for room_id in sorted({spec.room_id for spec in asked.values()})}
    closed = _lock_polls({spec.id for spec in asked.values()})
    outdated = specs.outdated(
        {key: spec for key, spec in asked.items() if spec.id not in closed and spec.version != versions[spec.room_id]}
    )
    shut = {key: {"status": "closed", "closed_ago_ms": closed[spec.id]} for key, spec in asked.items() if spec.id in closed}
    return shut | dict.fromkeys(outdated, OUTDATED)


def _put(cast: Cast, newest: dict[Place, Cast], before: dict[Place, Stored]) -> Outcome:
    """Into `newest`, if it is newer than what stands there or was stored `before`."""
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
    """A ballot that was stored before the poll was closed is saved: only its ack was lost. Of a final poll `mine` tells what counts."""
    place = cast.spec.id, cast.key
    if refusal is OUTDATED or place not in before:
        return refusal
    return SAVED if _is_the_same(cast, *before[place], remarks.texts_of(cast.spec.id, cast.owner)) else refusal


def _is_the_same(cast: Cast, seq: int, answer: dict[str, Any], texts: Sequence[str]) -> bool:
    return cast.seq == seq and cast.answer == answer and sorted(texts) == sorted(text for _side, text in cast.remarks)


def _lock_polls(ids: set[int]) -> dict[int, int]:
    """Those of the polls that are not open, and since how many milliseconds; share-locked where the database has more than one writer."""
    marks = ", ".join(["%s"] * len(ids))
    lock = " FOR SHARE" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, state FROM polls_poll WHERE id IN ({marks}) ORDER BY id{lock}", sorted(ids))
        shut = ids - {poll_id for poll_id, state in cursor.fetchall() if state == Poll.State.OPEN}
    if not shut:
        return {}
    now = clock.now()
    closed_at = dict(Poll.objects.filter(pk__in=shut, closed_at__lt=now).values_list("pk", "closed_at"))
    return {poll_id: int((now - closed_at.get(poll_id, now)).total_seconds() * 1000) for poll_id in shut}


def _read(casts: Sequence[Cast]) -> dict[Place, Stored]:
    """The ballots that these casts would replace."""
    found: dict[Place, Stored] = {}
    by_poll: dict[int, list[bytes]] = {}
    for cast in casts:
        by_poll.setdefault(cast.spec.id, []).append(cast.key)
    with connection.cursor() as cursor:
        for poll_id, keys in by_poll.items():
            for start in range(0, len(keys), CHUNK):
                chunk = keys[start : start + CHUNK]
                is_postgres = connection.vendor == "postgresql"
                which = "= ANY(%s)" if is_postgres else f"IN ({', '.join(['%s'] * len(chunk))})"
                values: list[Any] = [poll_id, chunk] if is_postgres else [poll_id, *chunk]
                cursor.execute(f"SELECT key, seq, answer FROM polls_ballot WHERE poll_id = %s AND key {which}", values)
                for key, seq, answer in cursor.fetchall():
                    found[poll_id, bytes(key)] = seq, parse(answer)
    return found


def parse(answer: str | dict) -> dict[str, Any]:
    """PostgreSQL hands JSON over parsed or as text, depending on who asks; SQLite always as text."""
    return json.loads(answer) if isinstance(answer, str) else answer


UPSERT = "ON CONFLICT (poll_id, key) DO UPDATE SET seq = excluded.seq, answer = excluded.answer, groups = excluded.groups"


def _write(ballots: Sequence[tuple[Place, Cast]]) -> None:
    """Upsert in the order of poll and key, so that two processes never wait for each other in a circle."""
    if not ballots:
        return
    rows = [(*place, cast.seq, encode(cast.answer), encode(cast.groups) if cast.groups else None) for place, cast in ballots]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            columns = [list(column) for column in zip(*rows, strict=True)]
            cursor.execute(
                "INSERT INTO polls_ballot (poll_id, key, seq, answer, groups)"
                " SELECT * FROM unnest(%s::bigint[], %s::bytea[], %s::smallint[], %s::jsonb[], %s::jsonb[]) "
                f"{UPSERT} WHERE excluded.seq > polls_ballot.seq",
                columns,
            )
        else:
            cursor.executemany(
                "INSERT INTO polls_ballot (poll_id, key, seq, answer, groups) VALUES (%s, %s, %s, %s, %s) "
                f"{UPSERT} WHERE excluded.seq > polls_ballot.seq",
                rows,
            )


def erase(keys: Sequence[tuple[int, bytes]]) -> int:
    """Remove ballots that are not final yet, on their owner's wish; frozen counts stay."""
    erased = 0
    with connection.cursor() as cursor:
        for poll_id, key in keys:
            for table in ("polls_ballot", "polls_finalballot"):
                cursor.execute(f"DELETE FROM {table} WHERE poll_id = %s AND key = %s", [poll_id, key])
                erased += max(0, cursor.rowcount)
    return erased


def finalise_rows(poll_id: int) -> list[dict[str, Any]]:
    """Move a poll's ballots, sorted by key and without seq, to where nothing changes any more; gives their answers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO polls_finalballot (poll_id, key, answer, groups)"
            " SELECT poll_id, key, answer, groups FROM polls_ballot WHERE poll_id = %s ORDER BY key",
            [poll_id],
        )
        cursor.execute("DELETE FROM polls_ballot WHERE poll_id = %s", [poll_id])
        cursor.execute("SELECT answer FROM polls_finalballot WHERE poll_id = %s", [poll_id])
        return [parse(answer) for (answer,) in cursor.fetchall()]


def pairs_of(before_id: int, after_id: int) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """The two answers of everybody who answered both polls of a linkage set."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT b.answer, a.answer FROM polls_finalballot b JOIN polls_finalballot a ON a.key = b.key"
            " WHERE b.poll_id = %s AND a.poll_id = %s",
            [before_id, after_id],
        )
        return [(parse(before), parse(after)) for before, after in cursor.fetchall()]


def count(poll_id: int) -> int:
    """How many ballots a poll has that is not final."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM polls_ballot WHERE poll_id = %s", [poll_id])
        return cursor.fetchone()[0]


def delete_single_ballots(poll_ids: Sequence[int]) -> int:
    """Retention: a day after the workshop no single ballot is left."""
    deleted = 0
    with connection.cursor() as cursor:
        for poll_id in poll_ids:
            for table in ("polls_ballot", "polls_finalballot"):
                cursor.execute(f"DELETE FROM {table} WHERE poll_id = %s", [poll_id])
                deleted += max(0, cursor.rowcount)
    return deleted
