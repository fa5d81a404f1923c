"""The stage: the page for the projector. Whoever has its secret address may see it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from participation.live.rooms.page import fill_slots, room_epoch

from .links import join_host, join_url
from .models import Workshop


@never_cache
def stage(request: HttpRequest, token: str) -> HttpResponse:
    """The stage with all its slots filled in; 404 for an unknown token."""
    workshop = Workshop.objects.select_related("room", "municipality").filter(stage_token=token).first()
    if workshop is None:
        raise Http404
    context = {
        "workshop": workshop,
        "room": workshop.room,
        "socket": f"/live/{workshop.room.slug}/stage/{token}/",
        "epoch": room_epoch(workshop.room.slug, "stage"),
        "language": get_language(),
        "join_url": join_url(workshop),
        "join_host": join_host(),
    }
    return HttpResponse(fill_slots(workshop.room.slug, "stage", render_to_string("base_stage.html", context, request)))
