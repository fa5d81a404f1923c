"""The room's proposals as one picture for all, and what of them is a phone's own."""

from django.template.loader import render_to_string
from django.urls import reverse

from participation.accounts.models import Membership
from participation.live.register import PHONE, STAGE, Picture, mine, slot
from workshops.models import Participant, Workshop

from . import receipts
from .models import Proposal
from .queries import owned_by_each, supported_by_each, supports_of

ON_STAGE = 5
ROW_WIDTH, STEP_MAX, RADIUS_MAX = 620, 23, 10  # the picture of one row on the stage, in its own units


@slot("proposals", audiences={PHONE, STAGE}, follows="both")
def proposals(room: str, audience: str) -> Picture:
    workshop = Workshop.objects.select_related("municipality", "tradeoff", "room").get(room__slug=room)
    entries = entries_of(workshop)
    data = {"proposals": [{"id": entry["id"], "title": entry["title"], "supports": entry["supports"]} for entry in entries]}
    context = {"workshop": workshop, "proposals": entries, "total": len(entries), "audience": audience}
    if audience == STAGE:
        context |= stage_context(workshop, entries)
    return Picture(render_to_string(f"{audience}/slots/proposals.html", context), data)


def entries_of(workshop: Workshop) -> list[dict]:
    """The released proposals in the order of their release, so that no button moves under a thumb."""
    released = list(Proposal.objects.in_room().filter(workshop=workshop).order_by("published_at", "pk"))
    supports = supports_of(released)
    return [
        {"id": entry.pk, "title": entry.title, "what": entry.what, "why": entry.why, "supports": supports[entry.pk].total}
        for entry in released
    ]


def stage_context(workshop: Workshop, entries: list[dict]) -> dict:
    """The most supported ones, each with a row of dots, and whom they are handed to."""
    ranked = sorted(entries, key=lambda entry: -entry["supports"])[:ON_STAGE]
    most = max([1, *(entry["supports"] for entry in ranked)])
    radius = max(3, min(RADIUS_MAX, (ROW_WIDTH // most) // 2 - 1))
    step = min(STEP_MAX, (ROW_WIDTH - 2 * radius) / max(1, most - 1))
    for place, entry in enumerate(ranked, start=1):
        entry["place"] = place
        entry["dots"] = [radius + round(i * step) for i in range(entry["supports"])]
    mayor = Membership.objects.filter(municipality=workshop.municipality, role=Membership.Role.MAYOR).select_related("user").first()
    handed_over = Proposal.objects.public().filter(workshop=workshop).first()
    return {
        "proposals": ranked,
        "radius": radius,
        "participants": Participant.objects.filter(workshop=workshop, is_removed=False).count(),
        "mayor": mayor.user if mayor else None,
        "handed_over": handed_over is not None,
        "answer_by": handed_over.answer_by if handed_over else None,
    }


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
