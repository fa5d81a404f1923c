"""One file that holds the database, without what must not outlive an evening: ballots that are not final, and logins."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.db import connection

from participation.live.models import Room, new_epoch

LEFT_OUT = ("polls_ballot", "django_session")


class Failed(Exception):
    """The message says what the operator can do."""


def backup(file: Path) -> None:
    """Write the database of this moment into `file`, while the server may be running."""
    if file.exists():
        raise Failed(f"{file} is there already.")
    part = file.with_name(file.name + ".part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT, 0o600))
    try:
        if connection.vendor == "sqlite":
            _copy_sqlite(part)
        else:
            without = [f"--exclude-table-data={table}" for table in LEFT_OUT]
            _postgresql("pg_dump", "--format=custom", *without, f"--file={part}")
        part.rename(file)
    finally:
        part.unlink(missing_ok=True)


def _copy_sqlite(part: Path) -> None:
    part.unlink()
    before = os.umask(0o077)
    try:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(part)])
    finally:
        os.umask(before)
    with closing(sqlite3.connect(part, isolation_level=None)) as copy:
        copy.execute("PRAGMA secure_delete=ON")
        for table in LEFT_OUT:
            copy.execute(f"DELETE FROM {table}")
        copy.execute("VACUUM")


def restore(file: Path, *, replace: bool) -> None:
    """Put `file` in the database's place. New epochs make every phone and screen forget what it has seen."""
    if not file.exists():
        raise Failed(f"{file} is not there.")
    if connection.vendor == "sqlite":
        _restore_sqlite(file, Path(connection.settings_dict["NAME"]), replace)
    else:
        if Room._meta.db_table in connection.introspection.table_names() and not replace:
            raise Failed("The database holds data. To replace them, stop the server and say --replace.")
        _postgresql("pg_restore", "--clean", "--if-exists", "--no-owner", "--exit-on-error", str(file))
    for room in Room.objects.all():
        room.epoch = new_epoch()
        room.save(update_fields=["epoch"])


def _restore_sqlite(file: Path, database: Path, replace: bool) -> None:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as copy:
        try:
            whole = (
                copy.execute("PRAGMA integrity_check").fetchone() == ("ok",) and copy.execute("SELECT count(*) FROM live_room").fetchone()
            )
        except sqlite3.DatabaseError:
            whole = False
    if not whole:
        raise Failed(f"{file} is no backup of this site, or it is damaged.")
    if database.exists() and not replace:
        raise Failed("The database holds data. To replace them, stop the server and say --replace.")
    connection.close()
    for end in ("-wal", "-shm"):
        database.with_name(database.name + end).unlink(missing_ok=True)
    database.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, database)


def _postgresql(program: str, *arguments: str) -> None:
    settings = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    env = {**os.environ, **{name: str(settings[key]) for name, key in names.items() if settings[key]}}
    try:
        result = subprocess.run([program, f"--dbname={settings['NAME']}", *arguments], env=env, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise Failed(f"{program} is missing; on Debian it comes with postgresql-client.") from error
    if result.returncode:
        raise Failed(f"{program}: {result.stderr.strip()[-600:]}")
