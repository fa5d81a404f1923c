"""Supports are stored by key, like ballots. The room sees their number every five seconds, so that no single tap can be watched."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.db.models import F, QuerySet
from django.db.models.expressions import Combinable
from django.utils.translation import gettext as _

from participation.live.actions import lock, raise_counted
from participation.live.database import clock
from participation.live.database.writer import writer
from participation.live.guards.identity import Identity
from workshops.models import Workshop
from workshops.refused import Refused

from .. import receipts
from ..models import Proposal, State, Support, SupportsShown
from ..queries import is_participant, stored_supports

LOT_SECONDS = 5

_looked_at = 0.0  # when this process last looked for supports that the room does not see yet


@dataclass(frozen=True, slots=True)
class SupportChange:
    """A support that is given (`on`) or taken back."""

    proposal_id: int
    key: bytes
    place: str
    on: bool


def support(*, identity: Identity, proposal_id: int, on: bool = True) -> None:
    """One phone supports a proposal of its room, or takes that back; both may come twice. Raises Refused. Waits for the commit."""
    proposal = Proposal.objects.in_room().filter(pk=proposal_id, workshop__room__slug=identity.room).first()
    if proposal is None or not is_participant(identity):
        raise Refused(_("This proposal can’t be supported now."))
    change = SupportChange(proposal.pk, receipts.support_key(identity, proposal.uuid), Support.Place.ROOM, on)
    writer.submit(_store_changes, change).result(timeout=30)


def support_publicly(*, secret: bytes, proposal: Proposal, on: bool = True) -> None:
    """One browser supports a public proposal, or takes that back. Raises Refused. Waits for the writer's commit."""
    if not proposal.is_public or proposal.state == State.MERGED:
        raise Refused(_("This proposal can’t be supported now."))
    change = SupportChange(proposal.pk, receipts.public_support_key(secret, proposal.uuid), Support.Place.PUBLIC, on)
    writer.submit(_store_changes, change).result(timeout=30)


def _store_changes(changes: Sequence[SupportChange]) -> list[None]:
    """Store many changes in one commit, on the writer's thread. The last one of each key counts; rows are inserted in the order of keys."""
    last = {(change.proposal_id, change.key): change for change in changes}
    known = Proposal.objects.filter(pk__in={change.proposal_id for change in changes})
    lock(workshop__proposals__in=known)
    there = set(known.values_list("pk", flat=True))
    wanted = [change for _key, change in sorted(last.items()) if change.on and change.proposal_id in there]
    rows = [Support(proposal_id=change.proposal_id, key=change.key, place=change.place) for change in wanted]
    Support.objects.bulk_create(rows, ignore_conflicts=True)
    for change in last.values():
        if not change.on:
            Support.objects.filter(proposal_id=change.proposal_id, key=change.key).delete()
    count(known)
    return [None] * len(changes)


def count(proposals: QuerySet[Proposal]) -> None:
    """Store how many support these proposals, if they are handed over. Before that no number may move with a tap. In a transaction."""
    proposals.filter(handed_over_at__isnull=False).update(total_supports=_now())


def show_supports(rooms: list[str]) -> None:
    """Show these rooms how many supports there are, at most every five seconds. Runs every two seconds on every process."""
    global _looked_at
    if time.monotonic() - _looked_at < LOT_SECONDS:
        return
    _looked_at = time.monotonic()
    unseen = _unseen().filter(workshop__room__slug__in=rooms)
    for workshop_id in sorted(set(unseen.order_by().values_list("workshop_id", flat=True))):
        writer.call(partial(_show_lot, workshop_id))


def _show_lot(workshop_id: int) -> None:
    """Update the numbers of one room, unless another process has done so within the same five seconds."""
    lock(workshop=workshop_id)
    shown, _created = SupportsShown.objects.get_or_create(workshop_id=workshop_id, defaults={"lot": 0})
    lot = int(clock.now().timestamp() // LOT_SECONDS)
    if shown.lot == lot:
        return
    if show(_unseen().filter(workshop=workshop_id)):
        SupportsShown.objects.filter(workshop=workshop_id).update(lot=lot)
        raise_counted(Workshop.objects.values_list("room_id", flat=True).get(pk=workshop_id))


def _unseen() -> QuerySet[Proposal]:
    return Proposal.objects.in_room().alias(now=_now()).exclude(shown_supports=F("now"))


def _now() -> Combinable:
    return F("room_supports") + stored_supports()


def show(proposals: QuerySet[Proposal]) -> int:
    """Copy the present counts into what the room sees. Returns how many proposals. Call it in a transaction that has locked the room."""
    return Proposal.objects.filter(pk__in=list(proposals.values_list("pk", flat=True))).update(shown_supports=_now())
