"""Tables with a random key and without row id, serial number or time, so that they do not reveal the order of arrival.

On SQLite they are WITHOUT ROWID, so that rows are stored in the order of their primary key. A later AlterField would silently
rebuild them with row ids; a test in tests/house/test_tables.py fails then.
"""

from django.apps.registry import Apps
from django.db import migrations
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
