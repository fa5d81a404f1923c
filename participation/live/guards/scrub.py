"""Scrubbing removes what a database keeps beside its rows: their place in the file, copies of old cells, the write-ahead log.

Each of these tells in which order things came. SQLite's log holds one version of a page per commit, until it is truncated.
Inside a page, and in PostgreSQL's heap, rows lie in the order of their insertion, until the table is rewritten.
A background thread does this outside any other transaction, and tries again until it succeeds.
"""

import logging
import threading
import time

from django.db import connection, transaction
from django.utils import timezone

from ..database import clock

log = logging.getLogger(__name__)

PAUSE = 1.0  # seconds between two tries
MANY = 50_000  # rows of a table and its children
NIGHT = range(1, 5)  # the hours, in local time, in which tables of more rows are rewritten
PATIENCE = 5  # tries in a row that may fail before the log says so: somebody else's lock is usual, and gone in a moment
LOCK_TIMEOUT = "200ms"  # PostgreSQL: the longest that a writer waits for a rewrite to get its lock

tables: dict[str, str] = {}  # tables whose row order must be secret → the random column to order them by
_children: dict[str, dict[str, str]] = {}  # table → the tables that refer to it, with their columns; they are rewritten together with it
_rewrites: set[str] = set()
_vacuum = False
_needed = threading.Event()
_thread: threading.Thread | None = None
_is_running = False  # whether the thread still looks for what is due
_lock = threading.Lock()


def add_table(table: str, *, order_by: str, children: dict[str, str] | None = None) -> None:
    """Called by an app in its `AppConfig.ready()`. `order_by` and the columns of `children` hold random values."""
    tables[table] = order_by
    if children:
        _children[table] = children


def add_child(table: str, *, of: str, order_by: str) -> None:
    """Called by an app whose table refers to another app's: it is rewritten with `of`, or with another child of it."""
    _children.setdefault(of, {})[table] = order_by


def read_lock() -> str:
    """SQL for PostgreSQL that keeps `rewrite` away from whoever reads from one snapshot; "" if there is nothing to lock.

    TRUNCATE is not MVCC-safe there: a snapshot taken before it finds the table empty. So the lock comes before the first read,
    which takes the snapshot.
    """
    names = sorted({*tables, *(child for family in _children.values() for child in family)})
    return f"LOCK TABLE {', '.join(names)} IN ACCESS SHARE MODE" if names else ""


def run_once() -> bool:
    """Do all that is due. True if nothing is left. On a database error, which is raised, the work stays due."""
    global _vacuum
    for table in sorted(_rewrites):
        if not waits_for_night(table):
            rewrite(table)
        _rewrites.discard(table)
    if connection.vendor != "sqlite":
        return True
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 100")
        try:
            if _vacuum:
                cursor.execute("VACUUM")
                _vacuum = False
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy, _frames, _moved = cursor.fetchone()
        finally:
            cursor.execute("PRAGMA busy_timeout = 20000")
    return not busy


def waits_for_night(table: str) -> bool:
    """Whether by day a rewrite would keep everybody waiting for more than a second or two: the tables together have very many rows.

    On SQLite nobody can write meanwhile, on PostgreSQL nobody can read. The hourly work asks for it again at night.
    """
    if timezone.localtime(clock.now()).hour in NIGHT:
        return False
    with connection.cursor() as cursor:
        rows = 0
        for name in _family(table):
            cursor.execute(f"SELECT count(*) FROM (SELECT 1 FROM {name} LIMIT %s) AS counted", [MANY + 1])
            rows += cursor.fetchone()[0]
    return rows > MANY


def _family(table: str) -> dict[str, str]:
    return {table: tables[table]} | _children.get(table, {})


def rewrite(table: str) -> None:
    """Rewrite one of `tables` and its children in the order of their random columns. Others see all rows before, and all after."""
    if connection.vendor == "sqlite":
        _rewrite_sqlite(_family(table))
    else:
        _rewrite_postgresql(_family(table))


def _rewrite_sqlite(family: dict[str, str]) -> None:
    """SQLite zeroes the pages it frees (`secure_delete`). Each table has a transaction of its own, because others can't write meanwhile.

    Without foreign keys a deleted row takes none of another table along. That can't be set inside a transaction, so there only a table
    without children is rewritten. Raises RuntimeError for others.
    """
    if len(family) > 1 and connection.in_atomic_block:
        raise RuntimeError("a table with children can't be rewritten inside a transaction: its children would be deleted")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys = OFF")
        try:
            for name, order in family.items():
                with transaction.atomic(durable=not connection.in_atomic_block):
                    rows = cursor.execute(f"SELECT * FROM {name} ORDER BY {order}").fetchall()
                    cursor.execute(f"DELETE FROM {name}")
                    if rows:
                        cursor.executemany(f"INSERT INTO {name} VALUES ({', '.join(['%s'] * len(rows[0]))})", rows)
        finally:
            cursor.execute("PRAGMA foreign_keys = ON")


def _rewrite_postgresql(family: dict[str, str]) -> None:
    """PostgreSQL makes new files; others wait for the tables meanwhile. It empties a table only together with all that refer to it."""
    with transaction.atomic(durable=not connection.in_atomic_block), connection.cursor() as cursor:
        names = ", ".join(family)
        cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
        cursor.execute(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE")
        for number, name in enumerate(family):
            cursor.execute(f"CREATE TEMPORARY TABLE rewritten_{number} ON COMMIT DROP AS TABLE {name}")
        cursor.execute(f"TRUNCATE {names}")
        for number, (name, order) in enumerate(family.items()):
            cursor.execute(f"INSERT INTO {name} SELECT * FROM rewritten_{number} ORDER BY {order}")


def schedule(*names: str, vacuum: bool = False) -> None:
    """Rewrite these tables and empty the log, in the background, until it succeeds. `vacuum` (SQLite) locks the whole database."""
    global _thread, _is_running, _vacuum
    with _lock:
        _rewrites.update(names)
        _vacuum = _vacuum or vacuum
        _needed.set()
        if not _is_running:
            _is_running = True
            _thread = threading.Thread(target=_run_until_done, name="scrub", daemon=True)
            _thread.start()


def wait(seconds: float) -> None:
    """Wait for the thread, so that a command does not end before it."""
    if _thread is not None:
        _thread.join(seconds)


def _run_until_done() -> None:
    failed = 0
    while not _is_done():
        try:
            if not run_once():
                _needed.set()
            failed = 0
        except Exception as error:
            failed += 1
            if failed >= PATIENCE:
                log.warning("not scrubbed after %s tries: %s", failed, type(error).__name__)
            _needed.set()
        finally:
            connection.close()
        if _needed.is_set():
            time.sleep(PAUSE)


def _is_done() -> bool:
    """Whether the thread may end; else what comes from now on counts as new. Under the lock, so that `schedule` never counts on a
    thread that has just decided to end."""
    global _is_running
    with _lock:
        if not _needed.is_set():
            _is_running = False
            return True
        _needed.clear()
        return False
