"""Backup and restore of PostgreSQL. A backup is a zip: the schema from pg_dump, and each table's rows sorted by primary key."""

import os
import re
import subprocess
import zipfile
from pathlib import Path

from django.db import connection, transaction

from participation.live.guards import scrub
from polls.ballot_tables import columns_of

from . import schema
from .schema import Failed

# Entries of the zip: the table definitions, and rows/<table>.
TABLES = "tables"
ROWS = "rows/"
# An earlier version's backup is a single file in pg_dump's own format, which begins so.
MAGIC = b"PGDMP"
# What pg_restore may list; triggers, views and functions are not among it.
KINDS = {
    "TABLE", "TABLE DATA", "SEQUENCE", "SEQUENCE SET", "SEQUENCE OWNED BY", "DEFAULT", "CONSTRAINT", "FK CONSTRAINT", "INDEX",
    "SCHEMA", "COMMENT", "ACL", "DEFAULT ACL", "DATABASE", "DATABASE PROPERTIES", "ENCODING", "STDSTRINGS", "SEARCHPATH",
}  # fmt: skip
BLOCK = 1 << 20  # bytes
TOOL_SECONDS = 3600  # after which pg_dump or pg_restore is ended
LOCK_WAIT = "15s"  # how long pg_dump waits for a table that somebody holds; it would wait for ever


def dump(part: Path) -> None:
    """Write definitions and rows of one snapshot into `part`; raises Failed if pg_dump fails."""
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; {scrub.read_lock()}")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        names = connection.introspection.table_names(cursor)
        of_ballots = [name for name in names if columns_of(name)]  # one for each open poll
        without = [f"--exclude-table={name}" for name in of_ballots]
        options = f"--snapshot={snapshot}", f"--lock-wait-timeout={LOCK_WAIT}"
        archive.writestr(TABLES, _run("pg_dump", "--schema-only", "--format=custom", *options, *without))
        for table in sorted(set(names) - set(of_ballots)):
            key = ", ".join(connection.introspection.get_primary_key_columns(cursor, table) or ["1"])
            rows = f"SELECT * FROM {table} WHERE {schema.rows_to_keep(table) or 'true'} ORDER BY {key}"
            with archive.open(ROWS + table, "w") as entry, cursor.copy(f"COPY ({rows}) TO STDOUT") as copy:
                for block in copy:
                    entry.write(block)


def expect_backup(file: Path) -> None:
    """Raise Failed if `file` is no backup of this site, or holds objects that the site does not create."""
    definitions = _definitions(file)
    if definitions is None:
        raise Failed(f"{file} is no backup of this site, or it is damaged.")
    entries = [re.sub(r"^\d+; \d+ \d+ ", "", line) for line in _run("pg_restore", "--list", stdin=definitions).decode().splitlines()]
    entries = [entry for entry in entries if entry and not entry.startswith(";")]
    kinds = sorted(KINDS, key=len, reverse=True)
    schema.refuse(entry.rpartition(" ")[0] for entry in entries if not any(entry.startswith(kind + " ") for kind in kinds))
    if not any(entry.startswith("TABLE ") and " live_room " in entry for entry in entries):
        raise Failed(f"{file} is no backup of this site, or it is damaged.")


def _definitions(file: Path) -> bytes | None:
    with file.open("rb") as start:
        is_dump = start.read(len(MAGIC)) == MAGIC
    if is_dump:
        return file.read_bytes()
    try:
        with zipfile.ZipFile(file) as archive:
            return archive.read(TABLES)
    except (zipfile.BadZipFile, KeyError):
        return None


def load(file: Path) -> None:
    """Drop all tables and load `file`; raises Failed if pg_restore fails."""
    definitions = _definitions(file)
    _drop_all()
    _run("pg_restore", "--no-owner", "--no-acl", "--exit-on-error", "--section=pre-data", "--section=data", stdin=definitions, into=True)
    if zipfile.is_zipfile(file):
        _load_rows(file)
    _run("pg_restore", "--no-owner", "--no-acl", "--exit-on-error", "--section=post-data", stdin=definitions, into=True)


def _drop_all() -> None:
    tables = ", ".join(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if tables:
            cursor.execute(f"DROP TABLE {tables} CASCADE")


def _load_rows(file: Path) -> None:
    with zipfile.ZipFile(file) as archive, transaction.atomic(), connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for table in tables:
            if ROWS + table not in archive.namelist():
                continue
            with archive.open(ROWS + table) as entry, cursor.copy(f"COPY {table} FROM STDIN") as copy:
                while block := entry.read(BLOCK):
                    copy.write(block)
        for table in tables:
            for counted in connection.introspection.get_sequences(cursor, table):
                column = counted["column"]
                cursor.execute(f"SELECT setval(%s, coalesce(max({column}), 1), max({column}) IS NOT NULL) FROM {table}", [counted["name"]])


def _run(program: str, *arguments: str, stdin: bytes | None = None, into: bool = False) -> bytes:
    settings = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    env = {**os.environ, **{name: str(settings[key]) for name, key in names.items() if settings[key]}}
    database = [f"--dbname={settings['NAME']}", "--no-password"] if into or program == "pg_dump" else []
    try:
        result = subprocess.run([program, *database, *arguments], env=env, input=stdin, capture_output=True, timeout=TOOL_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise Failed(f"{program} did not end within {TOOL_SECONDS // 60} minutes.") from error
    except FileNotFoundError as error:
        raise Failed(f"{program} is missing; on Debian it comes with postgresql-client.") from error
    if result.returncode:
        raise Failed(f"{program}: {result.stderr.decode(errors='replace').strip()[-600:]}")
    return result.stdout
