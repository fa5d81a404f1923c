"""Preparing an evening: workshops, their agenda, and the trade-offs they are about."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from participation.accounts.rules import staff_only
from participation.texts import text

from . import actions, rules
from .forms import FactRows, GoalRows, MinutesForm, TradeOffForm, WorkshopForm, agenda_times, filled
from .models import TradeOff, Workshop
from .registers import ITEM_KINDS, Refused, kind_of


def see_other(url: str) -> HttpResponse:
    return HttpResponse(status=303, headers={"Location": url})


@require_safe
@staff_only
def workshops(request):
    """What is on, what comes, what was."""
    found = list(
        rules.workshops_of(request.user)
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
def workshop_new(request):
    towns = list(rules.municipalities_for(request.user))
    if not towns:
        raise Http404
    asked = request.POST.get("municipality") or request.GET.get("municipality", "")
    town = next((town for town in towns if town.slug == asked), towns[0])
    wanted = rules.tradeoffs_of(request.user).filter(pk=asked_number(request, "tradeoff")).first()
    if wanted and not request.POST:
        town = wanted.municipality
    form = WorkshopForm(request.POST or None, municipality=town, initial={"tradeoff": wanted} if wanted else {})
    if request.method == "POST" and form.is_valid():
        workshop = actions.create_workshop(municipality=town, by=request.user, **form.values())
        messages.success(request, _("Saved. Now the agenda can grow."))
        return see_other(reverse("workshop_edit", args=[workshop.pk]) + "#agenda")
    return render(request, "console/workshop_form.html", {"form": form, "towns": towns, "town": town}, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def workshop_edit(request, pk):
    workshop = rules.workshop_for(request.user, pk)
    items = list(workshop.items.all())
    form = WorkshopForm(request.POST or None, instance=rules.workshop_for(request.user, pk), municipality=workshop.municipality)
    minutes = MinutesForm(items, request.POST or None)
    if request.method == "POST" and form.is_valid() and minutes.is_valid():
        try:
            actions.update_workshop(workshop=workshop, by=request.user, **form.values())
            minutes.save(request.user)
            _rearrange(items, request.POST.get("do", ""), request.user)
        except Refused as refused:
            messages.error(request, str(refused))
            return see_other(request.path)
        if request.POST.get("do"):
            return see_other(request.path + "#agenda")
        messages.success(request, _("Saved at {time}.").format(time=timezone.localtime().strftime("%H:%M")))
        return see_other(request.path)
    _load(items)
    context = {"workshop": workshop, "form": form, "minutes": minutes} | _agenda(workshop, items, minutes)
    return render(request, "console/workshop_form.html", context, status=status_of(form, minutes))


def _load(items) -> None:
    by_kind: dict[str, list] = {}
    for item in items:
        by_kind.setdefault(item.kind, []).append(item)
    for slug, alike in by_kind.items():
        ITEM_KINDS[slug].load(alike)


def _agenda(workshop, items, minutes) -> dict:
    rows = [
        {"item": item, "at": at, "field": minutes[f"minutes-{item.pk}"], "what": kind_of(item).describe(item)}
        for item, at in agenda_times(workshop, items)
    ]
    planned = sum(item.minutes for item in items)
    free = int((workshop.ends_at - workshop.starts_at).total_seconds() // 60) - planned if workshop.ends_at else None
    return {"rows": rows, "planned": planned, "free": free, "over": -free if free is not None and free < 0 else 0}


def _rearrange(items, do: str, by) -> None:
    """`do` is "up:12", "down:12" or "remove:12"; anything else is a plain save."""
    verb, _colon, number = do.partition(":")
    item = next((item for item in items if str(item.pk) == number), None)
    if item is None:
        return
    if verb == "remove":
        actions.remove_item(item=item, by=by)
    elif verb in {"up", "down"}:
        actions.move_item(item=item, up=verb == "up", by=by)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def item_add(request, pk):
    """First "How do you want to ask?", then the form of that kind (`?kind=…`)."""
    workshop = rules.workshop_for(request.user, pk)
    chosen = request.GET.get("kind", "")
    slug, _colon, way = chosen.partition(":")
    kind = ITEM_KINDS.get(slug)
    ways = {entry.slug: entry for entry in kind.ways()} if kind and kind.can_be_added else {}
    if way not in ways:
        return render(request, "console/item_add.html", {"workshop": workshop, "choices": _choices()})
    pair = ways[way].can_pair and "pair" in request.GET
    form = kind.form_class()(request.POST or None, workshop=workshop, kind=kind, way=way, pair=pair)
    context = {"workshop": workshop, "form": form, "way": ways[way], "pair": pair}
    return _save_item(request, workshop, form, context)


def _choices() -> list[dict]:
    """Every kind and way; the picture is `console/ways/<slug>.html`, else the kind's icon."""
    found = []
    for kind in ITEM_KINDS.values():
        if not kind.can_be_added:
            continue
        for way in kind.ways():
            slug = way.slug or kind.slug
            pictures = [f"console/ways/{slug}.html", "console/ways/any.html"]
            found.append({"value": f"{kind.slug}:{way.slug}", "way": way, "pictures": pictures})
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def item_edit(request, pk, item_pk):
    workshop = rules.workshop_for(request.user, pk)
    item = get_object_or_404(workshop.items, pk=item_pk)
    kind = kind_of(item)
    form = kind.form_class()(request.POST or None, instance=item, workshop=workshop, kind=kind)
    return _save_item(request, workshop, form, {"workshop": workshop, "form": form, "item": item, "what": kind.describe(item)})


def _save_item(request, workshop, form, context):
    if request.method == "POST" and form.is_valid():
        try:
            form.save_item(workshop, request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return see_other(
                reverse("console", args=[workshop.pk]) if workshop.item else reverse("workshop_edit", args=[workshop.pk]) + "#agenda"
            )
    return render(request, "console/item_form.html", context, status=status_of(form))


@require_safe
@staff_only
def tradeoffs(request):
    """The trade-offs of one's own towns, newest wording each."""
    if not rules.municipalities_for(request.user).exists():
        raise Http404
    found = (
        rules.tradeoffs_of(request.user)
        .exclude(state=TradeOff.State.REPLACED)
        .annotate(used=Count("workshops", distinct=True), facts_count=Count("facts", distinct=True))
    )
    return render(request, "console/tradeoffs.html", {"tradeoffs": found})


@require_safe
@staff_only
def tradeoff(request, pk):
    found = get_object_or_404(rules.tradeoffs_of(request.user), pk=pk)
    levels = []
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
        "used": found.workshops.count(),
    }
    return render(request, "console/tradeoff.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def tradeoff_write(request, pk=None):
    """A new trade-off, or the next version of one: workshops keep the version they were prepared with."""
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
        return see_other(reverse("tradeoff", args=[written.pk]))
    context = {"form": form, "goals": goals, "facts": facts, "old": old, "town": town, "towns": towns}
    return render(request, "console/tradeoff_form.html", context, status=status_of(form, goals, facts))


def asked_number(request, name: str) -> int | None:
    value = request.GET.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None


def status_of(*forms) -> int:
    """422 for a page that comes back with errors, so that programs notice too."""
    return 422 if any(form.is_bound and not form.is_valid() for form in forms) else 200
