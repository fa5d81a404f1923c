"""The connections of the two threads that the live path stands on, writer and reader."""

from django.db import connection

LOCK_SECONDS = 1.0  # how long one statement waits for somebody's lock; both threads try again by themselves


def take() -> None:
    """In a thread that lives long, before its first query: a connection that never waits long, so that others are answered."""
    options = dict(connection.settings_dict["OPTIONS"])
    if connection.vendor == "sqlite":
        options["timeout"] = LOCK_SECONDS
    else:
        options["options"] = f"{options.get('options', '')} -c lock_timeout={LOCK_SECONDS * 1000:.0f}"
        options["connect_timeout"] = 2
    connection.settings_dict = {**connection.settings_dict, "OPTIONS": options}
