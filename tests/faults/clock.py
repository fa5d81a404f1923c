"""A server whose clock is wrong: Python's, Django's and SQLite's idea of now are moved together by what a file says."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db.backends.signals import connection_created
from django.utils import timezone

_time = time.time


def follow(path: str, *, database_too: bool = True) -> None:
    """From now on this process believes in its clock plus the seconds written in `path`, which may change while it runs."""
    file = Path(path)

    def shift() -> float:
        return float(file.read_text() or 0)

    def now() -> datetime:
        return datetime.now(tz=UTC) + timedelta(seconds=shift())

    def strftime(_form: str, _when: str) -> str:
        return now().strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]

    def move(connection, **_kwargs) -> None:
        if connection.vendor == "sqlite":  # what Django's Now() asks SQLite for
            connection.connection.create_function("STRFTIME", 2, strftime)

    time.time = lambda: _time() + shift()
    timezone.now = now
    if database_too:
        connection_created.connect(move, weak=False)
