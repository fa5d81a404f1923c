"""The slot with the room's proposals, and what a phone gets about its own proposals and supports."""

from django.db import connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language

from participation.live.extensions import EMPTY, STAGE, RenderedSlot, render_if_changed
from workshops.models import Workshop

from . import reasons, receipts
from .items import ProposalsItem
from .models import Proposal, State
from .queries import owned_by_each, supported_by_each
from .second_look import declining_of

SUPPORTS = """
SELECT p.id, p.shown_supports
  FROM live_room r JOIN workshops_workshop w ON w.room_id = r.id JOIN proposals_proposal p ON p.workshop_id = w.id
 WHERE r.slug = %s ORDER BY p.id
"""  # in SQL, because it runs with every batch of ballots


def proposals(room: str, audience: str) -> RenderedSlot:
    """The released proposals. Every ballot raises `counted` without changing them, so the last picture is used until they change."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, version FROM live_room WHERE slug = %s", [room])
        numbers = cursor.fetchone()
        cursor.execute(SUPPORTS, [room])
        supported = cursor.fetchall()
    return render_if_changed(("proposals", room, audience, get_language() or ""), (numbers, supported), lambda: _draw(room, audience))


def _draw(room: str, audience: str) -> RenderedSlot:
    workshop = Workshop.objects.select_related("municipality", "tradeoff", "room").get(room__slug=room)
    entries = entries_of(workshop)
    data = {"proposals": [{"id": entry["id"], "title": entry["title"], "supports": entry["supports"]} for entry in entries]}
    if audience == STAGE:  # the stage shows the most supported first; on a phone the buttons must not move
        entries.sort(key=lambda entry: -entry["supports"])
    context = {"workshop": workshop, "proposals": entries, "total": len(entries), "audience": audience}
    return RenderedSlot(render_to_string(f"{audience}/slots/proposals.html", context), data)


def entries_of(workshop: Workshop) -> list[dict]:
    """The released proposals in the order of their random ids."""
    released = Proposal.objects.in_room().filter(workshop=workshop).order_by("pk")
    return [
        {"id": entry.pk, "title": entry.title, "what": entry.what, "why": entry.why, "supports": entry.shown_supports} for entry in released
    ]


def said(room: str, audience: str) -> RenderedSlot:
    """The released reasons and words of the room, each with a link to a proposal that begins with it; while proposals are written."""
    workshop = Workshop.objects.select_related("room", "item").get(room__slug=room)
    if workshop.item is None or workshop.item.kind != ProposalsItem.slug:
        return EMPTY
    found = reasons.said_in(workshop.pk)
    data = {"said": [{"question": question, "texts": [remark.text for remark in remarks]} for question, remarks in found]}
    return RenderedSlot(render_to_string("phone/slots/said.html", {"said": found, "workshop": workshop}), data)


def own_proposals(room: str, identities: list) -> list:
    """For each phone its proposals, with the private link that only this phone can compute.

    What the public does not see has its last day; what is not released, the note to the author.
    """
    return [
        [
            {
                "id": proposal.pk,
                "state": "second_look" if proposal.state == State.SUBMITTED and proposal.appealed else proposal.state,
                "title": proposal.title,
                "receipt": reverse("receipt", args=[receipts.receipt_of(identity, proposal.uuid)]),
                "until": proposal.kept_until.isoformat() if proposal.kept_until else None,
                "note": _note(proposal),
            }
            for proposal in own
        ]
        for identity, own in zip(identities, owned_by_each(room, identities), strict=True)
    ]


def _note(proposal: Proposal) -> str:
    declining = declining_of(proposal) if proposal.state == State.DECLINED else None
    return declining.note if declining else ""


def own_supports(room: str, identities: list) -> list:
    """For each phone the ids of the proposals that it supports."""
    return supported_by_each(room, identities)
