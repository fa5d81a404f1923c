""" "Yes, if changed": the town hall offers another wording, and the authors say by their private link whether they agree."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from workshops.refused import Refused

from ..models import Offer, Proposal, Response, State
from ..transitions import AUTHOR, SYSTEM
from . import indexing, steps


def offer(proposal: Proposal, response: Response) -> None:
    """Store the wording of a draft as an offer, and mark the draft. The caller saves it, and has locked the room. Raises Refused."""
    if not response.wording or response.wording == proposal.what:
        raise Refused(_("Another wording has to be different from that of the authors."))
    if not response.open_until or response.open_until <= timezone.localdate():
        raise Refused(_("The authors need a day that is still to come to answer the offer."))
    words = {"wording": response.wording, "reason": response.reason, "open_until": response.open_until}
    Offer.objects.create(proposal=proposal, offered_on=timezone.localdate(), **words)
    response.state = Response.State.OFFERED


@transaction.atomic
def decide_offer(*, proposal: Proposal, agrees: bool) -> None:
    """The author agrees to the other wording, which is an answer then, or keeps its own: then the town hall decides anew.

    Raises Refused if nothing is offered any more. Locks the room.
    """
    locked = steps.lock_proposal(proposal)
    found = locked.offers.filter(outcome=Offer.Outcome.OPEN).first()
    if found is None or locked.state != State.OFFERED:
        raise Refused(_("Nothing is offered any more. Somebody may have answered with this link already."))
    if found.open_until < timezone.localdate():
        raise Refused(_("The time to answer is over. The town hall decides about your own wording."))
    event = steps.take_step(locked, "agree" if agrees else "refuse", AUTHOR, "")
    _close(found, Offer.Outcome.AGREED if agrees else Offer.Outcome.REFUSED)
    if agrees:
        Response.objects.filter(proposal=locked).update(state=Response.State.PUBLISHED, published_at=event.at)
        steps.date_answer(locked, event.at)
        indexing.index(steps.reread(locked))
    else:
        Response.objects.filter(proposal=locked).update(state=Response.State.DRAFT)
    proposal.refresh_from_db()


@transaction.atomic
def lapse_offers(now: dt.datetime) -> int:
    """End the offers whose day is over: the town hall decides anew. Returns how many. Locks their rooms."""
    due = Offer.objects.filter(outcome=Offer.Outcome.OPEN, open_until__lt=timezone.localdate(now), proposal__state=State.OFFERED)
    due = due.select_related("proposal")
    steps.lock_rooms(*(each.proposal for each in due))
    waiting = list(due.all())  # again: the authors may have answered while the rooms were not locked yet
    for each in waiting:
        proposal = steps.reread(each.proposal)
        steps.record_step(proposal, "lapse", SYSTEM)
        _close(each, Offer.Outcome.LAPSED)
        Response.objects.filter(proposal=proposal).update(state=Response.State.DRAFT)
    return len(waiting)


def _close(found: Offer, outcome: str) -> None:
    found.outcome = outcome
    found.save(update_fields=["outcome"])
