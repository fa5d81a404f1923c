"""Whom to tell of what.

A proposal concerns whoever it is assigned to, or else everybody who answers in its town. A second look concerns whoever may take it.
What authors do by their private link is told on the next day at the earliest: the time of a mail would be the time at which they did it.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, F, OuterRef

from participation.accounts.rules import ANSWERS, STAFF, members
from participation.proposals.models import Proposal, ProposalEvent
from participation.proposals.queries import WEEK
from participation.proposals.second_look import deciders_of, waiting

from .extensions import FINDERS
from .models import Kind

BACK = ("leave", "part", "refuse")  # steps of authors, by which an answer is owed again
Waiting = dict[Kind, list[Proposal]]


def waiting_for_each(today: date) -> dict[int, Waiting]:
    """Everything that waits on this day, by the id of the user whom it concerns."""
    found: dict[int, Waiting] = defaultdict(dict)
    for kind in Kind:
        for user_id, proposal in FINDERS[kind](today) if kind in FINDERS else ():
            found[user_id].setdefault(kind, []).append(proposal)
    return found


def overdue(today: date) -> Iterator[tuple[int, Proposal]]:
    """Answers whose day is over."""
    return _answers(today, answer_by__lt=today)


def soon(today: date) -> Iterator[tuple[int, Proposal]]:
    """Answers that are due within a week, today included."""
    return _answers(today, answer_by__range=(today, today + WEEK))


def later(today: date) -> Iterator[tuple[int, Proposal]]:
    """Answers that have more than a week."""
    return _answers(today, answer_by__gt=today + WEEK)


def second_looks(today: date) -> Iterator[tuple[int, Proposal]]:
    """Who may take which second look, in an order that tells nothing.

    Only those of earlier days. What is said in a rehearsal stays in the room.
    """
    asked = waiting().filter(state_since__date__lt=today, workshop__is_rehearsal=False)
    proposals = list(asked.select_related("workshop", "declining").order_by("uuid"))
    for proposal, users in deciders_of(proposals):
        for user_id in sorted(users):
            yield user_id, proposal


def _answers(today: date, **when: object) -> Iterator[tuple[int, Proposal]]:
    working: set[tuple[int, int]] = set()
    answering: dict[int, list[int]] = defaultdict(list)
    for user_id, town_id, role in members(STAFF).order_by("user_id", "role").values_list("user_id", "municipality_id", "role"):
        working.add((user_id, town_id))
        if role in ANSWERS and user_id not in answering[town_id]:
            answering[town_id].append(user_id)
    is_back_today = Exists(ProposalEvent.objects.filter(proposal=OuterRef("pk"), verb__in=BACK, at__date=today))
    proposals = Proposal.objects.waiting_for_answer().filter(~is_back_today, **when).order_by("answer_by", "pk")
    for proposal in proposals.annotate(assigned_to=F("private_assessment__assigned_to")):
        is_assigned = (proposal.assigned_to, proposal.municipality_id) in working
        for user_id in [proposal.assigned_to] if is_assigned else answering[proposal.municipality_id]:
            yield user_id, proposal
