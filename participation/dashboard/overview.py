"""The overview page: how the latest rooms voted, what became of the proposals, and how many days each answer took."""

from collections import Counter
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.db.models import IntegerField, Max, QuerySet, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils import timezone

from participation.accounts.models import User
from participation.accounts.rules import municipalities_of
from participation.proposals import queries
from participation.proposals.groups import counted, groups_of
from polls.disclosure import Shown, shown_to_public
from polls.floors import PUBLIC_FLOOR
from polls.models import Poll
from workshops.models import Workshop

ROOMS = 4  # how many results are shown: each costs a few queries
WIDTH, TOP, DOT, LONGEST = 640, 20, 14, 84  # of the picture of days, in its own units; LONGEST in days
HIGHEST = 40  # dots of one kind in a column


@dataclass(frozen=True, slots=True)
class Evening:
    """A workshop and how its room voted, as far as the public may see it."""

    workshop: Workshop
    room: Shown | None


def overview_context(user: User) -> dict[str, Any]:
    """The context of the page, over all municipalities that `user` reads."""
    towns = municipalities_of(user)
    evenings = Workshop.objects.filter(municipality_id__in=towns, state=Workshop.State.ENDED, is_rehearsal=False).select_related("tradeoff")
    latest = [Evening(evening, shown_to_public(evening.pk)) for evening in evenings.order_by("-starts_at")[:ROOMS]]
    proposals = queries.proposals_for(user)
    took = queries.days_to_answer(proposals)
    counts = counted(proposals)
    groups = groups_of(proposals, counts)
    last = queries.first_of(proposals, proposals.order_by("-answer_by", "-pk"))
    limit = last.municipality.answer_days if last else None
    return {
        "today": timezone.localdate(),
        "evenings": [entry for entry in latest if entry.room],
        "evening_count": evenings.count(),
        "voters": voters(evenings),
        "proposal_count": sum(each.many for each in counts),
        "groups": groups,
        "overdue": sum(group.overdue for group in groups),
        "most": max((group.count for group in groups), default=1),
        "days": days_picture(took, limit) if took and limit else None,
    }


def voters(evenings: QuerySet[Workshop]) -> int:
    """How many people voted: for each workshop the poll with the most votes. Workshops below the public floor count as 0."""
    polls = Poll.objects.filter(item__workshop__in=evenings.order_by(), state=Poll.State.REVEALED, tally__isnull=False).order_by()
    votes = Max(Cast(KeyTextTransform("n", "tally"), IntegerField()))
    return polls.values("item__workshop_id").annotate(n=votes).filter(n__gte=PUBLIC_FLOOR).aggregate(sum=Sum("n"))["sum"] or 0


def days_picture(took: list[int], limit: int) -> dict:
    """A picture of `took`, the days of each answer: a dot for each, hollow beyond `limit` days. Lengths are in its own units.

    If there are too many for one column, a dot stands for `each` answers, the last one of a column for what is left.
    """
    longest = min(max([limit + 7, *took]), LONGEST)
    scale = (WIDTH - 2 * DOT) / longest
    many: Counter[tuple[int, bool]] = Counter()
    for days, answers in sorted(Counter(took).items()):
        many[round(min(days, longest) * scale / DOT), days > limit] += answers
    each = -(-max(many.values()) // HIGHEST)
    heights: Counter[int] = Counter()
    dots = []
    for (column, late), answers in many.items():
        for _dot in range(-(-answers // each)):
            heights[column] += 1
            dots.append({"x": DOT + column * DOT, "up": heights[column], "late": late})
    base = TOP + DOT * max(heights.values())
    for dot in dots:
        dot["y"] = base - DOT * dot["up"] + DOT // 2
    in_time = sum(days <= limit for days in took)
    return {
        "width": WIDTH,
        "height": base + 8,
        "base": base,
        "dots": dots,
        "each": each,
        "limit": limit,
        "limit_x": DOT + round(limit * scale),
        "longest": longest,
        "n": len(took),
        "in_time": in_time,
        "median": round(median(took)),
    }
