"""Raise a room's numbers inside the transaction that changes something. After its commit the screens are updated."""

from typing import Any

from django.db import connection, transaction

from .models import Room, new_epoch
from .rooms.hub import hub


def lock(**which: Any) -> None:
    """Lock the rows of these rooms, in order. Inside a transaction.

    It is the only lock of a workshop, its proposals and what is said about them. So whoever holds it reads again what was read before.

    To avoid deadlocks, every transaction that raises a room's numbers locks the room, or raises them, before it changes or
    locks anything else.
    """
    list(Room.objects.select_for_update(of=("self",), no_key=True).filter(**which).order_by("pk").values_list("pk"))


def raise_version(room_id: int, *, mine: bool = False) -> None:
    """After a change by the facilitator: agenda, poll state, timer, curtain, moderation. `mine`: own data changed too."""
    _increment(room_id, "version", mine)


def raise_counted(room_id: int, *, mine: bool = False) -> int:
    """After a change by the participants: ballots, joins, supports. Once per batch; the row lock orders batches across processes.

    Returns the room's version, which nobody else can raise until the transaction ends. Room.DoesNotExist: it was deleted meanwhile.
    """
    return _increment(room_id, "counted", mine)


def _increment(room_id: int, number: str, mine: bool) -> int:
    with connection.cursor() as cursor:  # plain SQL, because every batch of ballots begins with it
        cursor.execute(f"UPDATE live_room SET {number} = {number} + 1 WHERE id = %s RETURNING slug, version, counted", [room_id])
        rows = cursor.fetchall()
    if not rows:
        raise Room.DoesNotExist(f"room {room_id} has been deleted")
    ((slug, version, counted),) = rows
    # Report only the number raised here. Reporting the other one without its `mine` would hide that own data has changed.
    risen = {number: version if number == "version" else counted}
    transaction.on_commit(lambda: hub.publisher.report_change(slug, mine=mine, **risen))
    return version


def renew_epochs() -> None:
    """After a restore: make every client forget its revisions. Locks one room after the other."""
    for room in Room.objects.all():
        Room.objects.filter(pk=room.pk).update(epoch=new_epoch())
