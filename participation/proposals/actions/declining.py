"""Not releasing a proposal, and the second look for which its author may ask once."""

from django.db import transaction
from django.db.models import Count, F
from django.utils.translation import gettext as _

from participation.accounts.models import User
from workshops.clean_text import tidy
from workshops.moderation import expect_read
from workshops.refused import Refused

from ..models import DeclinedBefore, Declining, Proposal, ProposalEvent, ProposalQuerySet
from ..moderation_rules import ModerationRule
from ..transitions import AUTHOR
from . import steps


@transaction.atomic
def decline(*, proposal: Proposal, by: User | str, rule: str, reason: str = "", note: str = "", seen: str | None = None) -> ProposalEvent:
    """Do not release a proposal, by one of the public rules. The first time `by` is kept, because somebody else takes the second look.

    Author and second reader read `reason`, the author alone reads `note`. `seen` is the digest of the text that was read.
    Raises Refused. Locks the room.
    """
    found = steps.lock_proposal(proposal)
    if seen is not None:
        expect_read(seen, found.title, found.text)
    role = steps.role_for(by, steps.check_step(found, "decline", by), found.municipality_id)
    if rule not in ModerationRule.values:
        raise Refused(_("Please choose the rule that it breaks. Whoever wrote the proposal can read it."))
    event = steps.record_step(found, "decline", role)
    kept = by if isinstance(by, User) and not found.appealed else None
    Declining.objects.update_or_create(proposal=found, defaults={"rule": rule, "reason": tidy(reason), "note": tidy(note), "by": kept})
    proposal.refresh_from_db()
    return event


@transaction.atomic
def appeal(*, proposal: Proposal) -> ProposalEvent:
    """Ask for a second look, once. It is over when somebody else has decided. Raises Refused. Locks the room."""
    found = steps.lock_proposal(proposal)
    event = steps.take_step(found, "appeal", AUTHOR, "")
    proposal.refresh_from_db()
    return event


def keep_numbers(proposals: ProposalQuerySet) -> None:
    """Before these proposals lose their texts: add up by which rules they were not released. A rehearsal does not count."""
    gone = Declining.objects.filter(proposal__in=proposals, proposal__workshop__is_rehearsal=False)
    numbers = gone.values_list("proposal__municipality", "rule").annotate(Count("pk"))
    for town, rule, number in numbers.order_by("proposal__municipality", "rule"):  # so that two transactions can't wait for each other
        kept, _created = DeclinedBefore.objects.get_or_create(municipality_id=town, rule=rule)
        DeclinedBefore.objects.filter(pk=kept.pk).update(number=F("number") + number)
