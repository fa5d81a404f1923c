"""Writing a workshop and its agenda.

Every change of an existing workshop calls `raise_version` first, which locks its room until the transaction ends.
"""

from typing import Any, cast

from django.core.serializers import deserialize, serialize
from django.db import transaction
from django.db.models import F, Max, Model
from django.db.models.deletion import Collector
from django.utils.translation import gettext as _

from participation.accounts.models import Municipality, User
from participation.live.actions import raise_version
from participation.live.models import Room

from ..extensions import ITEM_KINDS, kind_of
from ..models import AgendaItem, Workshop, new_code
from ..refused import Refused


@transaction.atomic
def create_workshop(*, municipality: Municipality, by: User | None, **fields: Any) -> Workshop:
    """Create a workshop with a room and a join code that is not in use."""
    code = new_code()
    while Workshop.objects.filter(code=code).exists():
        code = new_code()
    return Workshop.objects.create(municipality=municipality, room=Room.objects.create(), code=code, **fields)


@transaction.atomic
def update_workshop(*, workshop: Workshop, by: User | None, **fields: Any) -> Workshop:
    """Set the given fields; changes and returns `workshop` itself."""
    raise_version(workshop.room_id)
    for name, value in fields.items():
        setattr(workshop, name, value)
    workshop.save(update_fields=list(fields))
    return workshop


@transaction.atomic
def add_item(*, workshop: Workshop, kind: str, by: User | None, after: AgendaItem | None = None, **fields: Any) -> AgendaItem:
    """Add an agenda item, after another one or at the end; also at the end if the other one is gone."""
    raise_version(workshop.room_id)
    place = workshop.items.filter(pk=after.pk).values_list("position", flat=True).first() if after else None
    if place is None:
        position = (workshop.items.aggregate(last=Max("position"))["last"] or 0) + 1
    else:
        position = place + 1
        workshop.items.filter(position__gte=position).update(position=F("position") + 1)
    return AgendaItem.objects.create(workshop=workshop, kind=kind, position=position, **fields)


@transaction.atomic
def update_item(*, item: AgendaItem, by: User | None, reworded: bool | None = None, **fields: Any) -> AgendaItem:
    """Set the given fields. If the wording has changed, `wording` rises, so that phones show the new form.

    Without `reworded` every field but `minutes` and the guidance counts as wording. Kinds with texts of their own pass `reworded`."""
    raise_version(item.workshop.room_id)
    before = AgendaItem.objects.get(pk=item.pk)
    for name, value in fields.items():
        setattr(item, name, value)
    item.save(update_fields=list(fields))
    if reworded is None:
        reworded = any(getattr(item, name) != getattr(before, name) for name in set(fields) - {"minutes", *AgendaItem.GUIDANCE})
    if reworded:
        AgendaItem.objects.filter(pk=item.pk).update(wording=F("wording") + 1)
    return item


@transaction.atomic
def move_item(*, item: AgendaItem, to: int, by: User | None) -> None:
    """Move an item to the place `to`, from 0; beyond an end of the agenda it goes to that end.

    Raises Refused if a kind of item does not allow the new order."""
    raise_version(item.workshop.room_id)
    before = list(item.workshop.items.all())
    after = [each for each in before if each.pk != item.pk]
    after.insert(min(max(to, 0), len(after)), item)
    for kind in ITEM_KINDS.values():
        if why := kind.refuses_order(before, after):
            raise Refused(why)
    for position, each in enumerate(after, start=1):
        if each.position != position:
            AgendaItem.objects.filter(pk=each.pk).update(position=position)


@transaction.atomic
def remove_item(*, item: AgendaItem, by: User | None) -> str:
    """Delete an item. Returns what `restore_item` needs. Raises Refused if the item has begun, because it may have answers."""
    raise_version(item.workshop.room_id)
    # Read again with the room locked: somebody may just have begun the item.
    if AgendaItem.objects.filter(pk=item.pk).exclude(started_at=None).exists():
        raise Refused(_("This item has already begun; it can’t be removed any more."))
    kept = serialize("json", _all_of(item))
    kind_of(item).removed(item)
    item.delete()
    return kept


def _all_of(item: AgendaItem) -> list[Model]:
    """The item and all rows that would be deleted with it, in an order in which they can be saved again."""
    collector = Collector(using="default")
    collector.collect([item])
    found = [each for rows in collector.data.values() for each in rows]
    return [item, *(each for each in [*found, *(each for rows in collector.fast_deletes for each in rows)] if each != item)]


@transaction.atomic
def restore_item(*, workshop: Workshop, kept: str, by: User | None) -> AgendaItem:
    """Undo `remove_item`: save the item again with its primary key, its place and all rows that were deleted with it.

    `kept` is what `remove_item` returned. Raises Refused if the workshop has ended or the item exists."""
    raise_version(workshop.room_id)
    first, *others = deserialize("json", kept)
    item = cast(AgendaItem, first.object)
    over = Workshop.objects.filter(pk=workshop.pk, state=Workshop.State.ENDED).exists()
    if over or item.workshop_id != workshop.pk or AgendaItem.objects.filter(pk=item.pk).exists():
        raise Refused(_("This can’t be undone."))
    for each in (first, *others):
        each.save()
    return item
