"""Pages to prepare workshops, their agenda and their trade-offs."""

from django.contrib import messages
from django.db.models import Count, Q
from django.forms import BaseForm, BaseFormSet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from participation.accounts.requests import StaffRequest
from participation.accounts.rules import staff_only
from participation.responses import see_other
from participation.texts import text

from . import actions, rules
from .forms import FactRows, GoalRows, TradeOffForm, WorkshopForm, filled
from .models import TradeOff, Workshop


@require_safe
@staff_only
def workshops(request: StaffRequest) -> HttpResponse:
    """The workshops of one's own towns: running, prepared and ended."""
    found = list(
        rules.workshops_of(request.user)
        .filter(rehearsal_of=None)
        .annotate(joined=Count("participants", filter=Q(participants__is_removed=False)))
        .order_by("-starts_at")
    )
    State = Workshop.State
    groups = {
        "running": [workshop for workshop in found if workshop.state == State.RUNNING],
        "prepared": sorted((workshop for workshop in found if workshop.state == State.DRAFT), key=lambda workshop: workshop.starts_at),
        "ended": [workshop for workshop in found if workshop.state == State.ENDED],
    }
    if not found and not rules.municipalities_for(request.user).exists():
        raise Http404
    return render(request, "console/workshops.html", groups | {"none": not found})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def workshop_new(request: StaffRequest) -> HttpResponse:
    """Create a workshop in one of one's own towns; `?tradeoff=` chooses the trade-off and with it the town."""
    towns = list(rules.municipalities_for(request.user))
    if not towns:
        raise Http404
    asked = request.POST.get("municipality") or request.GET.get("municipality", "")
    town = next((town for town in towns if town.slug == asked), towns[0])
    wanted = rules.tradeoffs_of(request.user).filter(pk=asked_number(request, "tradeoff") or 0).first()
    if wanted and not request.POST:
        town = wanted.municipality
    form = WorkshopForm(request.POST or None, municipality=town, initial={"tradeoff": wanted} if wanted else {})
    if request.method == "POST" and form.is_valid():
        workshop = actions.create_workshop(municipality=town, by=request.user, **form.values())
        messages.success(request, _("Saved. Now the agenda can grow."))
        return see_other("workshop_edit", workshop.pk)
    return render(request, "console/workshop_form.html", {"form": form, "towns": towns, "town": town}, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def workshop_details(request: StaffRequest, pk: int) -> HttpResponse:
    """Edit title, trade-off, time, place and influence of a workshop."""
    workshop = rules.workshop_for(request.user, pk)
    form = WorkshopForm(request.POST or None, instance=rules.workshop_for(request.user, pk), municipality=workshop.municipality)
    if request.method == "POST" and form.is_valid():
        actions.update_workshop(workshop=workshop, by=request.user, **form.values())
        messages.success(request, _("Saved at {time}.").format(time=timezone.localtime().strftime("%H:%M")))
        return see_other(request.path)
    return render(request, "console/workshop_form.html", {"workshop": workshop, "form": form}, status=status_of(form))


@require_safe
@staff_only
def tradeoffs(request: StaffRequest) -> HttpResponse:
    """The trade-offs of one's own towns, each in its newest version."""
    if not rules.municipalities_for(request.user).exists():
        raise Http404
    found = (
        rules.tradeoffs_of(request.user)
        .exclude(state=TradeOff.State.REPLACED)
        .annotate(
            used=Count("workshops", filter=Q(workshops__is_rehearsal=False), distinct=True), facts_count=Count("facts", distinct=True)
        )
    )
    return render(request, "console/tradeoffs.html", {"tradeoffs": found})


@require_safe
@staff_only
def tradeoff(request: StaffRequest, pk: int) -> HttpResponse:
    """One version of a trade-off with its facts, and its goals by level."""
    found = get_object_or_404(rules.tradeoffs_of(request.user), pk=pk)
    levels: list[dict[str, str]] = []
    for goal in found.goals.all():
        row = next((row for row in levels if row["level"] == goal.level and not row[goal.pole]), None)
        if row is None:
            row = {"level": goal.level, "name": goal.get_level_display(), "a": "", "b": ""}
            levels.append(row)
        row[goal.pole] = goal.text
    versions = TradeOff.objects.filter(municipality=found.municipality_id, slug=found.slug).order_by("-version")
    dimensions = [(text(entry["name"]), text(entry["text"])) for entry in found.dimensions]
    context = {
        "tradeoff": found,
        "dimensions": dimensions,
        "levels": levels,
        "facts": found.facts.all(),
        "versions": versions,
        "used": found.workshops.filter(is_rehearsal=False).count(),
    }
    return render(request, "console/tradeoff.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def tradeoff_write(request: StaffRequest, pk: int | None = None) -> HttpResponse:
    """Write a new trade-off, or the next version of one. Workshops keep the version they were prepared with."""
    towns = list(rules.municipalities_for(request.user))
    if not towns:
        raise Http404
    old = get_object_or_404(rules.tradeoffs_of(request.user), pk=pk) if pk else None
    town = old.municipality if old else next((town for town in towns if town.slug == request.POST.get("municipality")), towns[0])
    form = TradeOffForm(request.POST or None, instance=TradeOff.objects.get(pk=old.pk) if old else None)
    goals = GoalRows(request.POST or None, prefix="goals", initial=list(old.goals.values("pole", "level", "text")) if old else None)
    facts = FactRows(request.POST or None, prefix="facts", initial=list(old.facts.values("text", "source", "as_of")) if old else None)
    if request.method == "POST" and all([form.is_valid(), goals.is_valid(), facts.is_valid()]):
        written = actions.write_tradeoff(
            municipality=town, by=request.user, replaces=old, goals=filled(goals), facts=filled(facts), **form.cleaned_data
        )
        messages.success(request, _("Saved. Workshops that are already prepared keep the wording they had.") if old else _("Saved."))
        return see_other("tradeoff", written.pk)
    context = {"form": form, "goals": goals, "facts": facts, "old": old, "town": town, "towns": towns}
    return render(request, "console/tradeoff_form.html", context, status=status_of(form, goals, facts))


def asked_number(request: StaffRequest, name: str) -> int | None:
    """A whole number of up to nine digits from the query, or None."""
    value = request.GET.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None


def status_of(*forms: BaseForm | BaseFormSet) -> int:
    """422 if a posted form has errors, so that programs notice them too; else 200."""
    return 422 if any(form.is_bound and not form.is_valid() for form in forms) else 200
