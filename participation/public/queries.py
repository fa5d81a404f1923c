"""What the public pages read of one municipality: its last question, its next workshops, its news."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from participation.accounts.models import Municipality
from participation.proposals.models import OPEN, Proposal
from participation.proposals.rows import Row, rows_of
from polls.disclosure import Shown, shown
from polls.kinds import kind_of
from polls.models import Poll
from workshops.actions import LATE_START
from workshops.models import Fact, TradeOff, Workshop

LATEST_POLLS, NEXT_WORKSHOPS, NEWS = 8, 5, 3


@dataclass(frozen=True, slots=True)
class Question:
    """The question at the top of a town's page. `shown` is how the room voted; None before the vote, or if too few took part."""

    question: Any
    pole_a: Any
    pole_b: Any
    tradeoff: TradeOff
    day: datetime | None = None
    shown: Shown | None = None

    @property
    def facts(self) -> list[Fact]:
        return list(self.tradeoff.facts.all())


def public_workshops(town: Municipality) -> QuerySet[Workshop]:
    """The town's announced workshops. Rehearsals never leave the house."""
    return Workshop.objects.filter(municipality=town, is_rehearsal=False, notice=Workshop.Notice.ANNOUNCED)


def current_question(town: Municipality) -> Question | None:
    """The last question between two poles that an ended workshop voted on; before the first vote, the one that will be asked."""
    return _last_asked(town) or _next_asked(town)


def _last_asked(town: Municipality) -> Question | None:
    ended = public_workshops(town).filter(state=Workshop.State.ENDED)
    polls = Poll.objects.filter(item__workshop__in=ended, state=Poll.State.REVEALED).order_by("-final_at", "-pk")
    latest = polls.select_related("item__workshop__tradeoff")[:LATEST_POLLS]
    poll = next((poll for poll in latest if kind_of(poll).has_poles), None)
    if poll is None:
        return None
    workshop, result = poll.item.workshop, shown(poll, place="public")
    return Question(
        poll.question,
        poll.pole_a or workshop.tradeoff.pole_a,
        poll.pole_b or workshop.tradeoff.pole_b,
        workshop.tradeoff,
        workshop.starts_at,
        result if result.tally or result.almost_all else None,
    )


def _next_asked(town: Municipality) -> Question | None:
    coming = public_workshops(town).exclude(state=Workshop.State.ENDED).select_related("tradeoff").order_by("starts_at").first()
    tradeoff = coming.tradeoff if coming else town.tradeoffs.filter(state=TradeOff.State.ACTIVE).first()
    return Question(tradeoff.core_question, tradeoff.pole_a, tradeoff.pole_b, tradeoff) if tradeoff else None


def next_workshops(town: Municipality, limit: int | None = NEXT_WORKSHOPS) -> list[Workshop]:
    """The next few, with what is running now, in the order in which they begin. `limit` None: all of them."""
    earliest = timezone.now() - LATE_START
    workshops = public_workshops(town).select_related("tradeoff").exclude(state=Workshop.State.ENDED)
    coming = [w for w in workshops.order_by("starts_at") if w.state == Workshop.State.RUNNING or w.starts_at >= earliest]
    return coming[:limit]


def past_workshops(town: Municipality) -> QuerySet[Workshop]:
    """The workshops that are over, the latest first."""
    over = public_workshops(town).filter(state=Workshop.State.ENDED)
    return over.select_related("tradeoff", "publication").order_by("-starts_at", "-pk")


def news(proposals: QuerySet[Proposal]) -> list[Row]:
    """The three proposals that changed last. The one that waits longest beyond its date comes first, however old it is."""
    overdue = proposals.filter(state__in=OPEN, answer_by__lt=timezone.localdate()).order_by("answer_by", "pk").first()
    latest = proposals.exclude(pk=overdue.pk if overdue else 0).order_by("-state_since", "-pk")
    return rows_of([*([overdue] if overdue else []), *latest[:NEWS]][:NEWS])
