"""Tables with a random key and without row id, serial number or time, so that they do not reveal the order of arrival.

On SQLite they are WITHOUT ROWID, so that rows are stored in the order of their primary key. A later AlterField would silently
rebuild them with row ids; a test in tests/house/test_tables.py fails then.
"""

from collections.abc import Iterable, Sequence
from itertools import islice

from django.apps.registry import Apps
from django.db import connection, migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TYPES = {
    "sqlite": {"id": "integer", "key": "blob", "small": "integer", "text": "text", "json": "text", "bool": "bool", "end": " WITHOUT ROWID"},
    "postgresql": {"id": "bigint", "key": "bytea", "small": "smallint", "text": "varchar", "json": "jsonb", "bool": "boolean", "end": ""},
}


def keyed_table(state: migrations.CreateModel, name: str, columns: str, *, index: str = "") -> migrations.SeparateDatabaseAndState:
    """The migration that creates table `name`. `columns` is SQL, in which {id}, {key}, {small}, {text} and so on are replaced by TYPES."""

    def create(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        types = TYPES[schema_editor.connection.vendor]
        schema_editor.execute(f"CREATE TABLE {name} ({columns.format(**types)}){types['end']}")
        if index:
            schema_editor.execute(f"CREATE INDEX {name}_index ON {name} ({index})")

    def drop(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        schema_editor.execute(f"DROP TABLE {name}")

    return migrations.SeparateDatabaseAndState(database_operations=[migrations.RunPython(create, drop)], state_operations=[state])


def reference(column: str, table: str) -> str:
    """The SQL of a foreign key to `table` that is deleted with its row, for `columns` of `keyed_table`."""
    return f"{column} {{id}} NOT NULL REFERENCES {table} (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED"


INSERTED_AT_ONCE = 50_000


def insert_rows(name: str, columns: Sequence[str], rows: Iterable[tuple]) -> None:
    """Insert very many rows into a table of these, in their order, which has to be that of the keys. In the caller's transaction."""
    named = ", ".join(columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {name} ({named}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        every = iter(rows)
        while several := list(islice(every, INSERTED_AT_ONCE)):
            cursor.executemany(f"INSERT INTO {name} ({named}) VALUES ({', '.join(['%s'] * len(columns))})", several)
