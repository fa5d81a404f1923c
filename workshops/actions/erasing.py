"""Erasing a participant on its own wish. What apps keep about a phone is erased by their `OwnData` (workshops/extensions.py)."""

from functools import partial

from django.db import transaction

from participation.live.actions import raise_counted
from participation.live.database import writer
from participation.live.guards import scrub
from participation.live.guards.identity import Identity
from participation.live.models import Room

from ..models import Participant


def erase_participant(identity: Identity) -> int:
    """Erase a phone's pseudonym on its owner's wish; 1 if there was one. On the writer.

    The row stays without a name until `forget`, so that a missing row points at nobody. The response removes the phone's cookie.
    """
    return writer.call(partial(_erase_participant, identity))


def _erase_participant(identity: Identity) -> int:
    for room_id in Room.objects.filter(slug=identity.room).values_list("pk", flat=True):
        raise_counted(room_id, mine=True)  # disconnects other tabs, on every process
    mine = Participant.objects.filter(pk=identity.id, workshop__room__slug=identity.room).exclude(pseudonym=None)
    erased = mine.update(pseudonym=None, is_removed=True)
    transaction.on_commit(partial(scrub.schedule, Participant._meta.db_table))
    return erased
