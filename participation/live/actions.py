"""Raising a room's numbers, inside the transaction that changed something, and telling the screens after its commit."""

from typing import Any

from django.db import connection, transaction

from .hub import hub
from .models import Room, new_epoch


def lock(**which: Any) -> None:
    """Lock these rooms' rows, in order. Every transaction that raises a room's numbers does one of both first, before it
    changes or locks anything else: so nobody ever waits for somebody who waits for them. Inside a transaction."""
    list(Room.objects.select_for_update(of=("self",), no_key=True).filter(**which).order_by("pk").values_list("pk"))


def raise_version(room_id: int, *, mine: bool = False) -> None:
    """The facilitator's side changed: agenda, poll state, timer, curtain, moderation. `mine`: people's own state did too."""
    _raise(room_id, "version", mine)


def raise_counted(room_id: int, *, mine: bool = False) -> int:
    """The crowd's side changed: ballots, joins, supports. Once per batch; its row lock orders batches across processes.

    Gives the room's version, which nobody else raises until the transaction ends."""
    return _raise(room_id, "counted", mine)


def _raise(room_id: int, number: str, mine: bool) -> int:
    with connection.cursor() as cursor:  # in SQL, because every batch of ballots begins with it
        cursor.execute(f"UPDATE live_room SET {number} = {number} + 1 WHERE id = %s RETURNING slug, version, counted", [room_id])
        ((slug, version, counted),) = cursor.fetchall()
    transaction.on_commit(lambda: hub.note(slug, version=version, counted=counted, mine=mine))
    return version


def renew_epochs() -> None:
    """After a restore: every client forgets its revisions."""
    for room in Room.objects.all():
        Room.objects.filter(pk=room.pk).update(epoch=new_epoch())
