"""Reading a room at one moment: numbers and pictures from the same state of the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction


@contextmanager
def one_moment() -> Iterator[None]:
    """All reads inside see one state, whatever is committed meanwhile. So a revision means the same picture on every process.

    Does nothing inside a transaction, whose writes the reader has to see.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        sqlite: Any = connections[DEFAULT_DB_ALIAS]
        sqlite.ensure_connection()
        before = sqlite.transaction_mode
        sqlite.transaction_mode = "DEFERRED"  # a reader of the write-ahead log: it neither waits nor lets anybody wait
        try:
            with transaction.atomic():
                yield
        finally:
            sqlite.transaction_mode = before
