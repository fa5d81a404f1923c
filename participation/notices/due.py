"""Whom to tell of what. A proposal concerns whoever it is assigned to, or else everybody who answers in its town."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from participation.accounts.rules import ANSWERS, members
from participation.proposals.models import Proposal
from participation.proposals.queries import WEEK

from .extensions import FINDERS
from .models import Kind

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
    return _answers(answer_by__lt=today)


def soon(today: date) -> Iterator[tuple[int, Proposal]]:
    """Answers that are due within a week, today included."""
    return _answers(answer_by__range=(today, today + WEEK))


def later(today: date) -> Iterator[tuple[int, Proposal]]:
    """Answers that have more than a week."""
    return _answers(answer_by__gt=today + WEEK)


def _answers(**when: object) -> Iterator[tuple[int, Proposal]]:
    answering = defaultdict(list)
    for user_id, town_id in members(ANSWERS).order_by("user_id").values_list("user_id", "municipality_id").distinct():
        answering[town_id].append(user_id)
    for proposal in Proposal.objects.waiting_for_answer().filter(**when).order_by("answer_by", "pk"):
        for user_id in answering[proposal.municipality_id]:
            yield user_id, proposal
