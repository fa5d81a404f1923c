"""What facilitators do apart from the steps of the agenda: timer, curtain, code, lock, sending somebody out.

Each function is one transaction; `raise_version` locks the room in it.
"""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from participation.accounts.models import User
from participation.live.actions import lock, raise_counted, raise_version
from participation.live.database import clock

from ..models import Participant, Workshop
from ..refused import Refused


@transaction.atomic
def _set(workshop: Workshop, *, mine: bool = False, **fields: Any) -> None:
    raise_version(workshop.room_id, mine=mine)
    Workshop.objects.filter(pk=workshop.pk).update(**fields)


def set_timer(*, workshop: Workshop, seconds: int | None, by: User | None) -> None:
    """Start a timer of so many seconds, or stop it with None. When it runs out, nothing else happens."""
    _set(workshop, timer_ends_at=clock.now() + timedelta(seconds=seconds) if seconds else None)


@transaction.atomic
def add_time(*, workshop: Workshop, seconds: int, by: User | None) -> None:
    """Add seconds to the timer; one that has run out, or was never started, starts now."""
    lock(pk=workshop.room_id)
    now = clock.now()
    ends_at = Workshop.objects.values_list("timer_ends_at", flat=True).get(pk=workshop.pk)
    _set(workshop, timer_ends_at=max(ends_at or now, now) + timedelta(seconds=seconds))


def set_curtain(*, workshop: Workshop, down: bool, by: User | None) -> None:
    """Cover the stage, or show it again."""
    _set(workshop, curtain=down)


def set_big_code(*, workshop: Workshop, on: bool, by: User | None) -> None:
    """Show or hide the large join code on the stage."""
    _set(workshop, big_code=on)


def set_theme(*, workshop: Workshop, theme: str, by: User | None) -> None:
    """Make the stage "dark" or "light"; anything else counts as "light"."""
    _set(workshop, stage_theme="dark" if theme == "dark" else "light")


def set_lock(*, workshop: Workshop, locked: bool, by: User | None) -> None:
    """Lock or unlock the room. Nobody new can join a locked room; participants stay."""
    _set(workshop, is_locked=locked)


@transaction.atomic
def remove_participant(*, workshop: Workshop, participant_id: int, by: User | None) -> None:
    """Send somebody out; raises Refused if there is no such participant. Their contributions stay, as nothing links them to anybody."""
    raise_version(workshop.room_id, mine=True)
    raise_counted(workshop.room_id)
    if not Participant.objects.filter(pk=participant_id, workshop=workshop).update(is_removed=True):
        raise Refused(_("There is nobody of this name in the room."))
