"""Writing a proposal in the room, and sending it again after the facilitator asked for a change."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from participation.live.actions import lock
from participation.live.guards.identity import Identity
from workshops.clean_text import tidy
from workshops.models import TradeOff, Workshop
from workshops.refused import Refused

from .. import receipts, same_phone
from ..models import TEXT_MAX, TITLE_MAX, TITLE_MIN, Proposal, State
from ..queries import is_participant, owned_by
from ..transitions import AUTHOR
from . import steps

PER_PERSON, WAITING_PER_PERSON = 10, 5


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent. `receipt` is the token of the private link; `created` is False for a form that came twice."""

    proposal: Proposal
    receipt: str
    created: bool


@transaction.atomic
def create(
    *, identity: Identity, workshop: Workshop, nonce: str, title: str, what: str, why: str = "", tradeoff: TradeOff | None = None
) -> Sent:
    """Store a proposal that waits for the facilitator. A form that is sent twice (the same `nonce`) makes one proposal.

    Raises Refused outside a running workshop, and beyond the limits per person. Locks the room.
    """
    uuid = receipts.uuid_of_form(identity, nonce, title, what, why)
    receipt = receipts.receipt_of(identity, uuid)
    fields = {"title": title, "what": what, "why": why, "tradeoff": tradeoff or workshop.tradeoff}
    lock(slug=identity.room)
    if known := Proposal.objects.filter(uuid=uuid).first():
        return Sent(known, receipt, False)
    return Sent(_create(identity, workshop, uuid, fields), receipt, True)


def _create(identity: Identity, workshop: Workshop, uuid: UUID, fields: dict[str, Any]) -> Proposal:
    state = Workshop.objects.filter(pk=workshop.pk).values_list("state", flat=True).first()  # now that the room is locked
    if state == Workshop.State.DRAFT:
        raise Refused(_("The workshop has not begun yet."))
    if state != Workshop.State.RUNNING or not is_participant(identity):
        raise Refused(_("The workshop is over. Proposals can’t be sent any more."))
    own = owned_by(identity)
    if len(own) >= PER_PERSON:
        raise Refused(_("You have sent ten proposals already. More than that nobody can read tonight."))
    if sum(each.state == State.SUBMITTED for each in own) >= WAITING_PER_PERSON:
        raise Refused(_("Five of your proposals are still waiting to be read. Send this one when one of them has been read."))
    proposal = Proposal(
        uuid=uuid,
        municipality_id=workshop.municipality_id,
        workshop=workshop,
        state_since=steps.start_of_today(),
        owner=receipts.owner_key(identity, uuid),
        receipt_digest=receipts.digest_of(receipts.receipt_of(identity, uuid)),
    )
    _write(proposal, **fields)
    steps.record_step(proposal, "submit", AUTHOR)
    same_phone.remember(proposal.pk, identity)
    return proposal


@transaction.atomic
def resubmit(*, proposal: Proposal, title: str, what: str, why: str, tradeoff: TradeOff) -> None:
    """Send a returned proposal again, with the author's changes. Raises Refused if it was not returned. Locks the room."""
    locked = steps.lock_proposal(proposal)
    if locked.state != State.DRAFT:
        raise Refused(_("This proposal can’t be changed any more."))
    _write(locked, title=title, what=what, why=why, tradeoff=tradeoff)
    steps.record_step(locked, "submit", AUTHOR)
    proposal.refresh_from_db()


def _write(proposal: Proposal, *, title: str, what: str, why: str, tradeoff: TradeOff) -> None:
    title, what, why = tidy(title), tidy(what, multiline=True), tidy(why, multiline=True)
    if not TITLE_MIN <= len(title) <= TITLE_MAX or not what or max(len(what), len(why)) > TEXT_MAX:
        raise Refused(_("Title or text is too short or too long."))
    if tradeoff.municipality_id != proposal.municipality_id:
        raise Refused(_("This trade-off belongs to another municipality."))
    proposal.title, proposal.what, proposal.why, proposal.tradeoff = title, what, why, tradeoff
    proposal.save()
