"""The facilitator's console: one page, and the forms behind its buttons. Every button works without script."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from participation.accounts.requests import StaffRequest
from participation.accounts.rules import staff_only
from participation.live.database import clock
from participation.live.rooms import page, people
from participation.responses import see_other

from . import actions, rules
from .agenda import agenda_times, warnings_of
from .extensions import ITEM_KINDS, MODERATION_QUEUES, kind_of, prefetch
from .links import join_host, join_url
from .models import AgendaItem, Workshop
from .moderation import DECISION_WORDS
from .pseudonyms import in_words
from .refused import Refused
from .views import asked_number

State = Workshop.State
# An evening more than 90 minutes late no longer follows its plan, so the console shows no delay.
MOST_MINUTES_LATE = 90
WORDS_MAX = 300  # characters that a decision sends along
SEND_OUT_MINUTES = (2, 5, 10, 30)
LAYOUTS: dict[str, str] = {State.DRAFT: "lobby", State.RUNNING: "running", State.ENDED: "ended"}


@require_safe
@staff_only
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """The whole console, before, during or after the workshop, with every slot filled in."""
    workshop = rules.workshop_for(request.user, pk)
    if workshop.ending_at and actions.end_due():
        workshop = rules.workshop_for(request.user, pk)
    slug = workshop.room.slug
    layout = LAYOUTS[workshop.state]
    context: dict[str, Any] = {
        "workshop": workshop,
        "layout": layout,
        "socket": f"/live/{slug}/console/",
        "epoch": page.room_epoch(slug, "console"),
        "now": page.slot_data(slug, "console", "step") or {},
        "join_url": join_url(workshop),
        "opens": actions.opens_later(workshop),
        "host": join_host(),
        "stage_url": reverse("stage", args=[workshop.stage_token]),
        **_agenda(workshop),
    }
    if workshop.item:
        context |= _running(request, workshop, next(row["item"] for row in context["rows"] if row["state"] == "now"))
    if layout != "ended":
        here = workshop.participants.filter(is_removed=False).values_list("pk", "pseudonym")
        context["send_out_minutes"] = SEND_OUT_MINUTES
        context["people_here"] = sorted(((pk, in_words(name)) for pk, name in here if name), key=lambda entry: entry[1])
    html = render(request, f"console/{layout}.html", context).content.decode()
    return HttpResponse(page.fill_slots(slug, "console", html))


def _agenda(workshop: Workshop) -> dict[str, Any]:
    """The agenda beside the console: every item with its state ("done", "now" or "later"), time and note."""
    items = list(workshop.items.all())
    prefetch(items)
    place = next((number for number, item in enumerate(items) if item.pk == workshop.item_id), None)
    over = workshop.state == State.ENDED
    rows = []
    for number, (item, at) in enumerate(agenda_times(workshop, items)):
        when = "done" if over or (place is not None and number < place) else "now" if number == place else "later"
        kind = kind_of(item)
        rows.append({"item": item, "at": item.started_at or at, "state": when, "note": kind.agenda_note(item), "what": kind.describe(item)})
    return {
        "rows": rows,
        "late": _minutes_late(workshop, items),
        "position": None if place is None else place + 1,
        "total": len(items),
        "counts": _counts(items) if workshop.state == State.DRAFT else [],
        # A rehearsal is a copy: what is worth a look is mended in the evening itself.
        "warnings": warnings_of(workshop, items) if workshop.state == State.DRAFT and not workshop.rehearsal_of_id else [],
    }


def _counts(items: Iterable[AgendaItem]) -> list[str]:
    """How the lobby counts the agenda: "3 discussions"."""
    counts = Counter(item.kind for item in items)
    return [label for slug, n in counts.items() if (label := ITEM_KINDS[slug].count_label(n))]


def _minutes_late(workshop: Workshop, items: Iterable[AgendaItem]) -> int:
    """By how many minutes the present item began later than planned; 0 if early, or beyond MOST_MINUTES_LATE."""
    for item, at in agenda_times(workshop, items):
        if item.pk == workshop.item_id and item.started_at:
            late = int((item.started_at - at).total_seconds() // 60)
            return late if late <= MOST_MINUTES_LATE else 0
    return 0


def _running(request: StaffRequest, workshop: Workshop, item: AgendaItem) -> dict[str, Any]:
    """What the console needs only while an item runs: its side actions, and what the stage shows."""
    kind = kind_of(item)
    return {
        "side_actions": kind.possible_side_actions(item),
        "side_keys": [action for each in ITEM_KINDS.values() for action in each.side_actions if action.key],
        "headline": kind.headline(item),
        "has_line": kind.has_line(item),
        "unread": asked_number(request, "unread"),
        "timer": bool(workshop.timer_ends_at and workshop.timer_ends_at > clock.now()),
        "turnout": page.slot_data(workshop.room.slug, "console", "turnout"),
    }


def _answer(request: StaffRequest, pk: int, do: Callable[[], object]) -> HttpResponse:
    """Call `do` and redirect to the console. A refusal becomes a message on the page, or a 409 with `detail` for the script."""
    from_script = request.headers.get("X-Requested-With") == "fetch"
    try:
        do()
    except actions.Unread as unread:
        if from_script:
            return JsonResponse({"detail": str(unread), "unread": unread.count}, status=409)
        return see_other(f"{reverse('console', args=[pk])}?unread={unread.count}#main")
    except Refused as refused:
        if from_script:
            return JsonResponse({"detail": str(refused)}, status=409)
        messages.warning(request, str(refused))
    return HttpResponse(status=204) if from_script else see_other("console", pk)


def _number(value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) <= 16):
        raise Refused(_("This form is incomplete. Please load the page again."))
    return int(value)


def _revision(request: StaffRequest) -> int:
    return _number(request.POST.get("revision", ""))


@require_POST
@staff_only
def step(request: StaffRequest, pk: int) -> HttpResponse:
    """The main button: one press makes one step. A second press with the same revision is refused."""
    workshop = rules.workshop_for(request.user, pk)
    by, count_down = request.user, "at_once" not in request.POST
    return _answer(request, pk, lambda: actions.next_step(workshop=workshop, revision=_revision(request), by=by, count_down=count_down))


@require_POST
@staff_only
def undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Undo the last step, or stop an announced end."""
    workshop = rules.workshop_for(request.user, pk)
    return _answer(request, pk, lambda: actions.undo_step(workshop=workshop, revision=_revision(request), by=request.user))


@require_POST
@staff_only
def act(request: StaffRequest, pk: int) -> HttpResponse:
    """Every button but the main one; the field `do` names the action."""
    workshop = rules.workshop_for(request.user, pk)
    return _answer(request, pk, lambda: _act(request, workshop, request.POST.get("do", "")))


def _act(request: StaffRequest, workshop: Workshop, do: str) -> None:
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
            _end(request, workshop)
        case "let_in":
            actions.let_in(workshop=workshop, waiting=people.presence_counts(workshop.room.slug)[1], by=by)
        case "send_out":
            actions.send_out_arrivals(workshop=workshop, minutes=_minutes(request, most=60), by=by)
        case "remove":
            actions.remove_participant(workshop=workshop, participant_id=_number(request.POST.get("who", "")), by=by)
        case _:
            _side_action(request, workshop, do)


def _end(request: StaffRequest, workshop: Workshop) -> None:
    """Announce the end for ten seconds from now. Programs that can't wait send `at_once`.

    Refused if more than `unread` contributions wait."""
    if "at_once" in request.POST:
        actions.end_workshop(workshop=workshop, by=request.user)
    else:
        actions.announce_end(workshop=workshop, by=request.user, unread=_number(request.POST.get("unread", "0")))


def _minutes(request: StaffRequest, most: int = 180) -> int:
    value = request.POST.get("minutes", "")
    if not (value.isascii() and value.isdigit() and len(value) < 5 and 1 <= int(value) <= most):
        raise Refused(_("Please enter 1 to {most} minutes.").format(most=most))
    return int(value)


def _side_action(request: StaffRequest, workshop: Workshop, do: str) -> None:
    """Let the present item's kind perform an action of its own. Refused if the form was made for another item."""
    if workshop.item is None or str(workshop.item_id) != request.POST.get("item", str(workshop.item_id)):
        raise Refused(_("Meanwhile the evening has moved on. Please look again."))
    kind_of(workshop.item).perform_side_action(workshop.item, do, request.user)


@require_POST
@staff_only
def announce(request: StaffRequest, pk: int) -> HttpResponse:
    """Announce the workshop to the public (`on=1`), or withdraw that."""
    workshop = rules.workshop_for(request.user, pk)
    do = actions.announce if request.POST.get("on") == "1" else actions.withdraw
    return _answer(request, pk, lambda: do(workshop=workshop, by=request.user))


@require_POST
@staff_only
def decide(request: StaffRequest, pk: int) -> HttpResponse:
    """Decide on a waiting entry: `decide` is "queue:id:seen:verb", where `seen` is the digest of the text that was read.

    "shown" releases all short remarks on the screen."""
    workshop = rules.workshop_for(request.user, pk)
    if (wanted := request.POST.get("decide", "")) == "shown":
        return _answer(request, pk, lambda: _release_shown(request, workshop))
    return _answer(request, pk, lambda: _decide(request, workshop, wanted))


def _decide(request: StaffRequest, workshop: Workshop, wanted: str) -> None:
    entry, _colon, verb = wanted.rpartition(":")
    name, identifier, seen = _entry(entry)
    if verb not in {"release", "return", "hide"}:
        raise Refused(_("That is not possible now."))
    words = {word: request.POST.get(f"{word}:{name}:{identifier}", "").strip()[:WORDS_MAX] for word in DECISION_WORDS}
    MODERATION_QUEUES[name].decide(workshop=workshop, id=identifier, seen=seen, verb=verb, by=request.user, **words)


def _entry(value: str) -> tuple[str, str, str]:
    """Split "queue:id:seen" into queue name, id and digest; raises Refused for an unknown queue."""
    name, _colon, rest = value.partition(":")
    identifier, _colon, seen = rest.rpartition(":")
    if name not in MODERATION_QUEUES:
        raise Refused(_("That is not possible now."))
    return name, identifier, seen


def _release_shown(request: StaffRequest, workshop: Workshop) -> None:
    """Release exactly the short remarks that were on the screen. Those that have changed or are gone are refused and counted."""
    left = 0
    for shown in request.POST.getlist("shown")[:20]:
        try:
            name, identifier, seen = _entry(shown)
            MODERATION_QUEUES[name].decide(workshop=workshop, id=identifier, seen=seen, verb="release", by=request.user)
        except Refused:
            left += 1
    if left:
        sentence = ngettext(
            "{n} of them has changed or is gone; the others are released.",
            "{n} of them have changed or are gone; the others are released.",
            left,
        )
        raise Refused(sentence.format(n=left))
