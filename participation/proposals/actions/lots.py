"""Waiting proposals reach the facilitator in shuffled lots of five, or after twenty seconds, as reasons and words do.

So the order in which they appear does not tell who was writing last.
"""

import time

from django.db.models import QuerySet

from participation.live.actions import raise_version
from participation.live.database import writer
from workshops.models import Workshop

from ..models import Proposal, State

LOT = 5
LOT_SECONDS = 20.0

_first_seen: dict[int, float] = {}  # proposal → when this process first saw it wait; memory only, never stored


def offer_lots(rooms: list[str]) -> None:
    """Offer the facilitator all waiting proposals of each room whose lot is due. Runs every two seconds."""
    if due := due_lots():
        writer.call(lambda: _offer(due))


def due_lots(now: float | None = None) -> list[int]:
    """The ids of the workshops in which five proposals wait, or one has waited for twenty seconds."""
    now = time.monotonic() if now is None else now
    waiting = dict(_waiting().values_list("pk", "workshop_id"))
    for gone in _first_seen.keys() - waiting.keys():
        del _first_seen[gone]
    lots: dict[int, list[float]] = {}
    for proposal, workshop_id in waiting.items():
        lots.setdefault(workshop_id, []).append(_first_seen.setdefault(proposal, now))
    return [workshop_id for workshop_id, lot in lots.items() if len(lot) >= LOT or now - min(lot) >= LOT_SECONDS]


def _waiting() -> QuerySet[Proposal]:
    return Proposal.objects.filter(state=State.SUBMITTED, is_offered=False).order_by()


def _offer(workshop_ids: list[int]) -> None:
    for room_id in Workshop.objects.filter(pk__in=workshop_ids).order_by("room_id").values_list("room_id", flat=True):
        raise_version(room_id)
    _waiting().filter(workshop__in=workshop_ids).update(is_offered=True)
