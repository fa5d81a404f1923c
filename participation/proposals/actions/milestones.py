"""Milestones after a yes: planned, reached or dropped, each with an event that everybody can read."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from participation.accounts.models import User
from participation.dates import day
from workshops.clean_text import tidy
from workshops.refused import Refused

from ..answers import MILESTONE_MAX
from ..models import Milestone, Proposal
from ..transitions import facts_of, rule_for
from . import steps

MOST = 12


@transaction.atomic
def plan_milestone(*, proposal: Proposal, by: User, what: str, who: str, by_when: dt.date) -> Milestone:
    """Promise one thing more, by a day that is still to come. Raises Refused. Locks the room."""
    locked = steps.lock_proposal(proposal)
    if by_when < timezone.localdate():
        raise Refused(_("This day is over. Please choose one that is still to come."))
    if locked.milestones.count() >= MOST:
        raise Refused(_("There are twelve milestones already. More than that nobody can follow."))
    what, who = tidy(what)[:MILESTONE_MAX], tidy(who)
    with translation.override(settings.LANGUAGE_CODE):
        said = f"{what} · {day(by_when)}"
    steps.take_step(locked, "plan", by, said)
    milestone = Milestone.objects.create(proposal=locked, what=what, who=who, by_when=by_when)
    proposal.refresh_from_db()
    return milestone


@transaction.atomic
def achieve_milestone(*, proposal: Proposal, by: User, milestone: int, finish: str = "") -> None:
    """Say that a milestone is reached. With `finish`, a public reason, the whole proposal is put into practice now.

    Raises Refused if the milestone is not open any more, or if others still are and `finish` is given. Locks the room.
    """
    locked = steps.lock_proposal(proposal)
    found = _open_milestone(locked, milestone)
    steps.take_step(locked, "achieve", by, found.what)
    found.done_on = timezone.localdate()
    found.save(update_fields=["done_on"])
    if finish:
        if locked.milestones.filter(done_on=None).exists():
            raise Refused(_("Other milestones are still open. Please finish or drop them first."))
        if rule_for(locked.state, "start", facts_of(locked)):
            steps.take_step(locked, "start", by, "")
        steps.take_step(locked, "finish", by, finish)
    proposal.refresh_from_db()


@transaction.atomic
def drop_milestone(*, proposal: Proposal, by: User, milestone: int, reason: str) -> None:
    """Take back a promise that is still open, with a public reason. The history keeps both. Raises Refused. Locks the room."""
    locked = steps.lock_proposal(proposal)
    found = _open_milestone(locked, milestone)
    reason = tidy(reason, multiline=True)
    steps.take_step(locked, "drop", by, f"{found.what}: {reason}" if reason else "")
    found.delete()
    proposal.refresh_from_db()


def _open_milestone(proposal: Proposal, pk: int) -> Milestone:
    found = proposal.milestones.filter(pk=pk, done_on=None).first()
    if found is None:
        raise Refused(_("This milestone is not open any more. Somebody else may have been faster; please look again."))
    return found
