"""Tables with a key tell no order of arrival."""

import re

import pytest
from django.db import connection


@pytest.mark.django_db
def test_tables_with_a_key_know_no_order():
    """SQLite's row ids, or any serial or time, would tell the order of arrival."""
    from django.apps import apps

    from polls.models import KeyedTable

    tables = {model._meta.db_table for model in apps.get_models() if issubclass(model, KeyedTable)} | {"proposals_support"}
    tables |= {"polls_ballot", "polls_waiting"} if connection.vendor == "sqlite" else set()
    assert len(tables) >= 2
    for table in tables:
        with connection.cursor() as cursor:
            columns = {column.name: column for column in connection.introspection.get_table_description(cursor, table)}
            if connection.vendor == "sqlite":
                cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [table])
                assert "WITHOUT ROWID" in cursor.fetchone()[0], table
        assert not {name for name in columns if re.search(r"(_at|time|date|serial|participant|user)", name)}, table
