"""What the database keeps beside its tables: SQLite's write-ahead log holds the order of arrival until it is truncated,
PostgreSQL's dead rows until they are vacuumed. Both happen when a poll is final, when a workshop ends, when somebody erases
what is theirs, and every hour; outside any transaction, retried every second."""

import logging
import threading

from django.db import connection

log = logging.getLogger(__name__)

tables: list[str] = []  # those with a key; apps add theirs
_needed = threading.Event()
_thread: threading.Thread | None = None
_lock = threading.Lock()


def once() -> bool:
    """Try now; True when nothing tells the order any more."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA busy_timeout = 100")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy, _frames, _moved = cursor.fetchone()
            cursor.execute("PRAGMA busy_timeout = 20000")
            return not busy
        for table in tables:
            cursor.execute(f"VACUUM {table}")
    return True


def soon() -> None:
    """Keep trying in the background until it succeeds."""
    global _thread
    _needed.set()
    with _lock:
        if _thread is None or not _thread.is_alive():
            _thread = threading.Thread(target=_until_done, name="scrub", daemon=True)
            _thread.start()


def wait(seconds: float) -> None:
    """For commands, whose threads end with them."""
    if _thread is not None:
        _thread.join(seconds)


def _until_done() -> None:
    while _needed.is_set():
        _needed.clear()
        try:
            if not once():
                _needed.set()
        except Exception as error:
            log.warning("not scrubbed yet: %s", type(error).__name__)
            _needed.set()
        finally:
            connection.close()
        if _needed.is_set():
            threading.Event().wait(1)
