"""The public pages of announced workshops: those to come and the archive, one workshop, and its calendar file."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from participation.accounts.models import Municipality
from participation.compression import compressed
from participation.proposals.labels import INFLUENCE
from participation.proposals.queries import public_proposals
from polls.disclosure import shown_to_public
from workshops.models import Workshop

from . import queries
from .calendar import workshop_calendar
from .views import description

ARCHIVED = 50  # evenings on a page of the archive


@compressed
@require_safe
def workshops(request: HttpRequest, slug: str) -> HttpResponse:
    """The town's workshops to come, and the archive of those that are over, the latest first."""
    town = get_object_or_404(Municipality, slug=slug)
    context = {
        "municipality": town,
        "section": "workshops",
        "heading": _("Workshops"),
        "about": description(_("When young people and the town hall meet next, and what came of the evenings so far.")),
        "workshops": queries.next_workshops(town, limit=None),
        "page": Paginator(queries.past_workshops(town), ARCHIVED).get_page(request.GET.get("page", "")),
        "way": "?",
    }
    return render(request, "public/workshops.html", context)


def _announced(slug: str, pk: int) -> Workshop:
    """The workshop, also if its announcement was withdrawn. Raises Http404 if the public has never read of it."""
    found = Workshop.objects.select_related("municipality", "tradeoff", "room").filter(municipality__slug=slug, is_rehearsal=False)
    workshop = get_object_or_404(found, pk=pk)
    if workshop.notice == Workshop.Notice.NONE:
        raise Http404
    return workshop


@compressed
@require_safe
def workshop(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One workshop: before, what it is about, when and where; afterwards, what came of it. Withdrawn: a sentence, with status 410."""
    found = _announced(slug, pk)
    context = {"municipality": found.municipality, "section": "workshops", "workshop": found, "heading": found.title}
    if not found.is_announced:
        return render(request, "public/workshop_withdrawn.html", context, status=410)
    over = found.state == Workshop.State.ENDED
    context |= {
        "about": description(found.tradeoff.core_question),
        "over": over,
        "facts": found.tradeoff.facts.all(),
        "influence": INFLUENCE[Municipality.Influence(found.influence)],
        "shown": shown_to_public(found.pk) if over else None,
        "proposals": public_proposals(found.municipality).filter(workshop=found).order_by("number") if over else [],
    }
    return render(request, "public/workshop.html", context)


@require_safe
def calendar(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """The workshop as a file for calendars. Withdrawn: the page that says so, with status 410."""
    found = _announced(slug, pk)
    if not found.is_announced:
        return workshop(request, slug, pk)
    response = HttpResponse(workshop_calendar(found), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="workshop-{found.pk}.ics"'
    return response
