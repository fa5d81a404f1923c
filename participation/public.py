"""What everybody may read: what a town asks, when it meets, and what became of the proposals. No account, no session."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from participation.accounts.models import Municipality
from participation.dashboard import queries, words
from participation.dashboard.groups import groups_of
from participation.proposals.models import OPEN, State
from polls.disclosure import Shown, shown
from polls.kinds import kind_of
from polls.models import Poll
from workshops.models import TradeOff, Workshop

LEGAL = {"imprint": gettext_lazy("Imprint"), "privacy": gettext_lazy("Privacy"), "accessibility": gettext_lazy("Accessibility")}
LATEST_POLLS, NEXT_WORKSHOPS, NEWS = 8, 5, 3


@dataclass(frozen=True, slots=True)
class Asked:
    """The question that stands at the top, and how the room stood, if enough people answered."""

    question: Any
    pole_a: Any
    pole_b: Any
    tradeoff: TradeOff
    day: datetime | None = None
    shown: Shown | None = None

    @property
    def facts(self):
        return list(self.tradeoff.facts.all())


@require_safe
def home(request):
    return _only_or_choice(request, "home") or municipality(request, Municipality.objects.get().slug)


@require_safe
def status_home(request):
    return _only_or_choice(request, "status") or status(request, Municipality.objects.get().slug)


def _only_or_choice(request, section: str):
    """The page of choice, or None if there is only one town."""
    towns = list(Municipality.objects.order_by("name"))
    if len(towns) == 1:
        return None
    return render(request, "public/municipalities.html", {"municipalities": towns, "section": section})


@require_safe
def municipality(request, slug):
    town = get_object_or_404(Municipality, slug=slug)
    proposals = queries.public_proposals(town)
    context = {
        "municipality": town,
        "section": "home",
        "asked": asked_last(town),
        "influence": words.INFLUENCE[town.influence],
        "workshops": next_workshops(town),
        "became": news(proposals.exclude(state=State.MERGED)),
        "total": proposals.count(),
    }
    return render(request, "public/home.html", context)


def news(proposals) -> list[queries.Row]:
    """The latest steps; and the town hall's oldest debt comes first, whenever that was."""
    overdue = proposals.filter(state__in=OPEN, answer_by__lt=timezone.localdate()).order_by("answer_by", "pk").first()
    latest = proposals.exclude(pk=overdue.pk if overdue else None).order_by("-state_since", "-pk")
    return queries.rows([*([overdue] if overdue else []), *latest[:NEWS]][:NEWS])


def _workshops(town):
    """Rehearsals are nobody's business, except where the whole town is invented."""
    workshops = Workshop.objects.filter(municipality=town)
    return workshops if town.is_invented else workshops.filter(is_rehearsal=False)


def asked_last(town) -> Asked | None:
    """The last question between two poles that an ended workshop voted on; before the first one, what will be asked."""
    ended = _workshops(town).filter(state=Workshop.State.ENDED)
    polls = Poll.objects.filter(item__workshop__in=ended, state=Poll.State.REVEALED).order_by("-final_at", "-pk")
    for poll in polls.select_related("item__workshop__tradeoff")[:LATEST_POLLS]:
        if kind_of(poll).has_poles:
            workshop = poll.item.workshop
            disclosed = shown(poll, place="public")
            return Asked(
                poll.question,
                poll.pole_a or workshop.tradeoff.pole_a,
                poll.pole_b or workshop.tradeoff.pole_b,
                workshop.tradeoff,
                workshop.starts_at,
                disclosed if disclosed.tally or disclosed.almost_all else None,
            )
    workshop = _workshops(town).exclude(state=Workshop.State.ENDED).select_related("tradeoff").order_by("starts_at").first()
    tradeoff = workshop.tradeoff if workshop else town.tradeoffs.filter(state=TradeOff.State.ACTIVE).first()
    return Asked(tradeoff.core_question, tradeoff.pole_a, tradeoff.pole_b, tradeoff) if tradeoff else None


def next_workshops(town) -> list[Workshop]:
    soon = timezone.now() - timedelta(hours=3)  # one that begins late is still to come
    workshops = _workshops(town).select_related("tradeoff").exclude(state=Workshop.State.ENDED)
    coming = [w for w in workshops.order_by("starts_at") if w.state == Workshop.State.RUNNING or w.starts_at >= soon]
    return coming[:NEXT_WORKSHOPS]


@require_safe
def status(request, slug):
    town = get_object_or_404(Municipality, slug=slug)
    proposals = queries.public_proposals(town)
    years = sorted(set(proposals.order_by().values_list("year", flat=True)), reverse=True)
    asked_for = request.GET.get("year", "")
    latest = years[0] if years else timezone.localdate().year
    year = next((year for year in years if str(year) == asked_for), latest)
    of_year = proposals.filter(year=year)
    all_rows = queries.rows(of_year.order_by("answer_by", "pk"))
    context = {
        "municipality": town,
        "section": "status",
        "year": year,
        "years": years,
        "today": timezone.localdate(),
        "groups": groups_of(all_rows),
        "lead": words.status_lead(all_rows, queries.days_to_answer(of_year)),
    }
    return render(request, "public/status.html", context)


@require_safe
def legal(request, slug, page):
    """Imprint, privacy, accessibility: texts of the municipality; an empty one has no page."""
    town = get_object_or_404(Municipality, slug=slug)
    sentences = getattr(town, page)
    if not sentences:
        raise Http404
    return render(request, "public/legal.html", {"municipality": town, "heading": LEGAL[page], "words": sentences})
