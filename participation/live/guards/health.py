"""The health report of `/healthz`."""

import time
from typing import Literal, TypedDict

from django.db import connection

FORGET_LIMIT_SECONDS = 3 * 3600
forgot_at: float | None = None  # None if this process does not call `forget` every hour


class HealthReport(TypedDict):
    ok: bool  # everything below is well
    database: bool  # it answers queries
    forget: Literal["late", "on time"]


def record_forget_run() -> None:
    """`forget` has run, or the server has started to call it every hour."""
    global forgot_at
    forgot_at = time.monotonic()


def report() -> HealthReport:
    """Whether this process works. It asks the database, and raises nothing."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        database = True
    except Exception:
        database = False
    late = forgot_at is not None and time.monotonic() - forgot_at > FORGET_LIMIT_SECONDS
    return {"ok": database and not late, "database": database, "forget": "late" if late else "on time"}
