"""Proposals wait here until the facilitator has read them."""

from django.utils.translation import gettext_lazy as _

from participation.accounts.models import User
from workshops.models import Workshop
from workshops.moderation import ModerationQueue, QueueEntry, in_turn
from workshops.refused import Refused

from . import actions, same_phone
from .models import Proposal, ProposalQuerySet, State
from .moderation_rules import ModerationRule
from .personal import personal_in
from .queries import number_in
from .transitions import SYSTEM


class ProposalQueue(ModerationQueue):
    name = "proposals"

    def waiting(self, workshop: Workshop) -> list[QueueEntry]:
        """In an order that tells nothing about the order of arrival."""
        entries = _unread(workshop).filter(is_offered=True).order_by("uuid")
        return in_turn((same_phone.phone_of(entry.pk), _entry(entry)) for entry in entries)

    def decide(self, *, workshop: Workshop, id: str, seen: str, verb: str, by: User | None, **words: str) -> None:
        proposal = Proposal.objects.filter(workshop=workshop, pk=number_in(id) or 0).first()
        if proposal is None:
            raise Refused(_("This proposal is not there any more. Its author may have withdrawn it."))
        if verb == "hide":
            said = {"rule": words.get("rule", ""), "reason": words.get("why", ""), "note": words.get("note", "")}
            actions.decline(proposal=proposal, by=by or SYSTEM, seen=seen, **said)
        else:
            actions.transition(proposal=proposal, verb=verb, by=by or SYSTEM, reason=words.get("reason", ""), seen=seen)

    def done(self, workshop: Workshop) -> dict[str, int]:
        entries = Proposal.objects.filter(workshop=workshop)
        return {
            "released": entries.in_room().count(),
            "returned": entries.filter(state=State.DRAFT).count(),
            "hidden": entries.filter(state=State.DECLINED).count(),
        }

    def unread(self, workshop: Workshop) -> int:
        return _unread(workshop).count()


def _unread(workshop: Workshop) -> ProposalQuerySet:
    """Those that nobody has decided about. A second look waits at the desk, because whoever stands at the console may not take it."""
    return Proposal.objects.filter(workshop=workshop, state=State.SUBMITTED, appealed=False)


def _entry(proposal: Proposal) -> QueueEntry:
    return QueueEntry(
        id=str(proposal.pk),
        label=_("Proposal"),
        icon="lightbulb",
        title=proposal.title,
        text=proposal.text,
        needs_reason=True,
        rules=tuple(ModerationRule.choices),
        marks=tuple(personal_in(proposal.title, proposal.what, proposal.why)),
    )
