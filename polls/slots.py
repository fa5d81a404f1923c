"""The slots of polls: how many have voted, the result, the wall of words."""

from typing import Any

from django.db import connection
from django.db.models import F
from django.template.loader import render_to_string

from participation.live.extensions import CONSOLE, EMPTY, RenderedSlot
from participation.live.rooms import people
from workshops.models import Workshop

from . import ballot_tables, remarks
from .disclosure import Shown, shown
from .kinds import kind_of
from .models import Poll, Remark


def present_poll(slug: str) -> Poll | None:
    """The latest poll of the present agenda item in this room; None if the workshop is not running or the item is no poll."""
    found = Poll.objects.filter(
        item__workshop__room__slug=slug, item__workshop__state=Workshop.State.RUNNING, item__workshop__item=F("item")
    )
    return found.select_related("item__workshop__room", "item__workshop__tradeoff").order_by("-round").first()


TURNOUT = """
SELECT p.id, p.state, p.is_feedback, p.tally,
       (SELECT COUNT(*) FROM workshops_participant o WHERE o.workshop_id = w.id AND NOT o.is_removed)
  FROM workshops_workshop w JOIN live_room r ON r.id = w.room_id JOIN polls_poll p ON p.item_id = w.item_id
 WHERE r.slug = %s AND w.state = %s
 ORDER BY p.round DESC LIMIT 1
"""  # raw SQL, because it runs ten times a second during a vote


def turnout_of(slug: str) -> tuple[dict[str, Any], dict[str, int]] | None:
    """The present poll for the template, and its turnout as docs/protocol.md describes it; None if there is no poll."""
    with connection.cursor() as cursor:
        cursor.execute(TURNOUT, [slug, Workshop.State.RUNNING])
        row = cursor.fetchone()
    if row is None:
        return None
    poll, state, is_feedback, tally, participants = row
    ballots = ballot_tables.parse(tally)["n"] if tally else ballot_tables.count(poll)
    here = max(people.count_present(slug, participants), ballots)
    return {"id": poll, "state": state, "is_feedback": is_feedback}, {"poll": poll, "ballots": ballots, "participants": here}


def turnout(slug: str, audience: str) -> RenderedSlot:
    """How many have voted, once the present poll has been opened."""
    found = turnout_of(slug)
    if found is None or found[0]["state"] == Poll.State.READY:
        return EMPTY
    poll, data = found
    return RenderedSlot(render_to_string(f"{audience}/slots/turnout.html", {**data, "poll": poll}), data)


def results(slug: str, audience: str) -> RenderedSlot:
    """The result of the present poll, as far as `disclosure` allows it. The console also has one that was looked at beforehand."""
    poll = present_poll(slug)
    if poll is None:
        return EMPTY
    seen = shown(poll, "room", also_before_reveal=audience == CONSOLE)
    if seen.tally is None and not seen.few:
        return EMPTY
    context = {
        "poll": poll,
        "workshop": poll.item.workshop,
        "poll_kind": seen.kind,
        "shown": seen.tally is not None,
        "few": seen.few,
        "n": seen.n,
        "floor": seen.floor,
        "tally": seen.tally,
        "summary": seen.summary,
        "before": seen.before,
        "shift": seen.shift,
        "shift_summary": seen.shift_summary,
        "picture": seen.picture(audience),
        "table": seen.table,
        "results_template": seen.template,
        "reasons": remarks.reasons(poll.pk),
        "audience": audience,
        "state": poll.state,
        "is_peek": poll.state != Poll.State.REVEALED,
        "ballots": seen.n,
    }
    return RenderedSlot(render_to_string(f"{audience}/slots/results.html", context), results_data(poll, seen))


def results_data(poll: Poll, seen: Shown) -> dict[str, Any]:
    """The slot's data: the whole frozen tally, or only `n` below the floor and for a wall."""
    if seen.few:
        return {"poll": poll.pk, "n": seen.n, "few": True}
    if seen.kind.is_wall:
        return {"poll": poll.pk, "n": seen.n}
    data: dict[str, Any] = {"poll": poll.pk} | (seen.tally or {}) | {"salt": poll.salt, "digest": poll.digest}
    return data | {"shift": seen.shift} if seen.shift else data


def wall(slug: str, audience: str) -> RenderedSlot:
    """The released words of the present poll. Unlike other results they are shown while the poll is open."""
    poll = present_poll(slug)
    if poll is None or not kind_of(poll).is_wall or poll.state == Poll.State.READY:
        return EMPTY
    words = remarks.words(poll.pk)
    waiting = Remark.objects.filter(poll=poll, state__in=[Remark.State.WAITING, Remark.State.OFFERED]).count()
    data = {"poll": poll.pk, "words": [[word, count] for word, count, _size in words]}
    context = {"poll": poll, "words": words, "waiting": waiting, "workshop": poll.item.workshop}
    return RenderedSlot(render_to_string(f"{audience}/slots/wall.html", context), data)
