"""Saying who of the town's staff takes care of a proposal. It stays in the town hall: no event, no public page."""

from django.db import transaction
from django.utils.translation import gettext as _

from participation.accounts.models import User
from participation.accounts.rules import staff_of
from participation.texts import isolated
from workshops.refused import Refused

from ..models import PrivateAssessment, Proposal
from . import steps


@transaction.atomic
def assign(*, proposal: Proposal, by: User, to: User | None) -> bool:
    """Give a proposal to `to`, or to nobody (None). Returns whether that is news.

    Raises Refused if `to` does not work for the town, or nothing is to be done any more. Locks the room.
    """
    locked = steps.lock_proposal(proposal)
    steps.check_step(locked, "assign", by)
    return set_assigned(locked, to)


def set_assigned(proposal: Proposal, to: User | None) -> bool:
    """Store who takes care, and return whether it is somebody else than before. The caller has locked the room. Raises Refused."""
    present = PrivateAssessment.objects.filter(proposal=proposal).values_list("assigned_to_id", flat=True).first()
    wanted = to.pk if to else None
    if wanted == present:
        return False
    if to and not staff_of([proposal.municipality_id]).filter(pk=to.pk).exists():
        names = {"name": isolated(to), "town": isolated(proposal.municipality)}
        raise Refused(_("%(name)s does not work for %(town)s, or does not any more.") % names)
    PrivateAssessment.objects.update_or_create(proposal=proposal, defaults={"assigned_to": to})
    return True
