"""Writing a workshop and its agenda."""

from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from participation.accounts.models import Municipality, User
from participation.live.actions import raise_version
from participation.live.models import Room

from ..models import AgendaItem, Workshop, new_code
from ..registers import Refused


@transaction.atomic
def create_workshop(*, municipality: Municipality, by: User | None, **fields: Any) -> Workshop:
    """A workshop with its room and a code that is not in use."""
    code = new_code()
    while Workshop.objects.filter(code=code).exists():
        code = new_code()
    return Workshop.objects.create(municipality=municipality, room=Room.objects.create(), code=code, **fields)


@transaction.atomic
def update_workshop(*, workshop: Workshop, by: User | None, **fields: Any) -> Workshop:
    raise_version(workshop.room_id)
    for name, value in fields.items():
        setattr(workshop, name, value)
    workshop.save(update_fields=list(fields))
    return workshop


@transaction.atomic
def add_item(*, workshop: Workshop, kind: str, by: User | None, after: AgendaItem | None = None, **fields: Any) -> AgendaItem:
    """A new agenda item, at the end or after another one."""
    raise_version(workshop.room_id)
    if after is None:
        position = (workshop.items.aggregate(last=Max("position"))["last"] or 0) + 1
    else:
        position = after.position + 1
        workshop.items.filter(position__gte=position).update(position=F("position") + 1)
    return AgendaItem.objects.create(workshop=workshop, kind=kind, position=position, **fields)


@transaction.atomic
def update_item(*, item: AgendaItem, by: User | None, reworded: bool | None = None, **fields: Any) -> AgendaItem:
    """Correct an item; a changed wording gets a new number, so that phones show it. Minutes are none; kinds with words of
    their own say by `reworded` whether those have changed."""
    raise_version(item.workshop.room_id)
    before = AgendaItem.objects.get(pk=item.pk)
    for name, value in fields.items():
        setattr(item, name, value)
    item.save(update_fields=list(fields))
    if reworded is None:
        reworded = any(getattr(item, name) != getattr(before, name) for name in fields if name != "minutes")
    if reworded:
        AgendaItem.objects.filter(pk=item.pk).update(wording=F("wording") + 1)
    return item


@transaction.atomic
def move_item(*, item: AgendaItem, up: bool, by: User | None) -> None:
    """Swap an item with its neighbour; at the ends nothing changes."""
    raise_version(item.workshop.room_id)
    items = list(item.workshop.items.all())
    here = items.index(item)
    there = here - 1 if up else here + 1
    if 0 <= there < len(items):
        items[here], items[there] = items[there], items[here]
        for position, each in enumerate(items, start=1):
            AgendaItem.objects.filter(pk=each.pk).update(position=position)


@transaction.atomic
def remove_item(*, item: AgendaItem, by: User | None) -> None:
    """Take an item off the agenda; one that has begun stays, because answers may hang on it."""
    raise_version(item.workshop.room_id)
    if AgendaItem.objects.filter(pk=item.pk).exclude(started_at=None).exists():  # asked under the lock: somebody may just have pressed
        raise Refused(_("This item has already begun; it can't be removed any more."))
    item.delete()
