"""How long things stay: docs/privacy.md. `serve` calls `forget` every hour, and so does `manage.py forget`."""

from datetime import datetime, timedelta

from django.db import connection, transaction

from participation.live import clock, health, scrub

from ..models import Participant, Workshop
from ..registers import RETENTION
from .steps import end_workshop

ADVISORY_LOCK = 0x41554745


def forget(now: datetime | None = None) -> dict[str, int]:
    """Let every app forget what is due at `now`; how much, by name. One process at a time."""
    if not _alone():
        health.note_forgotten()  # by the process that is at it
        return {}
    try:
        forgotten = {name: forget_due(now or clock.now()) for name, forget_due in RETENTION.items()}
        transaction.on_commit(scrub.soon)
    finally:
        _done()
    health.note_forgotten()
    return forgotten


def _alone() -> bool:
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [ADVISORY_LOCK])
        return cursor.fetchone()[0]


def _done() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])


def forget_participants(now: datetime) -> int:
    """End what was left running for twelve hours, and delete the participants of workshops that ended a day ago."""
    for workshop in Workshop.objects.filter(state=Workshop.State.RUNNING, last_step_at__lt=now - timedelta(hours=12)):
        end_workshop(workshop=workshop, by=None)
    due = Workshop.objects.filter(ended_at__lt=now - timedelta(hours=24), forgotten_at=None)
    deleted, _by_model = Participant.objects.filter(workshop__in=due).delete()
    due.update(forgotten_at=now)
    return deleted
