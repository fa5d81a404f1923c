"""The slots that belong to the evening itself: where we are, the timer, who is here, what waits, the curtain."""

import time
from datetime import timedelta
from typing import Any

from django.db import connection
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from participation.live import clock
from participation.live.hub import hub
from participation.live.register import AUDIENCES, CONSOLE, EMPTY, STAGE, Picture, kept, slot

from .actions import UNDO_SECONDS, following, turn_of
from .links import join_host, join_url
from .models import Step, Workshop
from .pseudonyms import in_words
from .registers import LANES, NEXT, kind_of

NAMES_ON_STAGE = 60


def workshop_of(slug: str) -> Workshop:
    return Workshop.objects.select_related("tradeoff", "municipality", "item", "room").get(room__slug=slug)


def step_context(workshop: Workshop, audience: str) -> dict[str, Any]:
    """What every step fragment may use."""
    items = list(workshop.items.all())
    item = workshop.item
    return {
        "workshop": workshop,
        "municipality": workshop.municipality,
        "tradeoff": workshop.tradeoff,
        "item": item,
        "items": items,
        "upcoming": following(workshop) if item else (items[0] if items else None),
        "position": next((index for index, each in enumerate(items, start=1) if each.pk == workshop.item_id), 0),
        "total": len(items),
        "kind": kind_of(item) if item else None,
        "audience": audience,
        "participants": workshop.participants.filter(is_removed=False).count(),
        "join_url": join_url(workshop),
        "join_host": join_host(),
    }


@slot("step", audiences=AUDIENCES, follows="version")
def step(slug: str, audience: str) -> Picture:
    workshop = workshop_of(slug)
    context = step_context(workshop, audience)
    item, kind = workshop.item, context["kind"]
    if item:
        kind.load([item])
    if workshop.state == Workshop.State.ENDED:
        template = f"{audience}/items/ended.html"
    elif item is None:
        template = f"{audience}/items/lobby.html"
    else:
        template = kind.template(item, audience)
        context |= kind.context(item, audience)
    data = {
        "item": item.pk if item else None,
        "form": kind.form_key(item) if item else f"{workshop.state}.{workshop.pk}",
        "poll": kind.data(item) if item else None,
    }
    if audience == CONSOLE:
        data |= console_data(workshop)
    html = render_to_string(template, context)
    return _console_step(html, data, time.monotonic()) if audience == CONSOLE else Picture(html, data)


def _console_step(html: str, data: dict[str, Any], rendered: float) -> Picture:
    """The time left for undoing runs on for whoever opens the console later."""

    def now() -> Picture:
        undo = data["undo"]
        left = undo["left_ms"] - int((time.monotonic() - rendered) * 1000) if undo else 0
        return Picture(html, data | {"undo": undo | {"left_ms": left} if left > 0 else None}, same=same, anew=now)

    same = (html, {**data, "undo": bool(data["undo"])})
    return now()


def console_data(workshop: Workshop) -> dict[str, Any]:
    """What the main button says and expects, the turns above it, the undo and the log below it."""
    turn, verb, label = turn_of(workshop), "", ""
    if workshop.state == Workshop.State.DRAFT:
        verb, label = "start", _("Begin the workshop")
    elif workshop.state == Workshop.State.RUNNING:
        verb, label = turn.verb, str(turn.label)
        if verb == NEXT.verb and following(workshop) is None:
            verb, label = "end", _("End the workshop")
    return {"revision": workshop.step, "verb": verb, "label": label, "turns": _turns(workshop, turn), **_log(workshop)}


def _turns(workshop: Workshop, now) -> list[dict[str, str]]:
    if not workshop.item:
        return []
    turns = kind_of(workshop.item).turns(workshop.item)
    here = next((index for index, turn in enumerate(turns) if now and turn.verb == now.verb), 0)
    return [
        {"short": str(turn.short), "state": "done" if index < here else "now" if index == here else "later"}
        for index, turn in enumerate(turns)
    ]


def _log(workshop: Workshop) -> dict[str, Any]:
    """The last step in words, and the undo while it can be undone."""
    last = workshop.steps.select_related("by", "item").last()
    if last is None:
        return {"undo": None, "log": ""}
    left = last.at + timedelta(seconds=UNDO_SECONDS) - clock.now()
    can_undo = workshop.state != Workshop.State.ENDED and left > timedelta() and may_undo(last)
    undo = {"label": _("Undo"), "left_ms": int(left.total_seconds() * 1000)} if can_undo else None
    return {"undo": undo, "log": log_sentence(last)}


def may_undo(last: Step) -> bool:
    if last.verb in {"start", "next", "skip", "back", "goto"}:
        return True
    return bool(last.item and last.verb in {"open", "close"} and kind_of(last.item).can_undo(last.item, last.verb))


def log_sentence(last: Step) -> str:
    """Who did what, when."""
    sentences = {
        "start": _("Begun at {time} by {name}."),
        "open": _("Opened at {time} by {name}."),
        "close": _("Closed at {time} by {name}."),
        "reveal": _("Shown at {time} by {name}."),
        "next": _("Moved on at {time} by {name}."),
        "skip": _("Moved on at {time} by {name}."),
        "back": _("Went back at {time} by {name}."),
        "goto": _("Changed to this item at {time} by {name}."),
        "undo": _("Undone at {time} by {name}."),
        "again": _("Asked again at {time} by {name}."),
        "peek": _("Looked at beforehand at {time} by {name}: the poll is final."),
        "end": _("Ended at {time} by {name}."),
    }
    return sentences.get(last.verb, "{time}").format(time=timezone.localtime(last.at).strftime("%H:%M"), name=last.by or _("the system"))


@slot("timer", audiences=AUDIENCES, follows="version")
def timer(slug: str, audience: str) -> Picture:
    ends_at = Workshop.objects.values_list("timer_ends_at", flat=True).get(room__slug=slug)
    if ends_at is None:
        return EMPTY

    left_then, then = (ends_at - clock.now()).total_seconds(), time.monotonic()

    def now() -> Picture:
        left = max(0, int((left_then - time.monotonic() + then) * 1000))
        context = {"ends_in_ms": left, "running": left > 0, "minutes": left // 60_000, "seconds": left // 1000 % 60}
        html = render_to_string(f"{audience}/slots/timer.html", context)
        return Picture(html, {"ends_in_ms": left, "running": left > 0}, same=ends_at, anew=now)

    return now()


PEOPLE = """
SELECT w.id, w.state, COUNT(p.id), MAX(p.id)
  FROM workshops_workshop w JOIN live_room r ON r.id = w.room_id
  LEFT JOIN workshops_participant p ON p.workshop_id = w.id AND NOT p.is_removed
 WHERE r.slug = %s GROUP BY w.id, w.state
"""  # in SQL, because it runs with every batch of ballots


@slot("people", audiences={STAGE, CONSOLE}, follows="counted", with_presence=True)
def people(slug: str, audience: str) -> Picture:
    """Who is here. Pseudonyms stand in the HTML of lobby and console only, in alphabetical order, not in that of arrival.

    Every ballot raises `counted`, but nobody came or went: the last picture is kept for as long as it is true.
    """
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, [slug])
        row = cursor.fetchone()
    connected = hub.connected(slug)
    return kept(("people", slug, audience, get_language() or ""), (row, connected), lambda: _draw_people(slug, audience, connected))


def _draw_people(slug: str, audience: str, connected: int) -> Picture:
    workshop = Workshop.objects.only("state", "expected", "municipality_id").get(room__slug=slug)
    here = list(workshop.participants.filter(is_removed=False).values_list("pk", "pseudonym"))
    with_names = audience == CONSOLE or workshop.state == Workshop.State.DRAFT
    names = sorted((in_words(name), pk) for pk, name in here) if with_names else []
    if audience == STAGE:
        names = names[:NAMES_ON_STAGE]
    data = {"joined": len(here), "connected": min(connected, len(here))}  # one phone may have tabs on two processes
    context = {"names": [name for name, _pk in names], "people": names, "expected": workshop.expected, "workshop": workshop, **data}
    return Picture(render_to_string(f"{audience}/slots/people.html", context), data)


@slot("lane", audiences={CONSOLE}, follows="version")
def lane(slug: str, audience: str) -> Picture:
    workshop = workshop_of(slug)
    entries = [{"lane": lane.name, "entry": entry} for lane in LANES.values() for entry in lane.waiting(workshop)]
    entries.sort(key=lambda each: not each["entry"].needs_reason)  # type: ignore[attr-defined]  # few and long before many and short
    done: dict[str, int] = {}
    for each in LANES.values():
        for verb, count in each.done(workshop).items():
            done[verb] = done.get(verb, 0) + count
    context = {"entries": entries, "waiting": len(entries), "done": done, "workshop": workshop}
    return Picture(render_to_string("console/slots/lane.html", context), {"waiting": len(entries)})


@slot("curtain", audiences={STAGE}, follows="version")
def curtain(slug: str, audience: str) -> Picture:
    workshop = workshop_of(slug)
    context = {
        "down": workshop.curtain,
        "big_code": workshop.big_code,
        "theme": workshop.stage_theme,
        "workshop": workshop,
        "join_url": join_url(workshop),
        "join_host": join_host(),
    }
    data = {"down": workshop.curtain, "big_code": workshop.big_code, "theme": workshop.stage_theme}
    return Picture(render_to_string("stage/slots/curtain.html", context), data)
