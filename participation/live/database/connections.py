"""How long the threads of a server wait for the database: writer, reader, those of requests, and all others.

A line to PostgreSQL may die without either end hearing of it, behind a proxy for instance. Without a limit its thread would wait
for ever, also when the database has long been back. SQLite needs none: nothing there waits longer than for a lock.
"""

from functools import partial
from typing import Any

from django.db import connection
from django.db.backends.signals import connection_created

LOCK_SECONDS = 1.0  # how long one statement of writer or reader waits for a lock; both retry by themselves
ANSWER_SECONDS = 5.0  # how long these two wait for an answer (PostgreSQL)
STATEMENT_SECONDS = 60.0  # how long one statement of a request may run (PostgreSQL)
LATE_SECONDS = 5.0  # how much later than that the thread gives up the line
WORK_SECONDS = 600.0  # how long all other threads of a server wait for an answer (PostgreSQL)


def limit_lock_waits() -> None:
    """Call it in the thread before its first query. A statement then waits only briefly for a lock, so that others are served."""
    if connection.vendor == "sqlite":
        _set(timeout=LOCK_SECONDS)
    else:
        _set(options=f"{_options()} -c lock_timeout={LOCK_SECONDS * 1000:.0f}", connect_timeout=2)
        limit_answers(ANSWER_SECONDS)


def limit_statements() -> None:
    """Call it in the thread before its first query. PostgreSQL may plan a query so badly, with statistics of a table that was still
    empty, that it takes hours; the page then says "once more" and leaves its thread to others."""
    if connection.vendor == "postgresql":
        _set(options=f"{_options()} -c statement_timeout={STATEMENT_SECONDS * 1000:.0f}")
        limit_answers(STATEMENT_SECONDS + LATE_SECONDS)


def limit_answers(seconds: float) -> None:
    """Call it in the thread before its first query. A statement without an answer fails after so long, with OperationalError."""
    connection.settings_dict = {**connection.settings_dict, "ANSWER_SECONDS": seconds}


def start() -> None:
    """From now on every new connection of this process has such a limit. Commands have none: a migration may take an hour."""
    connection_created.connect(_limit, dispatch_uid=__name__)


def stop() -> None:
    """New connections have no limit any more."""
    connection_created.disconnect(dispatch_uid=__name__)


def _limit(connection: Any, **_signal: object) -> None:
    if connection.vendor == "postgresql":
        line = connection.connection
        line.wait = partial(line.wait, timeout=connection.settings_dict.get("ANSWER_SECONDS", WORK_SECONDS))


def _options() -> str:
    return connection.settings_dict["OPTIONS"].get("options", "")


def _set(**options: object) -> None:
    """Settings of this thread's connection alone."""
    connection.settings_dict = {**connection.settings_dict, "OPTIONS": connection.settings_dict["OPTIONS"] | options}
