"""Merging two proposals that want the same."""

from django.db import transaction
from django.utils.translation import gettext as _

from participation.accounts.models import User
from workshops.refused import Refused

from ..models import UNSEEN, Proposal, ProposalEvent, State
from ..queries import lead_of
from . import steps


@transaction.atomic
def merge(*, proposal: Proposal, into: Proposal, by: User, reason: str) -> ProposalEvent:
    """Merge `proposal` into `into`, or into what that was merged into. Its text, private link and supports stay its own.

    Raises Refused across municipalities, and if something public would vanish. Locks both rooms.
    """
    into = lead_of(into)
    steps.lock_rooms(proposal, into)
    locked, target = steps.reread(proposal), steps.reread(into)
    if locked.pk == target.pk or target.municipality_id != locked.municipality_id or target.state in UNSEEN | {State.MERGED}:
        raise Refused(_("These two proposals can't be merged."))
    if locked.council_due:
        raise Refused(_("The council has to deal with this proposal. Others can be merged into it, but it stays itself."))
    if locked.handed_over_at and not target.handed_over_at:  # what is public must not vanish into what is not
        raise Refused(_("These two proposals can't be merged."))
    event = steps.take_step(locked, "merge", by, reason)
    locked.merged_into = target
    locked.save(update_fields=["merged_into"])
    proposal.refresh_from_db()
    return event
