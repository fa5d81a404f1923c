"""Tables with a key: no row id, no serial, no time, so that nothing in them tells an order of arrival.

SQLite makes them WITHOUT ROWID: rows lie in the order of their primary key. A later AlterField would silently
rebuild them with row ids, which tests/test_house.py notices.
"""

from django.db import migrations

TYPES = {
    "sqlite": {"id": "integer", "key": "blob", "small": "integer", "text": "text", "json": "text", "bool": "bool", "end": " WITHOUT ROWID"},
    "postgresql": {"id": "bigint", "key": "bytea", "small": "smallint", "text": "varchar", "json": "jsonb", "bool": "boolean", "end": ""},
}


def keyed_table(state: migrations.CreateModel, name: str, columns: str, *, index: str = "") -> migrations.SeparateDatabaseAndState:
    """The migration that makes table `name`; `columns` is SQL with {id}, {key}, {small}, {text}, {json} for the types of the database."""

    def create(apps, schema_editor):
        types = TYPES[schema_editor.connection.vendor]
        schema_editor.execute(f"CREATE TABLE {name} ({columns.format(**types)}){types['end']}")
        if index:
            schema_editor.execute(f"CREATE INDEX {name}_index ON {name} ({index})")

    def drop(apps, schema_editor):
        schema_editor.execute(f"DROP TABLE {name}")

    return migrations.SeparateDatabaseAndState(database_operations=[migrations.RunPython(create, drop)], state_operations=[state])


def reference(column: str, table: str) -> str:
    """A column that refers to a row of `table` and goes with it."""
    return f"{column} {{id}} NOT NULL REFERENCES {table} (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED"
