"""How long things stay: docs/privacy.md. `serve` calls `forget` every hour, and so does `manage.py forget`."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from participation.live import clock, health, scrub
from participation.live.actions import raise_counted

from ..models import Participant, Workshop
from ..registers import RETENTION
from .steps import end_workshop

ADVISORY_LOCK = 0x41554745
KEPT = timedelta(hours=24)
NEVER_BEGUN_KEPT = timedelta(hours=36)  # after it was to end, or to begin if no end is known


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


def to_forget(now: datetime) -> QuerySet[Workshop]:
    """The workshops whose people and single answers are due: a day after the end, or longer after an evening that never began."""
    never_begun = Q(state=Workshop.State.DRAFT, planned__lt=now - NEVER_BEGUN_KEPT)
    return Workshop.objects.alias(planned=Coalesce("ends_at", "starts_at")).filter(Q(ended_at__lt=now - KEPT) | never_begun)


def forget_participants(now: datetime) -> int:
    """End what was left running for twelve hours, and delete the participants of workshops that are due."""
    for workshop in Workshop.objects.filter(state=Workshop.State.RUNNING, last_step_at__lt=now - timedelta(hours=12)):
        end_workshop(workshop=workshop, by=None)
    due = to_forget(now).filter(forgotten_at=None)
    with transaction.atomic():
        for room_id in due.filter(participants__isnull=False).distinct().order_by("room_id").values_list("room_id", flat=True):
            raise_counted(room_id, mine=True)
        deleted, _by_model = Participant.objects.filter(workshop__in=due).delete()
        due.exclude(ended_at=None).update(forgotten_at=now)  # into one that never began somebody may still come
    return deleted
