"""The room's proposals as one picture for all, and what of them is a phone's own."""

from django.db import connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language

from participation.live.register import PHONE, STAGE, Picture, kept, mine, slot
from workshops.models import Workshop

from . import receipts
from .models import Proposal
from .queries import owned_by_each, supported_by_each, supports_of

SUPPORTS = """
SELECT s.proposal_id, COUNT(*)
  FROM live_room r JOIN workshops_workshop w ON w.room_id = r.id JOIN proposals_proposal p ON p.workshop_id = w.id
  JOIN proposals_support s ON s.proposal_id = p.id
 WHERE r.slug = %s GROUP BY s.proposal_id ORDER BY s.proposal_id
"""  # in SQL, because it runs with every batch of ballots


@slot("proposals", audiences={PHONE, STAGE}, follows="both")
def proposals(room: str, audience: str) -> Picture:
    """Every ballot raises `counted`, but the list stays as it is: the last picture is kept for as long as it is true."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, version FROM live_room WHERE slug = %s", [room])
        numbers = cursor.fetchone()
        cursor.execute(SUPPORTS, [room])
        supported = cursor.fetchall()
    return kept(("proposals", room, audience, get_language() or ""), (numbers, supported), lambda: _draw(room, audience))


def _draw(room: str, audience: str) -> Picture:
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
