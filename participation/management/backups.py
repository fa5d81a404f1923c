"""Backup and restore. A backup is one file with the database, but without ballots, unreleased remarks and logins.

Rows are written in the order of their primary keys, so that a backup made during a workshop does not show the order of arrival.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connection, transaction

from participation import private
from participation.live.models import Room, new_epoch
from polls import ballot_tables
from polls.models import Poll

from . import backups_postgresql, schema
from .schema import Failed

NOT_WHILE_FULL = "The database holds data. To replace them, stop the server and say --replace."


def backup(file: Path) -> None:
    """Write the present database into `file`; the server may be running. Raises Failed if `file` exists or a tool fails."""
    if file.exists():
        raise Failed(f"{file} is there already.")
    part = file.with_name(file.name + ".part")
    part.unlink(missing_ok=True)
    try:
        if connection.vendor == "sqlite":
            _copy_sqlite(part)
        else:
            backups_postgresql.dump(part)
        part.rename(file)
    finally:
        part.unlink(missing_ok=True)


def _copy_sqlite(part: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(part)])
    with closing(sqlite3.connect(part, isolation_level=None)) as copy:
        # So that deleted rows leave nothing on the disk.
        for setting in ("secure_delete=ON", "journal_mode=MEMORY", "temp_store=MEMORY"):
            copy.execute(f"PRAGMA {setting}")
        for (table,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if rows := schema.rows_to_keep(table):
                copy.execute(f"DELETE FROM {table} WHERE NOT ({rows})")
        copy.execute("VACUUM")


def restore(file: Path, *, replace: bool) -> None:
    """Replace the database with `file` and migrate it. The server must be stopped.

    Raises Failed if `file` is no backup of this site, or if there are data and not `replace`."""
    if not file.exists():
        raise Failed(f"{file} is not there.")
    if connection.vendor == "sqlite":
        _restore_sqlite(file, Path(connection.settings_dict["NAME"]), replace)
    else:
        backups_postgresql.expect_backup(file)
        if connection.introspection.table_names() and not replace:
            raise Failed(NOT_WHILE_FULL)
        backups_postgresql.load(file)
        _bring_up_to_date()


def _restore_sqlite(file: Path, database: Path, replace: bool) -> None:
    _expect_backup(file)
    if database.exists() and not replace:
        raise Failed(NOT_WHILE_FULL)
    database.parent.mkdir(parents=True, exist_ok=True)
    part = database.with_name(database.name + ".restored")
    try:
        shutil.copyfile(file, part)
        with _working_on(part):
            _bring_up_to_date()
            with connection.cursor() as cursor:
                # Removes the remains of rows that a migration has deleted.
                cursor.execute("VACUUM")
        for end in private.BESIDE[1:]:
            database.with_name(database.name + end).unlink(missing_ok=True)
        part.replace(database)
    finally:
        for end in private.BESIDE:
            part.with_name(part.name + end).unlink(missing_ok=True)


def _expect_backup(file: Path) -> None:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as copy:
        try:
            whole = copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            whole = whole and copy.execute("SELECT count(*) FROM live_room").fetchone()
            objects = copy.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
        except sqlite3.DatabaseError:
            whole = False
    if not whole:
        raise Failed(f"{file} is no backup of this site, or it is damaged.")
    schema.refuse(f"{kind} {name}" for kind, name, sql in objects if kind not in {"table", "index"} or _is_virtual(sql))


def _is_virtual(sql: str | None) -> bool:
    return sql is not None and sql.upper().split()[:2] == ["CREATE", "VIRTUAL"]


@contextmanager
def _working_on(file: Path) -> Iterator[None]:
    """Point Django's connection at this SQLite file."""
    connection.close()
    before, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], str(file)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def _bring_up_to_date() -> None:
    """Migrate, which also deletes what an older version kept, and reset what was going on.

    New epochs make every phone and screen load everything again. Polls whose ballots are lost can be opened again."""
    call_command("migrate", verbosity=0, interactive=False)
    schema.expect_nothing_strange()
    for room in Room.objects.all():
        room.epoch = new_epoch()
        room.save(update_fields=["epoch"])
    begun = Poll.objects.filter(state__in=[Poll.State.OPEN, Poll.State.CLOSED], final_at=None)
    with transaction.atomic():
        for poll in begun:
            ballot_tables.destroy(poll.pk)
        begun.update(state=Poll.State.READY, opened_at=None, closed_at=None)
        Poll.objects.update(is_waiting=False)
