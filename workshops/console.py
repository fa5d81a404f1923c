"""The console while it runs: one page, and the presses that move the evening on. Every press is a plain form."""

from contextlib import suppress

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from participation.accounts.rules import staff_only
from participation.live import clock, page

from . import actions, rules
from .forms import agenda_times
from .links import join_host, join_url
from .models import Workshop
from .pseudonyms import in_words
from .registers import ITEM_KINDS, LANES, Refused, kind_of
from .views import see_other

State = Workshop.State
MEANINGFUL = 90  # minutes; whoever is later than that has thrown the plan away
LAYOUTS = {State.DRAFT: "lobby", State.RUNNING: "running", State.ENDED: "ended"}


@require_safe
@staff_only
def show(request, pk):
    """The whole console: lobby, evening or what remains, with every slot filled in."""
    workshop = rules.workshop_for(request.user, pk)
    slug = workshop.room.slug
    layout = LAYOUTS[workshop.state]
    context = {
        "workshop": workshop,
        "layout": layout,
        "socket": f"/live/{slug}/console/",
        "epoch": page.epoch_of(slug, "console"),
        "now": page.data_of(slug, "console", "step") or {},
        "join_url": join_url(workshop),
        "host": join_host(),
        "stage_url": reverse("stage", args=[workshop.stage_token]),
        **_agenda(workshop),
    }
    if workshop.item:
        context |= _running(workshop, next(row["item"] for row in context["rows"] if row["state"] == "now"))
    if layout != "ended":
        here = workshop.participants.filter(is_removed=False).values_list("pk", "pseudonym")
        context["people_here"] = sorted(((pk, in_words(name)) for pk, name in here), key=lambda entry: entry[1])
    html = render(request, f"console/{layout}.html", context).content.decode()
    return HttpResponse(page.compose(slug, "console", html))


def _agenda(workshop) -> dict:
    """The column at the side: what was, what is, what comes, with times and a word about each."""
    items = list(workshop.items.all())
    for slug, kind in ITEM_KINDS.items():
        if alike := [item for item in items if item.kind == slug]:
            kind.load(alike)
    place = next((number for number, item in enumerate(items) if item.pk == workshop.item_id), None)
    over = workshop.state == State.ENDED
    rows = []
    for number, (item, at) in enumerate(agenda_times(workshop, items)):
        when = "done" if over or (place is not None and number < place) else "now" if number == place else "later"
        kind = kind_of(item)
        rows.append({"item": item, "at": item.started_at or at, "state": when, "note": kind.note(item), "what": kind.describe(item)})
    return {
        "rows": rows,
        "late": _minutes_late(workshop, items),
        "position": None if place is None else place + 1,
        "total": len(items),
        "polls": sum(1 for item in items if kind_of(item).data(item) is not None) if workshop.state == State.DRAFT else None,
    }


def _minutes_late(workshop, items) -> int:
    """How far the evening runs behind its plan: by the beginning of the present item."""
    for item, at in agenda_times(workshop, items):
        if item.pk == workshop.item_id and item.started_at:
            late = int((item.started_at - at).total_seconds() // 60)
            return late if late <= MEANINGFUL else 0
    return 0


def _running(workshop, item) -> dict:
    """What only the evening itself needs: what may be done beside the main button, and what the stage shows."""
    kind = kind_of(item)
    return {
        "besides": kind.besides(item),
        "headline": kind.headline(item),
        "timer": bool(workshop.timer_ends_at and workshop.timer_ends_at > clock.now()),
        "turnout": page.data_of(workshop.room.slug, "console", "turnout"),
    }


def _answer(request, pk, do) -> HttpResponse:
    """Do it, and come back; a refusal is a sentence, for the page or for the script."""
    from_script = request.headers.get("X-Requested-With") == "fetch"
    try:
        do()
    except Refused as refused:
        if from_script:
            return JsonResponse({"detail": str(refused)}, status=409)
        messages.warning(request, str(refused))
    return HttpResponse(status=204) if from_script else see_other(reverse("console", args=[pk]))


def _number(value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        raise Refused(_("This form is incomplete. Please load the page again."))
    return int(value)


def _revision(request) -> int:
    return _number(request.POST.get("revision", ""))


@require_POST
@staff_only
def step(request, pk):
    """The main button: one press, one step; a second press with the same revision makes none."""
    workshop = rules.workshop_for(request.user, pk)
    return _answer(request, pk, lambda: actions.next_step(workshop=workshop, revision=_revision(request), by=request.user))


@require_POST
@staff_only
def undo(request, pk):
    workshop = rules.workshop_for(request.user, pk)
    return _answer(request, pk, lambda: actions.undo_step(workshop=workshop, revision=_revision(request), by=request.user))


@require_POST
@staff_only
def act(request, pk):
    """Everything beside the main button; `do` names it."""
    workshop = rules.workshop_for(request.user, pk)
    return _answer(request, pk, lambda: _act(request, workshop, request.POST.get("do", "")))


def _act(request, workshop, do: str) -> None:
    by = request.user
    match do:
        case "back":
            actions.go_back(workshop=workshop, revision=_revision(request), by=by)
        case "skip":
            actions.skip(workshop=workshop, revision=_revision(request), by=by)
        case "goto":
            item = workshop.items.filter(pk=_number(request.POST.get("item", ""))).first()
            if item is None:
                raise Refused(_("This item is not on the agenda any more."))
            actions.go_to(workshop=workshop, item=item, revision=_revision(request), by=by)
        case "curtain":
            actions.set_curtain(workshop=workshop, down=not workshop.curtain, by=by)
        case "bigcode":
            actions.set_big_code(workshop=workshop, on=not workshop.big_code, by=by)
        case "theme":
            actions.set_theme(workshop=workshop, theme="light" if workshop.stage_theme == "dark" else "dark", by=by)
        case "lock":
            actions.set_lock(workshop=workshop, locked=not workshop.is_locked, by=by)
        case "timer":
            actions.set_timer(workshop=workshop, seconds=_minutes(request) * 60, by=by)
        case "more":
            actions.add_time(workshop=workshop, seconds=60, by=by)
        case "stop":
            actions.set_timer(workshop=workshop, seconds=None, by=by)
        case "end":
            actions.end_workshop(workshop=workshop, by=by)
        case "remove":
            actions.remove_participant(workshop=workshop, participant_id=_number(request.POST.get("who", "")), by=by)
        case _:
            _beside(request, workshop, do)


def _minutes(request) -> int:
    value = request.POST.get("minutes", "")
    if not (value.isascii() and value.isdigit() and len(value) < 5 and 1 <= int(value) <= 180):
        raise Refused(_("A timer runs for 1 to 180 minutes."))
    return int(value)


def _beside(request, workshop, do: str) -> None:
    """What only the present item's kind knows: asking again, looking beforehand."""
    if workshop.item is None or str(workshop.item_id) != request.POST.get("item", str(workshop.item_id)):
        raise Refused(_("The evening has moved on. Please look again."))
    kind_of(workshop.item).beside(workshop.item, do, request.user)


@require_POST
@staff_only
def decide(request, pk):
    """A decision in the moderation lane: `decide` is "lane:id:verb", or "shown" for all short ones on the screen."""
    workshop = rules.workshop_for(request.user, pk)
    if (wanted := request.POST.get("decide", "")) == "shown":
        return _answer(request, pk, lambda: _release_shown(request, workshop))
    return _answer(request, pk, lambda: _decide(request, workshop, wanted))


def _decide(request, workshop, wanted: str) -> None:
    name, _colon, rest = wanted.partition(":")
    identifier, _colon, verb = rest.rpartition(":")
    if name not in LANES or verb not in {"release", "return", "hide"}:
        raise Refused(_("That is not possible now."))
    reason = request.POST.get(f"reason:{name}:{identifier}", "").strip()[:200]
    LANES[name].decide(workshop=workshop, id=identifier, verb=verb, by=request.user, reason=reason)


def _release_shown(request, workshop) -> None:
    """Release the short remarks that stood on the screen, and no other; what was withdrawn meanwhile stays withdrawn."""
    for shown in request.POST.getlist("shown")[:20]:
        name, _colon, identifier = shown.partition(":")
        if name in LANES:
            with suppress(Refused):
                LANES[name].decide(workshop=workshop, id=identifier, verb="release", by=request.user)
