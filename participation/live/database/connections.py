"""Limits of the database connections of long-lived threads: writer, reader, and the threads of requests."""

from django.db import connection

LOCK_SECONDS = 1.0  # how long one statement of writer or reader waits for a lock; both retry by themselves
STATEMENT_SECONDS = 60.0  # how long one statement of a request may run (PostgreSQL)


def limit_lock_waits() -> None:
    """Call it in the thread before its first query. A statement then waits only briefly for a lock, so that others are served."""
    if connection.vendor == "sqlite":
        _set(timeout=LOCK_SECONDS)
    else:
        _set(options=f"{_options()} -c lock_timeout={LOCK_SECONDS * 1000:.0f}", connect_timeout=2)


def limit_statements() -> None:
    """Call it in the thread before its first query. PostgreSQL may plan a query so badly, with statistics of a table that was still
    empty, that it takes hours; the page then says "once more" and leaves its thread to others."""
    if connection.vendor == "postgresql":
        _set(options=f"{_options()} -c statement_timeout={STATEMENT_SECONDS * 1000:.0f}")


def _options() -> str:
    return connection.settings_dict["OPTIONS"].get("options", "")


def _set(**options: object) -> None:
    """Settings of this thread's connection alone."""
    connection.settings_dict = {**connection.settings_dict, "OPTIONS": connection.settings_dict["OPTIONS"] | options}
