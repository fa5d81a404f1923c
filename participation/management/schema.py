"""Which tables and columns a database of this site has, and which rows go into a backup.

Restore refuses everything else, because a trigger or an additional column could record how people vote.
"""

from collections.abc import Iterable

from django.apps import apps
from django.db import connection

from polls.ballot_tables import COLUMNS, columns_of

# {table: condition for the rows that go into a backup}. Ballots, waiting ballots, unreleased remarks, logins and mail stay out.
KEPT_ROWS = {
    "polls_remark": "state = 'released' AND NOT is_withdrawn",
    **dict.fromkeys(("polls_ballot", "polls_waiting", "django_session", "accounts_attempt", "accounts_queuedmail"), "1 = 0"),
}
# Tables of Django and SQLite that have no model.
NOT_OURS = {"django_migrations", "sqlite_sequence", "sqlite_stat1", "sqlite_stat4"}


class Failed(Exception):
    """The message tells the operator what to do."""


def rows_to_keep(table: str) -> str:
    """The SQL condition for the rows of this table that go into a backup; empty for all rows."""
    return KEPT_ROWS.get(table, "")


def refuse(strange: Iterable[str]) -> None:
    """Raise Failed with these names of unknown objects, unless there are none."""
    if found := sorted(strange):
        raise Failed(
            f"The backup holds what this site never made: {', '.join(found[:10])}. It was changed by somebody, and is not restored."
        )


def expect_nothing_strange() -> None:
    """Raise Failed for tables and columns without a model, and for keyed tables with row ids. Call it after migrating."""
    models = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    strange = []
    with connection.cursor() as cursor:
        for table in connection.introspection.get_table_list(cursor):
            if table.name in NOT_OURS:
                continue
            known = columns_of(table.name)
            if table.name in models:
                known = {field.column for field in models[table.name]._meta.local_concrete_fields if field.column}
            if table.type != "t" or not known:
                strange.append(f"table {table.name}")
                continue
            columns = connection.introspection.get_table_description(cursor, table.name)
            strange += [f"column {table.name}.{column.name}" for column in columns if column.name not in known]
    refuse(strange + (_with_row_ids(models) if connection.vendor == "sqlite" else []))


def _with_row_ids(models: dict) -> list[str]:
    from polls.models import KeyedTable

    keyed = {table for table, model in models.items() if issubclass(model, KeyedTable)} | set(COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND upper(sql) NOT LIKE '%WITHOUT ROWID%'")
        return [f"row ids of {name}" for (name,) in cursor.fetchall() if name in keyed]
