"""Deletes data whose time is over (docs/privacy.md). `serve` calls `forget` every hour; `manage.py forget` calls it once."""

from datetime import datetime, timedelta
from functools import partial

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from participation.live.actions import raise_counted
from participation.live.database import clock
from participation.live.guards import health, scrub

from ..extensions import RETENTION
from ..models import Participant, Workshop
from .steps import end_idle

ADVISORY_LOCK = 0x41554745
KEPT = timedelta(hours=24)
# Counted from the planned end, or from the planned beginning if no end is known.
NEVER_BEGUN_KEPT = timedelta(hours=36)


def forget(now: datetime | None = None) -> dict[str, int]:
    """Let every app delete what is due at `now`. Returns {name: number deleted}.

    On PostgreSQL an advisory lock lets one process at a time in; the others return {} at once."""
    if not _take_lock():
        health.record_forget_run()  # another process is doing it
        return {}
    try:
        forgotten = {name: forget_due(now or clock.now()) for name, forget_due in RETENTION.items()}
        transaction.on_commit(partial(scrub.schedule, *scrub.tables))
    finally:
        _release_lock()
    health.record_forget_run()
    return forgotten


def _take_lock() -> bool:
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [ADVISORY_LOCK])
        return cursor.fetchone()[0]


def _release_lock() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])


def to_forget(now: datetime) -> QuerySet[Workshop]:
    """The workshops whose participants and single answers are due: a day after the end, or later for those that never began."""
    never_begun = Q(state=Workshop.State.DRAFT, planned__lt=now - NEVER_BEGUN_KEPT)
    return Workshop.objects.alias(planned=Coalesce("ends_at", "starts_at")).filter(Q(ended_at__lt=now - KEPT) | never_begun)


def forget_participants(now: datetime) -> int:
    """End workshops without a step for twelve hours, and delete the participants of workshops that are due. Returns how many."""
    end_idle(before=now - timedelta(hours=12))
    due = to_forget(now).filter(forgotten_at=None)
    with transaction.atomic():
        for room_id in due.filter(participants__isnull=False).distinct().order_by("room_id").values_list("room_id", flat=True):
            raise_counted(room_id, mine=True)
        deleted, _by_model = Participant.objects.filter(workshop__in=due).delete()
        # One that never began stays unmarked, because somebody may still join it.
        due.exclude(ended_at=None).update(forgotten_at=now)
    return deleted
