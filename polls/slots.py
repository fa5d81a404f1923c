"""The slots of polls: how many have voted, the result, the wall of words."""

from typing import Any

from django.db.models import F
from django.template.loader import render_to_string

from participation.live.register import AUDIENCES, CONSOLE, EMPTY, PHONE, STAGE, Picture, slot
from workshops.models import Participant, Workshop

from . import ballot_box, remarks
from .disclosure import shown
from .kinds import kind_of
from .models import Poll, Remark


def present_poll(slug: str) -> Poll | None:
    """The latest poll of the item the evening is at."""
    found = Poll.objects.filter(
        item__workshop__room__slug=slug, item__workshop__state=Workshop.State.RUNNING, item__workshop__item=F("item")
    )
    return found.select_related("item__workshop__room", "item__workshop__tradeoff").order_by("-round").first()


def turnout_of(poll: Poll) -> dict[str, int]:
    ballots = poll.tally["n"] if poll.is_final else ballot_box.count(poll.pk)
    participants = Participant.objects.filter(workshop_id=poll.item.workshop_id, is_removed=False).count()
    return {"poll": poll.pk, "ballots": ballots, "participants": max(participants, ballots)}


@slot("turnout", audiences=AUDIENCES, follows="counted")
def turnout(slug: str, audience: str) -> Picture:
    poll = present_poll(slug)
    if poll is None or poll.state == Poll.State.READY:
        return EMPTY
    data = turnout_of(poll)
    return Picture(render_to_string(f"{audience}/slots/turnout.html", {"poll_object": poll, **data, "poll": poll}), data)


@slot("results", audiences=AUDIENCES, follows="version")
def results(slug: str, audience: str) -> Picture:
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
        **{key: value for key, value in turnout_of(poll).items() if key != "poll"},
    }
    return Picture(render_to_string(f"{audience}/slots/results.html", context), results_data(poll, seen))


def results_data(poll: Poll, seen) -> dict[str, Any]:
    """What programs get: the whole frozen tally, or only n."""
    if seen.few:
        return {"poll": poll.pk, "n": seen.n, "few": True}
    if seen.kind.is_wall:
        return {"poll": poll.pk, "n": seen.n}
    data = {"poll": poll.pk} | seen.tally
    return data | {"shift": seen.shift} if seen.shift else data


@slot("wall", audiences={PHONE, STAGE, CONSOLE}, follows="version")
def wall(slug: str, audience: str) -> Picture:
    """Released words; the one picture that may show while its poll is open."""
    poll = present_poll(slug)
    if poll is None or not kind_of(poll).is_wall or poll.state == Poll.State.READY:
        return EMPTY
    words = remarks.words(poll.pk)
    waiting = Remark.objects.filter(poll=poll, state__in=[Remark.State.WAITING, Remark.State.OFFERED]).count()
    data = {"poll": poll.pk, "words": [[word, count] for word, count, _size in words]}
    context = {"poll": poll, "words": words, "waiting": waiting, "workshop": poll.item.workshop}
    return Picture(render_to_string(f"{audience}/slots/wall.html", context), data)
