"""The one clock that all processes share: the database's. Theirs may differ, and a laptop's may jump."""

from datetime import datetime

from django.db import connection
from django.utils import timezone


def now() -> datetime:
    """What the database takes for now; SQLite has no other clock than this machine's."""
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]
