"""Announcing a workshop to the public, and withdrawing that."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from participation.accounts.models import User
from participation.live.actions import raise_version

from ..models import Workshop
from ..refused import Refused

# A workshop that begins late is still to come.
LATE_START = timedelta(hours=3)


@transaction.atomic
def announce(*, workshop: Workshop, by: User | None) -> None:
    """Put the workshop on the town's page. Raises Refused for a rehearsal, for one of the past, and if it stands there already.

    Locks the room."""
    raise_version(workshop.room_id)
    workshop.refresh_from_db()
    if workshop.is_rehearsal:
        raise Refused(_("A rehearsal is not announced: nothing of it leaves the house."))
    if workshop.is_announced:
        raise Refused(_("This workshop is announced already."))
    if workshop.state == Workshop.State.DRAFT and workshop.starts_at < timezone.now() - LATE_START:
        raise Refused(_("Its day is over. Enter the new day first, then announce it."))
    _write(workshop, Workshop.Notice.ANNOUNCED)


@transaction.atomic
def withdraw(*, workshop: Workshop, by: User | None) -> None:
    """Take the workshop off the town's page; its own page then says so. Raises Refused if it is not announced. Locks the room."""
    raise_version(workshop.room_id)
    workshop.refresh_from_db()
    if not workshop.is_announced:
        raise Refused(_("This workshop is not announced, so there is nothing to withdraw."))
    _write(workshop, Workshop.Notice.WITHDRAWN)


def _write(workshop: Workshop, notice: Workshop.Notice) -> None:
    workshop.notice = notice
    workshop.save(update_fields=["notice"])
