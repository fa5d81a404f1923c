"""Database connections of the two long-lived threads, writer and reader."""

from django.db import connection

LOCK_SECONDS = 1.0  # how long one statement waits for a lock; both threads retry by themselves


def limit_lock_waits() -> None:
    """Call it in the thread before its first query. A statement then waits only briefly for a lock, so that others are served."""
    options = dict(connection.settings_dict["OPTIONS"])
    if connection.vendor == "sqlite":
        options["timeout"] = LOCK_SECONDS
    else:
        options["options"] = f"{options.get('options', '')} -c lock_timeout={LOCK_SECONDS * 1000:.0f}"
        options["connect_timeout"] = 2
    connection.settings_dict = {**connection.settings_dict, "OPTIONS": options}
