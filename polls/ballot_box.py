"""Ballots in, acknowledgements out, one commit for many.

`store` runs on the writer with everything that arrived together. It keeps the highest seq per key, never stores a
ballot of a poll that is not open, and what it answers is said to the phones only after the commit. Closing a poll goes
through the same queue, so an acknowledgement always agrees with the result. Across processes the room's row orders the
batches, and a share lock on the poll keeps closing out while ballots go in. Nor is a ballot stored that was read by a
wording that has been corrected since: whoever sent it reads it again.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from participation.live import clock
from participation.live.actions import raise_counted

from . import remarks, specs
from .models import Poll
from .specs import Spec

CHUNK = 400


@dataclass(frozen=True, slots=True)
class Cast:
    """A cleaned ballot on its way: keys instead of a person."""

    spec: Spec
    key: bytes
    owner: bytes
    seq: int
    answer: dict[str, Any]
    remarks: tuple[tuple[str, str], ...]
    groups: dict[str, str] | None = None

    @property
    def place(self) -> tuple[int, bytes]:
        return self.spec.id, self.key


Stored = tuple[int, dict[str, Any]]  # seq, the ballot's part of the answer
OUTDATED: dict[str, Any] = {"status": "outdated"}


def store(casts: Sequence[Cast]) -> list[dict[str, Any]]:
    """One outcome for each cast, in order: {"status": "saved" | "stale" | "closed", …} or OUTDATED."""
    if not casts:
        return []
    # Raised first, because its lock orders batches across processes.
    versions = {room_id: raise_counted(room_id) for room_id in sorted({cast.spec.room_id for cast in casts})}
    polls = _lock_polls({cast.spec.id for cast in casts})
    open_casts = [cast for cast in casts if polls.get(cast.spec.id, ("gone", 0))[0] == Poll.State.OPEN]
    outdated = specs.outdated({id(cast.spec): cast.spec for cast in open_casts if cast.spec.version != versions[cast.spec.room_id]})
    before = _read(open_casts)
    now: dict[tuple[int, bytes], Stored] = dict(before)
    own: dict[tuple[int, bytes], tuple[tuple[str, str], ...]] = {}
    newest: dict[tuple[int, bytes], Cast] = {}
    outcomes = []
    for cast in casts:
        state, ago_ms = polls.get(cast.spec.id, ("gone", 0))
        if state != Poll.State.OPEN:
            outcomes.append({"status": "closed", "closed_ago_ms": ago_ms})
            continue
        if id(cast.spec) in outdated:
            outcomes.append(OUTDATED)
            continue
        seq, answer = now.get(cast.place, (0, None))
        if cast.seq > seq:
            now[cast.place], own[cast.place], newest[cast.place] = (cast.seq, cast.answer), cast.remarks, cast
            outcomes.append({"status": "saved"})
            continue
        texts = [text for _side, text in own[cast.place]] if cast.place in own else remarks.texts_of(cast.spec.id, cast.owner)
        if cast.seq == seq and cast.answer == answer and sorted(texts) == sorted(text for _side, text in cast.remarks):
            outcomes.append({"status": "saved"})
        else:
            outcomes.append({"status": "stale", "seq": seq, "answer": remarks.whole(cast.spec, answer, texts)})
    _write(sorted(newest.values(), key=lambda cast: cast.place))
    changed = [cast for cast in newest.values() if cast.place in before]
    remarks.replace_all([*changed, *(cast for cast in newest.values() if cast.remarks and cast.place not in before)], changed)
    return outcomes


def _lock_polls(ids: set[int]) -> dict[int, tuple[str, int]]:
    """State of polls and since how many milliseconds they are closed, share-locked where the database has more than one writer."""
    marks = ", ".join(["%s"] * len(ids))
    lock = " FOR SHARE" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, state FROM polls_poll WHERE id IN ({marks}) ORDER BY id{lock}", sorted(ids))
        states = dict(cursor.fetchall())
    if all(state == Poll.State.OPEN for state in states.values()):
        return {poll_id: (state, 0) for poll_id, state in states.items()}
    now = clock.now()
    closed_at = dict(Poll.objects.filter(pk__in=ids, closed_at__lt=now).values_list("pk", "closed_at"))
    return {poll_id: (state, int((now - closed_at.get(poll_id, now)).total_seconds() * 1000)) for poll_id, state in states.items()}


def _read(casts: Sequence[Cast]) -> dict[tuple[int, bytes], Stored]:
    """The ballots that these casts would replace."""
    found: dict[tuple[int, bytes], Stored] = {}
    by_poll: dict[int, list[bytes]] = {}
    for cast in casts:
        by_poll.setdefault(cast.spec.id, []).append(cast.key)
    with connection.cursor() as cursor:
        for poll_id, keys in by_poll.items():
            for start in range(0, len(keys), CHUNK):
                chunk = keys[start : start + CHUNK]
                marks = ", ".join(["%s"] * len(chunk))
                cursor.execute(f"SELECT key, seq, answer FROM polls_ballot WHERE poll_id = %s AND key IN ({marks})", [poll_id, *chunk])
                for key, seq, answer in cursor.fetchall():
                    found[poll_id, bytes(key)] = seq, parse(answer)
    return found


def parse(answer: str | dict) -> dict[str, Any]:
    """PostgreSQL hands JSON over parsed or as text, depending on who asks; SQLite always as text."""
    return json.loads(answer) if isinstance(answer, str) else answer


UPSERT = "ON CONFLICT (poll_id, key) DO UPDATE SET seq = excluded.seq, answer = excluded.answer, groups = excluded.groups"


def _write(casts: Sequence[Cast]) -> None:
    """Upsert in the order of the keys, so that two processes never wait for each other in a circle."""
    if not casts:
        return
    rows = [(c.spec.id, c.key, c.seq, json.dumps(c.answer), json.dumps(c.groups) if c.groups else None) for c in casts]
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
