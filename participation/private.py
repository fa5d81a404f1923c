"""Makes files readable only by their owner, because other users of this machine must not read the database."""

import contextlib
import os
from pathlib import Path

from django.conf import settings

# Endings of SQLite's files. It creates the others with the mode of the database.
BESIDE = ("", "-wal", "-shm", "-journal")


def keep() -> None:
    """Create new files of this process with mode 0600, and give that mode to an existing database."""
    os.umask(0o077)
    for database in settings.DATABASES.values():
        if database["ENGINE"].endswith("sqlite3"):
            close(Path(database["NAME"]))


def close(database: Path) -> None:
    """Set mode 0600 on a SQLite file and its journals."""
    for end in BESIDE:
        with contextlib.suppress(FileNotFoundError, PermissionError):  # another owner must do it
            database.with_name(database.name + end).chmod(0o600)
