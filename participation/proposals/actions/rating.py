"""Ratings of an answer, stored by key like supports. What everybody sees of them rises in steps, so that no single one can be watched."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from participation.live.actions import lock
from participation.live.database.writer import writer
from polls.floors import PUBLIC_FLOOR
from workshops.refused import Refused

from ..models import Proposal, Rating, Response

STEP = 5  # how many ratings must come before the shown numbers change


@dataclass(frozen=True, slots=True)
class RatingChange:
    """What one key says of an answer: two values of `Rating.Level`."""

    proposal_id: int
    key: bytes
    understood: int
    helps: int


def rate(*, proposal: Proposal, key: bytes, understood: int, helps: int) -> None:
    """Store or replace the rating of one key. Raises Refused without a public answer. Waits for the writer's commit."""
    response = getattr(proposal, "response", None)
    if response is None or not response.is_published or not proposal.is_public:
        raise Refused(_("There is no answer yet that could be rated."))
    writer.submit(_store, RatingChange(proposal.pk, key, Rating.Level(understood), Rating.Level(helps))).result(timeout=30)


def _store(changes: Sequence[RatingChange]) -> list[None]:
    """Store many ratings in one commit, on the writer's thread. The last one of each key counts; rows are inserted in the order of keys."""
    last = {(change.proposal_id, change.key): change for change in changes}
    known = Proposal.objects.filter(pk__in={change.proposal_id for change in changes})
    lock(workshop__proposals__in=known)
    there = set(known.values_list("pk", flat=True))
    wanted = [change for _key, change in sorted(last.items()) if change.proposal_id in there]
    for change in wanted:
        Rating.objects.filter(proposal_id=change.proposal_id, key=change.key).delete()
    Rating.objects.bulk_create(
        [Rating(proposal_id=each.proposal_id, key=each.key, understood=each.understood, helps=each.helps) for each in wanted]
    )
    for proposal_id in {change.proposal_id for change in wanted}:
        _show(proposal_id)
    return [None] * len(changes)


def _show(proposal_id: int) -> None:
    """Show the present counts if there are enough, and enough new ones."""
    ratings = list(Rating.objects.filter(proposal=proposal_id).values_list("understood", "helps"))
    response = Response.objects.get(proposal=proposal_id)
    shown = response.shown_ratings["n"] if response.shown_ratings else PUBLIC_FLOOR - STEP
    if len(ratings) >= shown + STEP:
        counts = {
            name: [column.count(level) for level in (2, 1, 0)]
            for name, column in zip(("understood", "helps"), zip(*ratings, strict=True), strict=True)
        }
        Response.objects.filter(pk=response.pk).update(shown_ratings={"n": len(ratings), **counts})
