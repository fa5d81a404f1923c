"""The room's proposals as one picture for all, and what of them is a phone's own."""

from typing import Any

from django.db.models import Count
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language

from participation.live.models import Room
from participation.live.register import PHONE, STAGE, Picture, mine, slot
from workshops.models import Workshop

from . import receipts
from .models import Proposal, Support
from .queries import owned_by_each, supported_by_each, supports_of

_shown: dict[tuple[str, str, str], tuple[Any, Picture]] = {}  # room, audience, language → (what it shows, the picture)


@slot("proposals", audiences={PHONE, STAGE}, follows="both")
def proposals(room: str, audience: str) -> Picture:
    """Every ballot raises `counted`, but the list stays as it is: the last picture is kept for as long as it is true."""
    supported = Support.objects.filter(proposal__workshop__room__slug=room).values_list("proposal").annotate(many=Count("*"))
    true_of = (Room.objects.values_list("pk", "version").get(slug=room), tuple(supported.order_by("proposal")))
    place = (room, audience, get_language() or "")
    if (kept := _shown.get(place)) and kept[0] == true_of:
        return kept[1]
    if len(_shown) > 200:
        _shown.clear()
    picture = _render(room, audience)
    _shown[place] = (true_of, picture)
    return picture


def _render(room: str, audience: str) -> Picture:
    workshop = Workshop.objects.select_related("municipality", "tradeoff", "room").get(room__slug=room)
    entries = entries_of(workshop)
    data = {"proposals": [{"id": entry["id"], "title": entry["title"], "supports": entry["supports"]} for entry in entries]}
    if audience == STAGE:  # the room looks at what it supports most; a phone's buttons never move under a thumb
        entries.sort(key=lambda entry: -entry["supports"])
    context = {"workshop": workshop, "proposals": entries, "total": len(entries), "audience": audience}
    return Picture(render_to_string(f"{audience}/slots/proposals.html", context), data)


def entries_of(workshop: Workshop) -> list[dict]:
    """The released proposals in the order of their release."""
    released = list(Proposal.objects.in_room().filter(workshop=workshop).order_by("published_at", "pk"))
    supports = supports_of(released)
    return [
        {"id": entry.pk, "title": entry.title, "what": entry.what, "why": entry.why, "supports": supports[entry.pk].total}
        for entry in released
    ]


@mine("proposals")
def own_proposals(room: str, identities: list) -> list:
    """What this phone wrote, with the private link that it alone can compute."""
    return [
        [
            {
                "id": proposal.pk,
                "state": proposal.state,
                "title": proposal.title,
                "receipt": reverse("receipt", args=[receipts.receipt_of(identity, proposal.uuid)]),
            }
            for proposal in own
        ]
        for identity, own in zip(identities, owned_by_each(room, identities), strict=True)
    ]


@mine("supports")
def own_supports(room: str, identities: list) -> list:
    return supported_by_each(room, identities)
