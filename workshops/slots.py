"""The slots of every workshop: step, timer, people, lane (moderation) and curtain.

A slot function gets the room's slug and the audience. It runs on the reader, so it must not write.
"""

import time
from datetime import timedelta
from typing import Any

from django.db import connection
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from participation.live.database import clock
from participation.live.extensions import CONSOLE, EMPTY, STAGE, RenderedSlot, render_if_changed
from participation.live.rooms import people as now_in

from . import step_log
from .actions import UNDO_SECONDS, following, is_last_step, turn_of
from .extensions import MODERATION_QUEUES, STEP_DATA, kind_of
from .item_kind import Turn
from .links import join_host, join_url, results_url
from .models import Workshop
from .pseudonyms import in_words

NAMES_ON_STAGE = 60


def workshop_of(slug: str) -> Workshop:
    """The workshop of a room with all that slots need; raises Workshop.DoesNotExist."""
    return Workshop.objects.select_related("tradeoff", "municipality", "item", "room").get(room__slug=slug)


def step_context(workshop: Workshop, audience: str) -> dict[str, Any]:
    """The context of every template for the `step` slot."""
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


def step(slug: str, audience: str) -> RenderedSlot:
    """The present item, or the lobby before and the closing page after the workshop."""
    workshop = workshop_of(slug)
    context = step_context(workshop, audience)
    item, kind = workshop.item, context["kind"]
    if item:
        kind.prefetch([item])
    if workshop.state == Workshop.State.ENDED:
        template = f"{audience}/items/ended.html"
        context["results_url"] = results_url(workshop)
    elif item is None:
        template = f"{audience}/items/lobby.html"
    else:
        template = kind.template(item, audience)
        context |= kind.context(item, audience)
    data = {
        "item": item.pk if item else None,
        "form": kind.form_key(item) if item else f"{workshop.state}.{workshop.pk}",
    }
    data |= {name: read(item) for name, read in STEP_DATA.items()}
    if audience == CONSOLE:
        data |= console_data(workshop)
    html = render_to_string(template, context)
    return _console_step(html, data, time.monotonic()) if audience == CONSOLE else RenderedSlot(html, data)


def _console_step(html: str, data: dict[str, Any], rendered: float) -> RenderedSlot:
    """The console's step, whose remaining time for undo is computed anew for each console that connects later."""

    def now() -> RenderedSlot:
        undo = data["undo"]
        left = undo["left_ms"] - int((time.monotonic() - rendered) * 1000) if undo else 0
        return RenderedSlot(html, data | {"undo": undo | {"left_ms": left} if left > 0 else None}, fingerprint=same, refresh=now)

    same = (html, {**data, "undo": bool(data["undo"])})
    return now()


def console_data(workshop: Workshop) -> dict[str, Any]:
    """Data of the main button (docs/protocol.md): `revision`, `verb`, `label`, `turns`, `undo` and `log`."""
    turn, verb, label = turn_of(workshop), "", ""
    if workshop.state == Workshop.State.DRAFT:
        verb, label = "start", _("Begin the workshop")
    elif workshop.state == Workshop.State.RUNNING:
        assert turn  # while it runs there is a present item
        verb, label = turn.verb, str(turn.label)
        if workshop.ending_at:
            verb, label = "ending", _("It ends in a moment")
        elif is_last_step(workshop):
            verb, label = "end", _("End the workshop")
    return {"revision": workshop.step, "verb": verb, "label": label, "turns": _turns(workshop, turn), **_log(workshop)}


def _turns(workshop: Workshop, now: Turn | None) -> list[dict[str, str]]:
    if not workshop.item:
        return []
    turns = kind_of(workshop.item).turns
    here = next((index for index, turn in enumerate(turns) if now and turn.verb == now.verb), 0)
    return [
        {"short": str(turn.short), "state": "done" if index < here else "now" if index == here else "later"}
        for index, turn in enumerate(turns)
    ]


def _log(workshop: Workshop) -> dict[str, Any]:
    """`log`: the last step as a sentence. `undo`: its button, or None. While an end is announced, both are about the end."""
    if workshop.ending_at:
        left = max(workshop.ending_at - clock.now(), timedelta())
        log = _("{name} ends the workshop in ten seconds.").format(name=workshop.ending_by or _("the system"))
        return {"undo": {"label": _("Stop the end"), "left_ms": max(1, int(left.total_seconds() * 1000))}, "log": log}
    last = workshop.steps.select_related("by", "item").last()
    if last is None:
        return {"undo": None, "log": ""}
    left = last.at + timedelta(seconds=UNDO_SECONDS) - clock.now()
    can_undo = workshop.state != Workshop.State.ENDED and left > timedelta() and step_log.can_undo(last)
    undo = {"label": _("Undo"), "left_ms": int(left.total_seconds() * 1000)} if can_undo else None
    return {"undo": undo, "log": step_log.sentence(last)}


def timer(slug: str, audience: str) -> RenderedSlot:
    """The remaining time in milliseconds, computed anew for each screen that connects later; empty without a timer."""
    ends_at = Workshop.objects.values_list("timer_ends_at", flat=True).get(room__slug=slug)
    if ends_at is None:
        return EMPTY

    left_then, then = (ends_at - clock.now()).total_seconds(), time.monotonic()

    def now() -> RenderedSlot:
        left = max(0, int((left_then - time.monotonic() + then) * 1000))
        context = {"ends_in_ms": left, "running": left > 0, "minutes": left // 60_000, "seconds": left // 1000 % 60}
        html = render_to_string(f"{audience}/slots/timer.html", context)
        return RenderedSlot(html, {"ends_in_ms": left, "running": left > 0}, fingerprint=ends_at, refresh=now)

    return now()


# In SQL, because it runs whenever the crowd has sent something.
PEOPLE = """
SELECT w.id, w.state, COUNT(p.id), MAX(p.id)
  FROM workshops_workshop w JOIN live_room r ON r.id = w.room_id
  LEFT JOIN workshops_participant p ON p.workshop_id = w.id AND NOT p.is_removed
 WHERE r.slug = %s GROUP BY w.id, w.state
"""


def people(slug: str, audience: str) -> RenderedSlot:
    """How many have joined and are connected. Only the lobby and the console show pseudonyms, sorted by name, not by arrival.

    `counted` often rises although nobody came or left, so the slot is rendered anew only when the numbers have changed.
    """
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, [slug])
        row = cursor.fetchone()
    here, waiting = now_in.count_present(slug, row[2]), now_in.presence_counts(slug)[1]
    simulated = now_in.simulated_participants(slug) if audience == CONSOLE else set()
    state = (row, here, waiting, len(simulated))
    key = ("people", slug, audience, get_language() or "")
    return render_if_changed(key, state, lambda: _draw_people(slug, audience, here, waiting, simulated))


def _draw_people(slug: str, audience: str, connected: int, waiting: int, simulated: set[int]) -> RenderedSlot:
    workshop = Workshop.objects.only("state", "expected", "municipality_id").get(room__slug=slug)
    here = list(workshop.participants.filter(is_removed=False).values_list("pk", "pseudonym"))
    with_names = audience == CONSOLE or workshop.state == Workshop.State.DRAFT
    present = now_in.present_participants(slug)
    names = sorted((in_words(name), present is None or pk in present, pk in simulated) for pk, name in here if name) if with_names else []
    if audience == STAGE:
        names = [each for each in names if each[1]][:NAMES_ON_STAGE]
    data = {"joined": len(here), "connected": min(connected, len(here))}
    if audience == CONSOLE:
        data["waiting"] = waiting
    context = {"names": [name for name, *_marks in names], "people": names, "expected": workshop.expected, "workshop": workshop, **data}
    context["simulated"] = len(simulated.intersection(pk for pk, _name in here))
    return RenderedSlot(render_to_string(f"{audience}/slots/people.html", context), data)


def lane(slug: str, audience: str) -> RenderedSlot:
    """What waits in all moderation queues, and how much was decided."""
    workshop = workshop_of(slug)
    entries: list[dict[str, Any]] = [
        {"queue": queue.name, "entry": entry} for queue in MODERATION_QUEUES.values() for entry in queue.waiting(workshop)
    ]
    # Long entries, which are few, come before short ones; then one entry of each phone before its second.
    entries.sort(key=lambda each: (not each["entry"].needs_reason, each["entry"].turn))
    done: dict[str, int] = {}
    for queue in MODERATION_QUEUES.values():
        for verb, count in queue.done(workshop).items():
            done[verb] = done.get(verb, 0) + count
    context = {"entries": entries, "waiting": len(entries), "done": done, "workshop": workshop}
    return RenderedSlot(render_to_string("console/slots/lane.html", context), {"waiting": len(entries)})


def curtain(slug: str, audience: str) -> RenderedSlot:
    """Whether the stage is covered, whether it shows the large join code, and its theme."""
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
    return RenderedSlot(render_to_string("stage/slots/curtain.html", context), data)
