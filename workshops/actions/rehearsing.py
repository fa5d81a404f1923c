"""A rehearsal is a copy of a prepared workshop with a code of its own, so nothing of it can get into the real evening."""

from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from participation.accounts.models import User
from participation.live.actions import lock, raise_version
from participation.live.database import writer
from participation.live.guards import scrub

from ..extensions import CLEAR_ACTIONS
from ..models import Workshop
from ..plain_data import Entry
from ..refused import Refused
from .loading import dump_agenda, load_agenda
from .preparing import create_workshop

SAME = ("tradeoff", "title", "promise", "influence", "place", "expected", "capacity")


@transaction.atomic
def rehearse(*, workshop: Workshop, by: User | None, speed: int = 1) -> Workshop:
    """The rehearsal of a workshop that has not begun; it is made if there is none. With `speed` 3 its items take a third of the time.

    Raises Refused if the workshop has begun, is a rehearsal itself, or has no agenda. Locks the room."""
    raise_version(workshop.room_id)
    workshop = Workshop.objects.get(pk=workshop.pk)
    if workshop.is_rehearsal or workshop.state != Workshop.State.DRAFT:
        raise Refused(_("Only an evening that has not begun can be rehearsed."))
    if found := Workshop.objects.filter(rehearsal_of=workshop).first():
        return found
    agenda = dump_agenda(workshop)
    if not agenda:
        raise Refused(_("The agenda is still empty: an evening needs at least one item."))
    for item in agenda:
        item["minutes"] = -(-item["minutes"] // speed)
    now = timezone.now()
    copy = create_workshop(
        municipality=workshop.municipality,
        by=by,
        is_rehearsal=True,
        rehearsal_of=workshop,
        starts_at=now,
        ends_at=now + timedelta(minutes=sum(item["minutes"] for item in agenda)),
        **{name: getattr(workshop, name) for name in SAME},
    )
    load_agenda(workshop=copy, agenda=[Entry(item, ("agenda", place)) for place, item in enumerate(agenda, start=1)], by=by)
    return copy


def clear_rehearsal(*, workshop: Workshop, by: User | None) -> None:
    """Delete a rehearsal with everything in it; no row stays. Raises Refused if there is none any more. On the writer."""
    writer.call(partial(_clear, workshop.pk))


def _clear(workshop_id: int) -> None:
    lock(workshop=workshop_id)
    workshop = Workshop.objects.select_related("room").filter(pk=workshop_id, is_rehearsal=True).first()
    if workshop is None:
        raise Refused(_("This rehearsal is deleted already."))
    for clear in CLEAR_ACTIONS.values():
        clear(workshop)
    room = workshop.room
    workshop.delete()
    room.delete()
    transaction.on_commit(partial(scrub.schedule, *scrub.tables))


def clear_rehearsals_of(workshop: Workshop) -> None:
    """Delete the rehearsal of an evening that begins. On the writer, with the room of the evening locked, which is the older one."""
    for pk in Workshop.objects.filter(rehearsal_of=workshop).values_list("pk", flat=True):
        _clear(pk)
