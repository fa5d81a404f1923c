"""Public proposals sorted by what became of them: every one in one group. Where a milestone is late, that is its group.

The database counts; a page reads only what it shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from .labels import STATE_ICONS, VERDICT_ICONS
from .models import OPEN, Proposal, Response, State
from .queries import AT_WORK, in_order, late_milestone
from .rows import Row, rows_of

NAMES, FOLDED = 3, 12
REJECTED = Q(response__verdict=Response.Verdict.REJECTED)


@dataclass(frozen=True, slots=True)
class Fate:
    """What the proposals of a group have in common. `slug` stands in addresses."""

    slug: str
    name: Any
    icon: str
    states: frozenset[State]
    answer: Q = Q()  # of the answered ones
    is_late: bool = False  # with a late milestone

    @property
    def those(self) -> Q:
        return Q(state__in=self.states) & self.answer


NO = VERDICT_ICONS[Response.Verdict.REJECTED]
ANSWERED = frozenset({State.ANSWERED})
FATES = (  # merged proposals have none: the one they went into stands for them
    Fate("waiting", pgettext_lazy("group of proposals", "waiting for an answer"), "clock", OPEN | {State.OFFERED}),
    Fate("late", pgettext_lazy("group of proposals", "promised, and a milestone is late"), "triangle-alert", AT_WORK, is_late=True),
    Fate("promised", pgettext_lazy("group of proposals", "promised, not begun yet"), "handshake", ANSWERED, ~REJECTED),
    Fate("council", State.REFERRED.label, STATE_ICONS[State.REFERRED], frozenset({State.REFERRED, State.DECIDED})),
    *(
        Fate(slug, state.label, STATE_ICONS[state], frozenset({state}))
        for slug, state in (("begun", State.IN_IMPLEMENTATION), ("done", State.IMPLEMENTED))
    ),
    Fate("rejected", pgettext_lazy("group of proposals", "rejected, with a reason"), NO, ANSWERED, REJECTED),
)


@dataclass(frozen=True, slots=True)
class Counted:
    """So many proposals of one year are in this state, and so many of them wait longer than promised."""

    year: int
    state: str
    many: int
    late: int


@dataclass(frozen=True, slots=True)
class Group:
    """How many proposals have the same fate, how many of them wait longer than promised, and how many for the authors to agree.

    `rows` are the most urgent: a page names the first few, folds the others away, and has a page of its own for more.
    """

    fate: Fate
    count: int
    overdue: int
    rows: Sequence[Row] = ()
    offered: int = 0

    @property
    def name(self) -> str:
        return str(self.fate.name)

    @property
    def icon(self) -> str:
        return self.fate.icon

    @property
    def first(self) -> Sequence[Row]:
        return self.rows[:NAMES]

    @property
    def rest(self) -> Sequence[Row]:
        return self.rows[NAMES:]

    @property
    def has_more(self) -> bool:
        return self.count > len(self.rows)


def counted(proposals: QuerySet[Proposal]) -> list[Counted]:
    """How many of `proposals` there are of each year and state. One query."""
    late = Count("pk", filter=Q(state__in=OPEN, answer_by__lt=timezone.localdate()))
    rows = proposals.order_by().values_list("state", "year").annotate(many=Count("pk"), late=late)
    return [Counted(year or 0, state, many, late) for state, year, many, late in rows]


def groups_of(proposals: QuerySet[Proposal], counts: list[Counted]) -> list[Group]:
    """The groups that are not empty, from "waiting" to "rejected", without their rows. `counts` are those of `proposals`. Two queries."""
    no = proposals.filter(REJECTED, state=State.ANSWERED).order_by().count()
    late = dict(proposals.filter(late_milestone()).order_by().values_list("state").annotate(many=Count("pk")))
    groups = []
    for fate in FATES:
        those = [each for each in counts if each.state in fate.states]
        many = sum(each.many for each in those)
        if fate.states == ANSWERED:
            many = no if fate.answer == REJECTED else many - no
        if fate.answer != REJECTED:  # after a no nothing was promised
            many = sum(late.values()) if fate.is_late else many - sum(late.get(state, 0) for state in fate.states)
        offered = sum(each.many for each in those if each.state == State.OFFERED)
        groups.append(Group(fate, many, sum(each.late for each in those), offered=offered))
    return [group for group in groups if group.count]


def with_rows(groups: list[Group], proposals: QuerySet[Proposal]) -> list[Group]:
    """The same groups with the rows that a page shows of each. One query for each, and one for all rows."""
    keys = {group.fate.slug: list(keys_of(group.fate, proposals)[: NAMES + FOLDED]) for group in groups}
    rows = {row.proposal.pk: row for row in rows_of(in_order(proposals, (key for some in keys.values() for key in some)))}
    return [replace(group, rows=[rows[key] for key in keys[group.fate.slug] if key in rows]) for group in groups]


def keys_of(fate: Fate, proposals: QuerySet[Proposal]) -> QuerySet[Proposal, int]:
    """The primary keys of the proposals with this fate, the most urgent first."""
    found = proposals.filter(fate.those)
    if fate.states & AT_WORK:
        found = found.filter(late_milestone() if fate.is_late else ~late_milestone())
    return found.order_by("answer_by", "pk").values_list("pk", flat=True)
