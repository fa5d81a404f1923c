"""What `/healthz` says."""

import time

from django.db import connection

FORGET_LIMIT_SECONDS = 3 * 3600
forgot_at: float | None = None  # None where nobody calls `forget` every hour


def note_forgotten() -> None:
    """`forget` has run, or the server has begun to call it every hour."""
    global forgot_at
    forgot_at = time.monotonic()


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
