"""Before and after: two polls of one linkage set, and how the room moved between them."""

from django.db.models import Q

from . import ballot_box
from .disclosure import ROOM_FLOOR, may_compare
from .kinds import kind_of
from .models import Pair, Poll


def pair_of(item) -> Pair | None:
    return Pair.objects.filter(Q(before=item) | Q(after=item)).first()


def side_of(item) -> str:
    """ "before", "after" or ""."""
    if getattr(item, "pair_as_before", None):
        return "before"
    return "after" if getattr(item, "pair_as_after", None) else ""


def freeze(poll: Poll) -> None:
    """Called when a poll of a pair has become final: before and after each mean the latest final poll of their side."""
    pair = pair_of(poll.item)
    if pair is None:
        return
    before, after = (item.polls.exclude(final_at=None).order_by("-round").first() for item in (pair.before, pair.after))
    if before is None or after is None:
        return
    shift, kind, sizes = None, kind_of(poll), {"before": before.tally["n"], "after": after.tally["n"]}
    if min(sizes.values()) >= ROOM_FLOOR:
        answers = ballot_box.pairs_of(before.pk, after.pk)
        shift = kind.shift(before.tally, after.tally, answers if may_compare(kind, pairs=len(answers), **sizes) else None)
    Pair.objects.filter(pk=pair.pk).update(shift={"before": before.pk, "after": after.pk, "shift": shift})
