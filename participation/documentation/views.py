"""The page of an evening: for the room by the room's link, and for everybody once it is published."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from participation.accounts.models import Municipality
from participation.compression import compressed
from participation.live.guards.identity import identity_from
from participation.proposals.labels import INFLUENCE
from workshops.actions.forgetting import KEPT
from workshops.models import Workshop

from . import rules
from .article import PUBLIC, ROOM, Evening

ABOUT = 200  # characters of a page's description


@compressed
@require_safe
def evening(request: HttpRequest, pk: int) -> HttpResponse:
    """The public page. It answers 410 after the facilitator has withdrawn it, and 404 if it was never published."""
    workshop = rules.public_evening(pk)
    return _withdrawn(request, workshop) or render(request, "documentation/evening.html", context_of(Evening(workshop, PUBLIC)))


@require_safe
def room_evening(request: HttpRequest, room: str) -> HttpResponse:
    """The same for whoever has the room's link, from the end on: with the room's floor, all released reasons, and what is deleted when."""
    workshop = rules.room_evening(room)
    if gone := _withdrawn(request, workshop):
        return gone
    context = context_of(Evening(workshop, ROOM)) | {
        "forgotten_at": forgotten_at(workshop),
        "mine_url": reverse("phone_mine", args=[room]) if identity_from(request.COOKIES, room) else "",
    }
    return render(request, "documentation/evening.html", context)


def context_of(evening: Evening) -> dict[str, Any]:
    """What the page's template needs."""
    workshop, moved = evening.workshop, evening.moved
    return {
        "evening": evening,
        "workshop": workshop,
        "municipality": workshop.municipality,
        "section": "workshops",
        "heading": str(workshop.title),
        "about": Truncator(moved.sentence if moved else str(workshop.tradeoff.core_question)).chars(ABOUT),
        "in_room": evening.place == ROOM,
        "influence": INFLUENCE[Municipality.Influence(workshop.influence)],
        "publication": evening.publication,
        "corrections": list(evening.publication.corrections.all()) if evening.publication else [],
    }


def forgotten_at(workshop: Workshop) -> datetime | None:
    """When participants and what nobody released are deleted."""
    return workshop.ended_at + KEPT if workshop.ended_at else None


def _withdrawn(request: HttpRequest, workshop: Workshop) -> HttpResponse | None:
    """What stands in place of a page that was withdrawn; None if it was not."""
    found = rules.publication_of(workshop)
    if found is None or found.is_public:
        return None
    context = {"municipality": workshop.municipality, "workshop": workshop, "publication": found, "heading": _("This page was withdrawn")}
    return render(request, "documentation/withdrawn.html", context, status=410)
