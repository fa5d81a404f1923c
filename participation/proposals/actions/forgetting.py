"""Erasing from the phone, and deletion in time."""

import datetime as dt
from functools import partial

from django.db import transaction
from django.utils import timezone

from participation.live.actions import lock, raise_version
from participation.live.guards import scrub
from participation.live.guards.identity import Identity
from workshops.actions import to_forget
from workshops.models import Workshop

from ..models import UNPUBLISHED_KEPT, UNSEEN, Offer, PrivateAssessment, Proposal, ProposalQuerySet, State, Support, SupportsShown
from ..queries import owned_by
from ..transitions import SYSTEM
from . import indexing, steps
from .declining import keep_numbers

NO_WORDS = {"title": "", "what": "", "why": ""}


@transaction.atomic
def erase(*, identity: Identity) -> int:
    """Delete the phone's proposals that are not public, and the key that links public ones to it. Returns how many were deleted.

    Supports stay, because a deleted row would tell an insider who has erased. Without the phone's secret nobody can find them.
    """
    steps.lock_rooms(*owned_by(identity))
    for workshop in Workshop.objects.filter(room__slug=identity.room):
        raise_version(workshop.room_id)
    own = owned_by(identity)  # again: the evening may have ended while the room was not locked yet
    gone = [proposal for proposal in own if proposal.handed_over_at is None]
    _delete(Proposal.objects.filter(pk__in=[proposal.pk for proposal in gone]))
    Proposal.objects.filter(pk__in=[proposal.pk for proposal in own]).update(owner=None)
    transaction.on_commit(partial(scrub.schedule, *steps.BEFORE_HAND_OVER))
    return len(gone)


def _delete(proposals: ProposalQuerySet) -> int:
    """Delete proposals. What was merged into them stands on its own again first."""
    for proposal in proposals:
        steps.unmerge_all(proposal)
    keep_numbers(proposals)
    return proposals.delete()[1].get("proposals.Proposal", 0)


def clear(workshop: Workshop) -> None:
    """Delete all proposals of a rehearsal, with their supports. On the writer, with the room locked."""
    _delete(Proposal.objects.filter(workshop=workshop))


@transaction.atomic
def forget(now: dt.datetime) -> int:
    """A day after the workshop replace keys by counts; after 30 days delete what was never public. Returns the number of rows."""
    due = Proposal.objects.filter(workshop__in=to_forget(now))
    owned, supported = due.filter(owner__isnull=False), due.filter(supports__place=Support.Place.ROOM).distinct()
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    old = Proposal.objects.filter(state_since__lt=midnight - UNPUBLISHED_KEPT, state__in=UNSEEN)
    rehearsed = Proposal.objects.filter(workshop__is_rehearsal=True, workshop__ended_at__lt=midnight - UNPUBLISHED_KEPT)
    left = Proposal.objects.filter(state=State.MERGED).exclude(merged_into__in=Proposal.objects.exclude(state__in=UNSEEN))
    lock(
        workshop__in={workshop for some in (owned, supported, old, rehearsed, left) for workshop in some.values_list("workshop", flat=True)}
    )
    SupportsShown.objects.filter(workshop__in=to_forget(now)).delete()
    count = owned.update(owner=None)
    for proposal in supported:
        gone = Support.objects.filter(proposal=proposal, place=Support.Place.ROOM).delete()[0]
        Proposal.objects.filter(pk=proposal.pk).update(room_supports=proposal.room_supports + gone)
        count += gone
    for proposal in left.select_related("workshop"):
        steps.unmerge(proposal)
    unread = old.filter(state__in=[State.DRAFT, State.SUBMITTED, State.DECLINED])
    keep_numbers(unread)
    for proposal in unread:
        steps.record_step(proposal, "expire", SYSTEM)  # its private link says so for 30 days more
    count += _delete(rehearsed) + _delete(old.filter(handed_over_at=None))
    Offer.objects.filter(proposal__in=old).delete()
    PrivateAssessment.objects.filter(proposal__in=old).delete()
    indexing.forget_unused_words()
    # A withdrawn proposal that was public keeps its number and history, but loses its text.
    return count + old.exclude(title="").update(**NO_WORDS)
