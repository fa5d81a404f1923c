"""What everybody may read: what a town asks, when it meets, and what became of the proposals. No account, no session."""

from statistics import median
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from django.views.i18n import set_language

from participation.accounts.models import Municipality
from participation.compression import compressed
from participation.proposals.groups import FATES, Fate, counted, groups_of, keys_of, with_rows
from participation.proposals.labels import INFLUENCE, number_word
from participation.proposals.models import Proposal, State
from participation.proposals.queries import compared, days_to_answer, in_order, public_proposals
from participation.proposals.rows import rows_of

from . import queries

LEGAL = {"imprint": gettext_lazy("Imprint"), "privacy": gettext_lazy("Privacy"), "accessibility": gettext_lazy("Accessibility")}
ABOUT = 200  # characters of a page's description
LISTED = 100  # proposals on a page of one group
COMPARED = 200  # proposals


language = csrf_exempt(set_language)  # it can harm nobody, and a page without a token may be compressed


def description(text: Any) -> str:
    """One line of plain text for link previews and search engines."""
    return Truncator(" ".join(str(text).split())).chars(ABOUT)


@compressed
@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """The page of the only town, or a list of towns."""
    return _list_of_towns(request, "home") or municipality(request, Municipality.objects.get().slug)


@compressed
@require_safe
def status_home(request: HttpRequest) -> HttpResponseBase:
    """The status page of the only town, or a list of towns."""
    return _list_of_towns(request, "status") or status(request, Municipality.objects.get().slug)


def _list_of_towns(request: HttpRequest, section: str) -> HttpResponse | None:
    """The list; None if there is only one town."""
    towns = list(Municipality.objects.order_by("name"))
    if len(towns) == 1:
        return None
    context = {
        "municipalities": towns,
        "section": section,
        "heading": "Augenhöhe",
        "about": _("Young people and their town hall talk eye to eye."),
    }
    return render(request, "public/municipalities.html", context)


@compressed
@require_safe
def municipality(request: HttpRequest, slug: str) -> HttpResponse:
    """One town: its question, its next workshops, its latest answers."""
    town = get_object_or_404(Municipality, slug=slug)
    proposals = public_proposals(town)
    asked = queries.current_question(town)
    what = _("What %(town)s is weighing up") % {"town": town.name}
    context = {
        "municipality": town,
        "section": "home",
        "heading": _("Have your say"),
        "about": description(f"{what}: {asked.question}" if asked else _("Young people and their town hall talk eye to eye.")),
        "asked": asked,
        "influence": INFLUENCE[Municipality.Influence(town.influence)],
        "workshops": queries.next_workshops(town),
        "news": queries.news(proposals.exclude(state=State.MERGED)),
        "total": proposals.count(),
    }
    return render(request, "public/home.html", context)


@compressed
@require_safe
def status(request: HttpRequest, slug: str) -> HttpResponse:
    """What became of the proposals of one year, `?year=2026`; without a known year the latest one.

    With `&group=waiting` it is a list of all in that group, in pages.
    """
    town = get_object_or_404(Municipality, slug=slug)
    proposals = public_proposals(town)
    counts = counted(proposals)
    years = sorted({each.year for each in counts}, reverse=True)
    asked_for = request.GET.get("year", "")
    latest = years[0] if years else timezone.localdate().year
    year = next((year for year in years if str(year) == asked_for), latest)
    of_year, counts = proposals.filter(year=year), [each for each in counts if each.year == year]
    context = {"municipality": town, "section": "status", "year": year, "today": timezone.localdate()}
    fate = next((fate for fate in FATES if fate.slug == request.GET.get("group")), None)
    if fate:
        return render(request, "public/status_group.html", context | _list_of(fate, year, of_year, request.GET.get("page", "")))
    groups = groups_of(of_year, counts)
    merged = sum(each.many for each in counts if each.state == State.MERGED)
    lead = summary(sum(each.many for each in counts), merged, days_to_answer(of_year))
    context |= {"heading": _("What became of it?"), "about": description(lead), "years": years, "lead": lead}
    return render(request, "public/status.html", context | {"groups": with_rows(groups, of_year)})


def _list_of(fate: Fate, year: int, proposals: QuerySet[Proposal], page: str) -> dict[str, Any]:
    """One page of the proposals with this fate."""
    shown = Paginator(keys_of(fate, proposals), LISTED).get_page(page)
    rows = rows_of(in_order(proposals, shown.object_list))
    way = f"?year={year}&group={fate.slug}&"
    return {"fate": fate, "rows": rows, "page": shown, "way": way, "heading": fate.name, "about": description(fate.name)}


@compressed
@cache_control(public=True, max_age=300)
@require_safe
def proposals(request: HttpRequest, slug: str) -> HttpResponse:
    """The latest public proposals as `{"proposals": [{"title", "text", "url"}]}`. A phone compares what is being written with them."""
    town = get_object_or_404(Municipality, slug=slug)
    latest = Proposal.objects.public().filter(municipality=town).exclude(state=State.MERGED).order_by("-handed_over_at", "-pk")[:COMPARED]
    return JsonResponse({"proposals": [compared(each, reverse("proposal", args=[each.pk])) for each in latest]})


def summary(count: int, merged: int, took: list[int]) -> str:
    """How many proposals there were and how fast the town hall answered, in up to four sentences. `took`: days of each answer."""
    sentences = [ngettext("There is one proposal so far.", "There are %(n)s proposals so far.", count) % {"n": count}] if count else []
    if took:
        answered = ngettext("The town hall has answered one.", "The town hall has answered %(n)s.", len(took)) % {"n": len(took)}
        sentences += [answered, _how_fast(took)]
    if merged:
        sentences.append(ngettext("One was merged.", "%(n)s were merged.", merged) % {"n": number_word(merged)})
    return " ".join(sentences) or _("No proposal has been handed over yet.")


def _how_fast(took: list[int]) -> str:
    """The median, without the word: few people know it."""
    days = round(median(took))
    if len(took) == 1:
        return ngettext("The answer took %(days)s day.", "The answer took %(days)s days.", days) % {"days": days}
    return ngettext("Half were answered within %(days)s day.", "Half were answered within %(days)s days.", days) % {"days": days}


@compressed
@require_safe
def legal(request: HttpRequest, slug: str, page: str) -> HttpResponse:
    """Imprint, privacy or accessibility, in the municipality's own words. Without a text there is no page."""
    town = get_object_or_404(Municipality, slug=slug)
    text = getattr(town, page)
    if not text:
        raise Http404
    context = {"municipality": town, "heading": LEGAL[page], "words": text, "about": description(text)}
    return render(request, "public/legal.html", context)
