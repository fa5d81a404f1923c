"""The tables that hold ballots until the result exists. Then the ballots are destroyed (docs/privacy.md).

A ballot is `(poll, key, seq, answer, groups)`. It has no participant, time or serial number, so that the database does not reveal
who voted what. SQLite has one table without row ids for all polls. On PostgreSQL each poll has its own table, which is created when
the poll opens and dropped when it is final: deleted rows would stay in the heap and in the index, and `VACUUM FULL` would lock the
table for everybody.

The ballots of a *before* half may be kept, without seq and groups, until they have been compared with the *after* half. They are
written once, in the order of their keys, so that the table does not reveal the order in which they arrived.

Functions that write run inside a transaction that has locked the poll. Functions that only read need no lock, but the poll may have
become final meanwhile; then they find nothing.
"""

import json
import re
from collections.abc import Collection, Sequence
from typing import Any

from django.db import ProgrammingError, connection, transaction

from participation.chunks import chunks, placeholders

UNDEFINED_TABLE = "42P01"
OPEN, WAITING = "polls_ballot", "polls_waiting"
COLUMNS = {OPEN: {"poll_id", "key", "seq", "answer", "groups"}, WAITING: {"poll_id", "key", "answer"}}

Answer = dict[str, Any]
Row = tuple[bytes, int, str, str | None]  # key, seq, answer and groups as JSON


def is_postgresql() -> bool:
    """Whether each poll has its own table."""
    return connection.vendor == "postgresql"


def place(table: str, poll_id: int) -> tuple[str, str]:
    """The name of the table with a poll's rows, and the SQL condition that selects them in it."""
    return (f"{table}_{int(poll_id)}", "TRUE") if is_postgresql() else (table, f"poll_id = {int(poll_id)}")


def columns_of(table: str) -> set[str]:
    """The columns that a table of ballots has; empty for every other table."""
    return COLUMNS.get(re.sub(r"_\d+$", "", table), set())


def parse(answer: str | dict) -> Answer:
    """JSON from the database as a dict. PostgreSQL returns it parsed or, in some cursors, as text; SQLite always as text."""
    return json.loads(answer) if isinstance(answer, str) else answer


# -- open polls -------------------------------------------------------------------
def create(poll_id: int) -> None:
    """Create the table for a poll that opens, if polls have their own. Autovacuum is off, because its statistics contain single answers."""
    if is_postgresql():
        _create(OPEN, poll_id, "key bytea PRIMARY KEY, seq smallint NOT NULL, answer jsonb NOT NULL, groups jsonb")


def _create(table: str, poll_id: int, columns: str) -> None:
    name, _every = place(table, poll_id)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {name}")
        cursor.execute(f"CREATE TABLE {name} ({columns}) WITH (autovacuum_enabled = false)")


def upsert(poll_id: int, rows: Sequence[Row]) -> None:
    """Store each row whose seq is higher than the stored one. `rows` must be sorted by key, so that two processes can't deadlock."""
    table, _of_poll = place(OPEN, poll_id)
    change = f"DO UPDATE SET seq = excluded.seq, answer = excluded.answer, groups = excluded.groups WHERE excluded.seq > {table}.seq"
    with connection.cursor() as cursor:
        if is_postgresql():
            cursor.execute(
                f"INSERT INTO {table} (key, seq, answer, groups)"
                " SELECT * FROM unnest(%s::bytea[], %s::smallint[], %s::jsonb[], %s::jsonb[])"
                f" ON CONFLICT (key) {change}",
                [list(column) for column in zip(*rows, strict=True)],
            )
        else:
            cursor.executemany(
                f"INSERT INTO {table} (poll_id, key, seq, answer, groups) VALUES ({int(poll_id)}, %s, %s, %s, %s)"
                f" ON CONFLICT (poll_id, key) {change}",
                rows,
            )


def read(poll_id: int, keys: Collection[bytes]) -> dict[bytes, tuple[int, Answer]]:
    """The stored (seq, answer) by key, for those of `keys` that have a ballot.

    The caller has locked the poll, and it has been opened and is not final; otherwise PostgreSQL raises ProgrammingError.
    """
    return {bytes(key): (seq, parse(answer)) for key, seq, answer in _rows_by_key(OPEN, poll_id, "key, seq, answer", keys, is_locked=True)}


def read_unlocked(poll_id: int, keys: Collection[bytes]) -> dict[bytes, tuple[int, Answer]]:
    """The same as `read`, without a lock. Empty if the poll is final."""
    return {bytes(key): (seq, parse(answer)) for key, seq, answer in _rows_by_key(OPEN, poll_id, "key, seq, answer", keys)}


def count(poll_id: int) -> int:
    """How many ballots a poll has; 0 once it is final."""
    table, of_poll = place(OPEN, poll_id)
    return sum(number for (number,) in _select(f"SELECT COUNT(*) FROM {table} WHERE {of_poll}"))


def answer_texts(poll_id: int) -> list[str]:
    """All answers of a poll as JSON, without keys, for its tally; in no particular order."""
    table, of_poll = place(OPEN, poll_id)
    return [answer for (answer,) in _select(f"SELECT CAST(answer AS text) FROM {table} WHERE {of_poll}")]


def _rows_by_key(table: str, poll_id: int, columns: str, keys: Collection[bytes], *, is_locked: bool = False) -> list[tuple]:
    """The columns of a poll's rows that have one of these keys."""
    name, of_poll = place(table, poll_id)
    select = _execute if is_locked else _select
    rows = []
    for chunk in chunks(keys):
        which = "= ANY(%s)" if is_postgresql() else f"IN ({placeholders(chunk)})"
        rows += select(f"SELECT {columns} FROM {name} WHERE {of_poll} AND key {which}", [chunk] if is_postgresql() else chunk)
    return rows


def _execute(sql: str, values: Sequence[Any] = ()) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _select(sql: str, values: Sequence[Any] = ()) -> list[tuple]:
    """The rows. Empty if the table does not exist, because the poll has not been opened yet or is final."""
    if not is_postgresql():
        return _execute(sql, values)
    try:
        # A savepoint, so that an error does not abort the caller's transaction.
        with transaction.atomic():
            return _execute(sql, values)
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", "") != UNDEFINED_TABLE:
            raise
        return []


def erase(poll_id: int, key: bytes) -> int:
    """Delete one ballot of a poll that is not final, because its owner wants it. Returns 1 if there was one, else 0."""
    table, of_poll = place(OPEN, poll_id)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE {of_poll} AND key = %s", [key])
        return max(0, cursor.rowcount)


def destroy(poll_id: int) -> None:
    """Destroy a poll's ballots."""
    _destroy(OPEN, [poll_id])


def _destroy(table: str, poll_ids: Collection[int]) -> None:
    """Drop the polls' tables (PostgreSQL), or delete their rows and write all others anew (SQLite).

    SQLite keeps copies of moved cells in the free space of a page, so deleting the rows alone would leave traces.
    """
    ids = ", ".join(str(int(poll_id)) for poll_id in sorted(poll_ids))
    with connection.cursor() as cursor:
        if is_postgresql():
            for poll_id in sorted(poll_ids):
                cursor.execute(f"DROP TABLE IF EXISTS {place(table, poll_id)[0]}")
            return
        cursor.execute(f"SELECT * FROM {table} WHERE poll_id NOT IN ({ids}) ORDER BY poll_id, key")
        others = cursor.fetchall()
        cursor.execute(f"DELETE FROM {table}")
        if others:
            cursor.executemany(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(others[0]))})", others)


# -- the before half of a pair ----------------------------------------------------
def set_aside(poll_id: int) -> None:
    """Copy a poll's ballots to the waiting ones: keys and answers only, in the order of the keys."""
    ballots, of_poll = place(OPEN, poll_id)
    waiting, _of_poll = place(WAITING, poll_id)
    if is_postgresql():
        _create(WAITING, poll_id, "key bytea PRIMARY KEY, answer jsonb NOT NULL")
    own_id, columns = ("", "key, answer") if is_postgresql() else ("poll_id, ", "poll_id, key, answer")
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {waiting} ({columns}) SELECT {own_id}key, answer FROM {ballots} WHERE {of_poll} ORDER BY key")


def pairs(before_id: int, after_id: int) -> list[tuple[Answer, Answer]]:
    """The (before, after) answers of everybody who answered both polls, in no particular order.

    The first are waiting ballots of `before_id`, the second ballots of `after_id`, which is not final yet.
    """
    waiting, ballots = place(WAITING, before_id)[0], place(OPEN, after_id)[0]
    which = "TRUE" if is_postgresql() else f"b.poll_id = {int(before_id)} AND a.poll_id = {int(after_id)}"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT b.answer, a.answer FROM {waiting} b JOIN {ballots} a ON a.key = b.key WHERE {which}")
        return [(parse(before), parse(after)) for before, after in cursor.fetchall()]


def read_waiting(poll_id: int, keys: Collection[bytes]) -> dict[bytes, Answer]:
    """The waiting answers by key, for those of `keys` that have one."""
    return {bytes(key): parse(answer) for key, answer in _rows_by_key(WAITING, poll_id, "key, answer", keys)}


def destroy_waiting(poll_ids: Collection[int]) -> None:
    """Destroy the waiting ballots of these polls."""
    if poll_ids:
        _destroy(WAITING, poll_ids)


def drop_leftovers(begun: Collection[int]) -> None:
    """Destroy ballots that a deleted workshop has left. `begun` are the polls that may have ballots; all others lose theirs."""
    if not is_postgresql():
        keep = ", ".join(str(int(poll_id)) for poll_id in sorted(begun))
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT DISTINCT poll_id FROM {OPEN} WHERE poll_id NOT IN ({keep})")
            left = [poll_id for (poll_id,) in cursor.fetchall()]
    else:
        with connection.cursor() as cursor:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename ~ %s", [rf"^{OPEN}_\d+$"])
            left = [poll_id for (name,) in cursor.fetchall() if (poll_id := int(name.rpartition("_")[2])) not in begun]
    if left:
        _destroy(OPEN, left)
