"""Read a room's numbers and its content from the same state of the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction

from ..guards import scrub


@contextmanager
def read_snapshot() -> Iterator[None]:
    """All reads inside see one state, whatever is committed meanwhile. So a revision has the same content on every process.

    Does nothing inside a transaction, because the reader has to see its writes.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; {scrub.read_lock()}")
            yield
    else:
        sqlite: Any = connections[DEFAULT_DB_ALIAS]
        sqlite.ensure_connection()
        before = sqlite.transaction_mode
        sqlite.transaction_mode = "DEFERRED"  # a reader of the write-ahead log neither waits nor blocks a writer
        try:
            with transaction.atomic():
                yield
        finally:
            sqlite.transaction_mode = before
