"""Public proposals sorted by what became of them: every one in one group. The database counts; a page reads only what it shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from .labels import STATE_ICONS, VERDICT_ICONS
from .models import OPEN, Proposal, Response, State
from .queries import in_order
from .rows import Row, rows_of

NAMES, FOLDED = 3, 50
REJECTED = Q(response__verdict=Response.Verdict.REJECTED)


@dataclass(frozen=True, slots=True)
class Fate:
    """What the proposals of a group have in common. `slug` stands in addresses."""

    slug: str
    name: Any
    icon: str
    those: Q


FATES = (  # merged proposals have none: the one they went into stands for them
    Fate("waiting", pgettext_lazy("group of proposals", "waiting for an answer"), "clock", Q(state__in=[*OPEN, State.OFFERED])),
    Fate("promised", pgettext_lazy("group of proposals", "promised, not begun yet"), "handshake", Q(state=State.ANSWERED) & ~REJECTED),
    Fate("council", State.REFERRED.label, STATE_ICONS[State.REFERRED], Q(state__in=[State.REFERRED, State.DECIDED])),
    Fate("begun", State.IN_IMPLEMENTATION.label, STATE_ICONS[State.IN_IMPLEMENTATION], Q(state=State.IN_IMPLEMENTATION)),
    Fate("done", State.IMPLEMENTED.label, STATE_ICONS[State.IMPLEMENTED], Q(state=State.IMPLEMENTED)),
    Fate(
        "rejected",
        pgettext_lazy("group of proposals", "rejected, with a reason"),
        VERDICT_ICONS[Response.Verdict.REJECTED],
        Q(state=State.ANSWERED) & REJECTED,
    ),
)


@dataclass(frozen=True, slots=True)
class Group:
    """How many proposals have the same fate, and how many of them wait longer than promised.

    `rows` are the most urgent: a page names the first few, folds the others away, and has a page of its own for more.
    """

    fate: Fate
    count: int
    overdue: int
    rows: Sequence[Row] = ()

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


def groups_of(proposals: QuerySet[Proposal]) -> list[Group]:
    """The groups that are not empty, from "waiting" to "rejected", without their rows. One query."""
    late = Q(state__in=OPEN, answer_by__lt=timezone.localdate())
    counts = {fate.slug: Count("pk", filter=fate.those) for fate in FATES}
    counts |= {f"{fate.slug}_late": Count("pk", filter=fate.those & late) for fate in FATES[:1]}
    found = proposals.order_by().aggregate(**counts)
    return [Group(fate, found[fate.slug], found.get(f"{fate.slug}_late", 0)) for fate in FATES if found[fate.slug]]


def with_rows(groups: list[Group], proposals: QuerySet[Proposal]) -> list[Group]:
    """The same groups with the rows that a page shows of each. One query for each, and one for all rows."""
    keys = {group.fate.slug: list(keys_of(group.fate, proposals)[: NAMES + FOLDED]) for group in groups}
    rows = {row.proposal.pk: row for row in rows_of(in_order(proposals, (key for some in keys.values() for key in some)))}
    return [Group(group.fate, group.count, group.overdue, [rows[key] for key in keys[group.fate.slug]]) for group in groups]


def keys_of(fate: Fate, proposals: QuerySet[Proposal]) -> QuerySet[Proposal, int]:
    """The primary keys of the proposals with this fate, the most urgent first."""
    return proposals.filter(fate.those).order_by("answer_by", "pk").values_list("pk", flat=True)
