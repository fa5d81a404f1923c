"""Pages for a new evening: in three minutes, like an earlier one, or from a file; and an evening as a file."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from participation.accounts.models import Municipality
from participation.accounts.requests import StaffRequest
from participation.accounts.rules import staff_only
from participation.responses import see_other
from participation.texts import text

from . import actions, evening_files, rules
from .extensions import ITEM_KINDS
from .forms_composing import ClassRows, ComposeForm, CopyForm, ImportForm, next_quarter
from .methods import methods
from .models import TradeOff, Workshop
from .plain_data import Fault
from .views import asked_number, status_of

LATELY = 2  # past evenings that can be taken again, on the page for a new one


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def compose(request: StaffRequest) -> HttpResponse:
    """An evening in three minutes. With `do=show` the timetable of what is chosen, else the button makes the agenda."""
    towns, town = _towns(request)
    wanted = rules.tradeoffs_of(request.user).filter(pk=asked_number(request, "tradeoff") or 0, state=TradeOff.State.ACTIVE).first()
    if wanted and not request.POST:
        town = wanted.municipality
    form = ComposeForm(request.POST or None, municipality=town, initial={"tradeoff": wanted} if wanted else {})
    if request.method == "POST" and form.is_valid() and request.POST.get("do") != "show":
        data = form.cleaned_data
        workshop = actions.compose_workshop(
            method=methods()[data["method"]], length=data["length"], tradeoff=data["tradeoff"], starts_at=form.starts_at(), by=request.user
        )
        messages.success(request, _("The agenda is ready. Everything in it can still be changed."))
        return see_other("console", workshop.pk)
    context = {
        "form": form,
        "towns": towns,
        "town": town,
        "chosen": {name: form.chosen(name) for name in ("tradeoff", "length", "method")},
        "tradeoffs": form.offered,
        "methods": methods().values(),
        "lately": rules.workshops_of(request.user)
        .filter(municipality=town, state=Workshop.State.ENDED, is_rehearsal=False)
        .order_by("-starts_at")[:LATELY],
        **_plan(form),
    }
    return render(request, "console/compose.html", context, status=status_of(form))


def _towns(request: StaffRequest) -> tuple[list[Municipality], Municipality]:
    """The towns in which somebody facilitates, and the one that is asked for or else the first. Raises Http404 without any."""
    towns = list(rules.municipalities_for(request.user))
    if not towns:
        raise Http404
    asked = request.POST.get("municipality") or request.GET.get("municipality", "")
    return towns, next((town for town in towns if town.slug == asked), towns[0])


def _plan(form: ComposeForm) -> dict[str, Any]:
    """The timetable of what is chosen so far: rows with time, icon, title and minutes; the end; and how often each kind comes."""
    tradeoff, length = form.chosen("tradeoff"), form.chosen("length")
    if tradeoff is None:
        return {"rows": []}
    agenda, at = methods()[form.chosen("method")].agenda(tradeoff, length), form.starts_at()
    rows = []
    for item in agenda:
        icon = ITEM_KINDS[item["kind"]].icon_of(item)
        rows.append({"at": at, "icon": icon, "title": text(item["title"]), "minutes": item["minutes"]})
        at += timedelta(minutes=item["minutes"])
    counts = Counter(item["kind"] for item in agenda)
    return {"rows": rows, "until": at, "counts": [label for slug, n in counts.items() if (label := ITEM_KINDS[slug].count_label(n))]}


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def copy(request: StaffRequest, pk: int) -> HttpResponse:
    """Like last time: the same evening on another day, or for several classes."""
    workshop = rules.workshop_for(request.user, pk)
    form = CopyForm(request.POST or None, initial={"title": workshop.title, "place": workshop.place})
    rows: Any = ClassRows(request.POST or None, prefix="classes", initial=[_next_time(workshop)])
    if request.method == "POST" and all([form.is_valid(), rows.is_valid()]):
        titles = [(form.title_for(row), row.starts_at()) for row in rows.filled()]
        if not any(rows.errors):
            try:
                return _copied(request, workshop, titles, form.cleaned_data["place"])
            except Fault as fault:  # an evening from the time before a rule
                form.add_error(None, str(fault))
    newest = TradeOff.objects.filter(municipality=workshop.municipality_id, slug=workshop.tradeoff.slug).order_by("-version").first()
    context = {"workshop": workshop, "form": form, "rows": rows, "newest": newest, "items": workshop.items.count()}
    return render(request, "console/copy.html", context, status=422 if request.method == "POST" else 200)


def _next_time(workshop: Workshop) -> dict[str, Any]:
    """Soon, or at the hour of last time if that is still to come today."""
    soon, usual = next_quarter(), timezone.localtime(workshop.starts_at).time()
    return {"day": soon.date(), "begins": max(soon.time(), usual)}


def _copied(request: StaffRequest, workshop: Workshop, times: list[tuple[Any, datetime]], place: str) -> HttpResponse:
    same: dict[str, Any] = {"workshop": workshop, "by": request.user, "place": place}
    made = [actions.copy_workshop(title=title, starts_at=starts_at, **same) for title, starts_at in times]
    sentence = ngettext("Prepared as last time.", "{n} workshops are prepared as last time.", len(made)).format(n=len(made))
    messages.success(request, sentence)
    return see_other("console", made[0].pk) if len(made) == 1 else see_other("workshops")


@require_safe
@staff_only
def export(request: StaffRequest, pk: int) -> HttpResponse:
    """The evening as a file."""
    workshop = rules.workshop_for(request.user, pk)
    answer = HttpResponse(evening_files.write(workshop), content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{evening_files.file_name(workshop)}"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def import_file(request: StaffRequest) -> HttpResponse:
    """An evening from a file. What is wrong is named with its place, and the text stays to be corrected."""
    towns, town = _towns(request)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            evening = evening_files.read(form.cleaned_data["text"])
            workshop = actions.import_workshop(
                municipality=town,
                tradeoff=evening.tradeoff,
                agenda=evening.agenda,
                starts_at=form.starts_at(),
                place=form.cleaned_data["place"],
                by=request.user,
                **evening.fields,
            )
        except Fault as fault:
            form.show(form.cleaned_data["text"])
            form.add_error("text", str(fault))
        else:
            messages.success(request, _("The evening from the file is prepared. Everything in it can still be changed."))
            return see_other("console", workshop.pk)
    return render(request, "console/import.html", {"form": form, "towns": towns, "town": town}, status=status_of(form))
