"""Proposals and supports on the page "what is stored about you"."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from participation.live.guards.identity import Identity
from workshops.extensions import OwnData

from . import actions, receipts
from .models import Proposal
from .queries import owned_by, supported_by_each
from .second_look import declining_of


def _export_proposals(identity: Identity) -> list[dict[str, Any]]:
    return [
        {
            "title": entry.title,
            "what": entry.what,
            "why": entry.why,
            "tradeoff": str(entry.tradeoff),
            "state": entry.state,
            "not_released": _why(entry),
            "receipt": receipts.receipt_of(identity, entry.uuid),
        }
        for entry in owned_by(identity)
    ]


def _why(proposal: Proposal) -> dict[str, str] | None:
    """Rule, reason and note of a proposal that is not released."""
    declining = declining_of(proposal)
    if declining is None:
        return None
    return {"rule": declining.get_rule_display(), "reason": declining.reason, "note": declining.note}


def _export_supports(identity: Identity) -> list[str]:
    ids = supported_by_each(identity.room, [identity])[0]
    return list(Proposal.objects.filter(pk__in=ids).values_list("title", flat=True))


OWN_PROPOSALS = OwnData(
    name="proposals",
    label=_("Proposals"),
    note=_("without a name; what is public stays public until you withdraw it"),
    position=40,
    show=lambda identity: len(owned_by(identity)),
    export=_export_proposals,
    erase=lambda identity: actions.erase(identity=identity),
)
OWN_SUPPORTS = OwnData(
    name="supports",
    label=_("Supports"),
    note=_("stay as a number; nobody can find out any more that they are yours"),
    position=50,
    show=lambda identity: len(supported_by_each(identity.room, [identity])[0]),
    export=_export_supports,
    erase=lambda identity: 0,  # a row that vanished would point at who erases
)
