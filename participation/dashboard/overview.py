"""The overview: small pictures of the latest rooms, every proposal in its group, and the days each answer took."""

from dataclasses import dataclass
from statistics import median

from django.utils import timezone

from participation.accounts.rules import municipalities_of
from polls.disclosure import PUBLIC_FLOOR, Shown
from polls.models import Poll
from workshops.models import Workshop

from . import queries
from .groups import groups_of
from .room import room_of

ROOMS = 4  # each picture costs a few queries, so there are never more
WIDTH, TOP, DOT, LONGEST = 640, 20, 14, 84  # of the picture of days, in its own units; LONGEST in days


@dataclass(frozen=True, slots=True)
class Evening:
    workshop: Workshop
    room: Shown | None


def overview_context(user) -> dict:
    towns = municipalities_of(user)
    evenings = Workshop.objects.filter(municipality_id__in=towns, state=Workshop.State.ENDED)
    evenings = evenings.exclude(is_rehearsal=True, municipality__is_invented=False).select_related("tradeoff")
    latest = [Evening(evening, room_of(evening.pk)) for evening in evenings.order_by("-starts_at")[:ROOMS]]
    proposals = queries.proposals_for(user)
    rows = queries.rows(proposals.order_by("answer_by", "pk"))
    took = queries.days_to_answer(proposals)
    limit = rows[-1].proposal.municipality.answer_days if rows else None
    return {
        "today": timezone.localdate(),
        "evenings": [entry for entry in latest if entry.room],
        "evening_count": evenings.count(),
        "voters": voters(evenings),
        "proposal_count": len(rows),
        "groups": groups_of(rows),
        "overdue": sum(row.is_overdue for row in rows),
        "most": max((len(group.rows) for group in groups_of(rows)), default=1),
        "days": days_picture(took, limit) if took else None,
    }


def voters(evenings) -> int:
    """How many voted, counted once an evening by its best attended poll; evenings below the public floor count as none."""
    polls = Poll.objects.filter(item__workshop__in=evenings, state=Poll.State.REVEALED, tally__isnull=False).order_by()
    best: dict[int, int] = {}
    for evening, tally in polls.values_list("item__workshop_id", "tally"):
        best[evening] = max(best.get(evening, 0), tally["n"])
    return sum(n for n in best.values() if n >= PUBLIC_FLOOR)


def days_picture(took: list[int], limit: int) -> dict:
    """A dot for each answer above the number of days it took; those after the limit are hollow."""
    longest = min(max([limit + 7, *took]), LONGEST)
    scale = (WIDTH - 2 * DOT) / longest
    heights: dict[int, int] = {}
    dots = []
    for days in sorted(took):
        column = round(min(days, longest) * scale / DOT)
        heights[column] = heights.get(column, 0) + 1
        dots.append({"x": DOT + column * DOT, "up": heights[column], "late": days > limit})
    base = TOP + DOT * max(heights.values())
    for dot in dots:
        dot["y"] = base - DOT * dot["up"] + DOT // 2
    in_time = sum(days <= limit for days in took)
    return {
        "width": WIDTH,
        "height": base + 8,
        "base": base,
        "dots": dots,
        "limit": limit,
        "limit_x": DOT + round(limit * scale),
        "longest": longest,
        "n": len(took),
        "in_time": in_time,
        "median": round(median(took)),
    }
