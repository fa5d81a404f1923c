"""What `/healthz` says."""

import time

from django.db import connection

FORGET_LIMIT_SECONDS = 3 * 3600
forgot_at: float | None = None  # set by the server's hourly forget


def report() -> dict:
    """`{"ok": …}` with one word each for the database and `forget`."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        database = True
    except Exception:
        database = False
    late = forgot_at is not None and time.monotonic() - forgot_at > FORGET_LIMIT_SECONDS
    return {"ok": database and not late, "database": database, "forget": "late" if late else "on time"}
