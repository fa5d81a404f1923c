"""What the insider holds: at each moment the rows of all tables as they lie there, and every byte around them."""

import json
import re
import shutil
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

Row = dict[str, Any]


@dataclass
class Moment:
    """`tables`: rows in the order in which the database gives them by itself. `bytes`: files by what they are."""

    tables: dict[str, list[Row]] = field(default_factory=dict)
    bytes: dict[str, bytes] = field(default_factory=dict)


def of_sqlite(database: Path, folder: Path) -> Moment:
    """The file and its log as they are, and the rows that SQLite reads from a copy of both."""
    folder.mkdir()
    moment = Moment()
    for end, name in (("", "file"), ("-wal", "log")):
        source = database.with_name(database.name + end)
        moment.bytes[name] = source.read_bytes() if source.exists() else b""
        (folder / ("copy" + end)).write_bytes(moment.bytes[name])
    moment.tables = rows_of_sqlite(folder / "copy")
    shutil.rmtree(folder)
    return moment


def rows_of_sqlite(file: Path) -> dict[str, list[Row]]:
    with closing(sqlite3.connect(file)) as copy:
        copy.row_factory = sqlite3.Row
        tables = dict(copy.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall())
        return {
            name: [dict(row) for row in copy.execute(f"SELECT * FROM {name}").fetchall()]
            for name in tables
            if not name.startswith("sqlite_")
        }


def of_postgresql(address: str, data: Path, old: dict[str, bytes], *, log_since: str = "") -> Moment:
    """Rows in the order of the heap; files of heap, index, toast and statistics that are not what they were before the evening.

    `log_since`: the place in the write-ahead log (as `pg_current_wal_lsn()` gives it) from which on it is taken too."""
    moment = Moment()
    with psycopg.connect(address, autocommit=True) as line:
        line.execute("CHECKPOINT")
        names = [name for (name,) in line.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()]
        for name in names:
            cursor = line.execute(f"SELECT * FROM {name} ORDER BY ctid")
            columns = [column.name for column in cursor.description]
            moment.tables[name] = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
        found = (
            "SELECT pg_relation_filepath(oid), relname, relkind FROM pg_class WHERE relfilenode <> 0 AND relkind IN ('r', 'i', 't', 'm')"
        )
        files = {path: f"{kind} {name}" for path, name, kind in line.execute(found).fetchall()}
        folder = data / Path(next(iter(files))).parent
        if log_since:  # large, and told apart: once is enough
            moment.bytes["pg_wal"] = _write_ahead_log(line, data / "pg_wal", log_since)
    for file in sorted(folder.iterdir()):
        content = _content(file)
        name = files.get(str(file.relative_to(data)), "nobody's file")
        is_catalogue = " pg_" in name and not re.search(" pg_(statistic|toast)", name)  # names and types, no values
        if old.get(file.name) != content and content.strip(b"\0") and not is_catalogue:
            moment.bytes[name] = moment.bytes.get(name, b"") + content
    return moment


def _content(file: Path) -> bytes:
    """Nothing if PostgreSQL has just thrown the file away, as it does with its own caches."""
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""


def _write_ahead_log(line: psycopg.Connection, folder: Path, since: str) -> bytes:
    """What was written since then. The folder also holds what other databases wrote, up to a gigabyte of it."""
    first, offset = line.execute("SELECT file_name, file_offset FROM pg_walfile_name_offset(%s)", [since]).fetchone()
    (last,) = line.execute("SELECT pg_walfile_name(pg_current_wal_lsn())").fetchone()
    return b"".join(_content(file) for file in sorted(folder.iterdir()) if first <= file.name <= last)[offset:]


def files_of_postgresql(address: str, data: Path) -> tuple[dict[str, bytes], str]:
    """Every file of this database, to know later which have changed, and the place that the write-ahead log has reached."""
    with psycopg.connect(address, autocommit=True) as line:
        line.execute("CHECKPOINT")
        path, reached = line.execute("SELECT pg_relation_filepath('pg_class'), pg_current_wal_lsn()::text").fetchone()
    return {file.name: _content(file) for file in (data / Path(path).parent).iterdir()}, reached


def of_backup(file: Path) -> Moment:
    if not zipfile.is_zipfile(file):
        return Moment(rows_of_sqlite(file), {"file": file.read_bytes()})
    with zipfile.ZipFile(file) as archive:
        return Moment({}, {name.partition("/")[2] or name: archive.read(name) for name in archive.namelist()})


def plain(value: Any) -> Any:
    """A cell as something that can be looked into and sorted."""
    if isinstance(value, (bytes, memoryview)):
        return bytes(value)
    if isinstance(value, (dict, list)):
        return json.dumps(value)
    return value
