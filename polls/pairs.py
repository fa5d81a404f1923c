"""Pairs: the same question before and after a discussion, and the shift between the two results."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Q

from workshops.models import AgendaItem

from . import ballot_tables
from .disclosure import may_compare, may_count
from .floors import PAIR_FLOOR, ROOM_FLOOR
from .kinds import kind_of
from .models import Pair, Poll


def pair_of(item: AgendaItem) -> Pair | None:
    """The pair that has this agenda item as one of its halves."""
    return Pair.objects.filter(Q(before=item) | Q(after=item)).first()


def among(items: Sequence[AgendaItem]) -> list[tuple[AgendaItem, AgendaItem]]:
    """The (before, after) items of all pairs whose halves are both among `items`. One query."""
    by_pk = {item.pk: item for item in items}
    found = Pair.objects.filter(before__in=by_pk, after__in=by_pk).values_list("before_id", "after_id")
    return [(by_pk[before], by_pk[after]) for before, after in found]


def side_of(item: AgendaItem) -> str:
    """The half of a pair that this item is: "before", "after", or "" for none."""
    if getattr(item, "pair_as_before", None):
        return "before"
    return "after" if getattr(item, "pair_as_after", None) else ""


def freeze(poll: Poll, tally: dict[str, Any]) -> None:
    """Keep the ballots of a *before* half, or compute the shift of an *after* half. Does nothing for a poll without a pair.

    Called when `poll` becomes final, before its ballots are destroyed; on the writer, with the poll locked. Sets `poll.is_waiting`
    without saving it. The ballots of the latest *before* round wait. When the first *after* round is final, the shift is frozen and
    the waiting ballots are destroyed. So later rounds have no shift.
    """
    pair = pair_of(poll.item)
    if pair is None or pair.shift is not None:
        return
    if poll.item_id == pair.before_id:
        forget_waiting([pair.before_id])
        if tally["n"] >= PAIR_FLOOR and not pair.after.polls.exclude(final_at=None).exists():
            ballot_tables.set_aside(poll.pk)
            poll.is_waiting = True
        return
    before = pair.before.polls.exclude(final_at=None).order_by("-round").first()
    if before is not None and before.tally is not None:
        shift = _shift(before, before.tally, poll, tally)
        Pair.objects.filter(pk=pair.pk).update(shift={"before": before.pk, "after": poll.pk, "shift": shift})
    forget_waiting([pair.before_id])


def _shift(before: Poll, earlier: dict[str, Any], poll: Poll, tally: dict[str, Any]) -> dict[str, Any] | None:
    """The shift as the kind computes it, without pairs if these would expose single answers; None below the floor of the room."""
    kind, sizes = kind_of(poll), {"before": earlier["n"], "after": tally["n"]}
    if min(sizes.values()) < ROOM_FLOOR:
        return None
    answers = ballot_tables.pairs(before.pk, poll.pk) if before.is_waiting else []
    shift = kind.shift(earlier, tally, answers if may_compare(kind, pairs=len(answers), **sizes) else None)
    if shift and answers and not may_count(kind, shift, pairs=len(answers), **sizes):
        return kind.shift(earlier, tally, None)
    return shift


def forget_waiting(item_ids: Collection[int]) -> None:
    """Destroy the waiting ballots of these agenda items."""
    waiting = Poll.objects.filter(item__in=item_ids, is_waiting=True)
    ballot_tables.destroy_waiting(list(waiting.values_list("pk", flat=True)))
    waiting.update(is_waiting=False)
