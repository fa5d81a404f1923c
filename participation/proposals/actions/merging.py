"""Merging two proposals that want the same."""

from django.db import transaction
from django.utils.translation import gettext as _

from participation.accounts.models import User
from workshops.refused import Refused

from ..models import UNSEEN, Proposal, ProposalEvent, State
from ..queries import lead_of
from ..transitions import AUTHOR, facts_of
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
        raise Refused(_("These two proposals can’t be merged."))
    if locked.council_due:
        raise Refused(_("The council has to deal with this proposal. Others can be merged into it, but it stays itself."))
    if locked.handed_over_at and not target.handed_over_at:  # what is public must not vanish into what is not
        raise Refused(_("These two proposals can’t be merged."))
    event = steps.take_step(locked, "merge", by, reason)
    locked.merged_into = target
    locked.save(update_fields=["merged_into"])
    proposal.refresh_from_db()
    return event


@transaction.atomic
def leave(*, proposal: Proposal) -> ProposalEvent:
    """The authors take their proposal out of the one that it was merged into. It is answered by itself, with all that was its own.

    Raises Refused if it is not merged, and after an answer to both. Locks the rooms of both.
    """
    lead = lead_of(proposal)
    steps.lock_rooms(proposal, lead)
    locked = steps.reread(proposal)
    if locked.state != State.MERGED:
        raise Refused(_("Your proposal is not part of another one now."))
    if facts_of(locked).lead_answered:
        raise Refused(_("The town hall has answered both together. That answer stays, so your proposal stays part of the other one."))
    if lead_of(locked) != lead:
        raise Refused(_("This step isn’t possible now. Somebody else may have been faster; please look again."))
    event = steps.take_step(locked, "leave", AUTHOR, "")
    steps.stand_alone(locked, day_only=True)
    proposal.refresh_from_db()
    return event
