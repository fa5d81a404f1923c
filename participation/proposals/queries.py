"""What pages read of proposals: the lists of town hall and public, their figures, supports, and what belongs to one phone."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.text import Truncator

from participation.accounts.models import Municipality, User
from participation.accounts.rules import READS, municipalities_of
from participation.live.database.version_cache import cached_per_version
from participation.live.guards.identity import Identity
from workshops.models import Participant

from . import receipts
from .models import OPEN, Milestone, Proposal, State, Support

# After a yes, as long as something is to be done: here a milestone can be late.
AT_WORK = frozenset({State.ANSWERED, State.REFERRED, State.DECIDED, State.IN_IMPLEMENTATION})
STATES = {
    "waiting": OPEN,
    "new": {State.PUBLISHED, State.ACKNOWLEDGED},
    "review": {State.UNDER_REVIEW, State.OFFERED},
    "late": AT_WORK,
    "answered": set(State) - OPEN - {State.OFFERED},
    "all": set(State),
}
WEEK = timedelta(days=7)
DUE = {"overdue": (timedelta(days=-100_000), timedelta(days=-1)), "soon": (timedelta(0), WEEK)}  # open proposals, by days from today
SORTS = {"deadline": ["answer_by", "pk"], "support": ["-total_supports", "answer_by", "pk"], "newest": ["-handed_over_at", "-pk"]}


# -- lists for the town hall and the public ---------------------------------------------
def public_proposals(municipality: Municipality) -> QuerySet[Proposal]:
    """Everything handed over in one municipality, with what a line of a list needs."""
    return _with_list_columns(Proposal.objects.public().filter(municipality=municipality))


def proposals_for(user: User) -> QuerySet[Proposal]:
    """Everything handed over in the municipalities that `user` reads, with what a line of a list needs."""
    return _with_list_columns(Proposal.objects.public().filter(municipality_id__in=municipalities_of(user, READS)))


def _with_list_columns(proposals: QuerySet[Proposal]) -> QuerySet[Proposal]:
    return with_support(proposals).select_related("workshop", "tradeoff", "response", "municipality").prefetch_related("milestones")


def filtered(
    proposals: QuerySet[Proposal],
    *,
    tradeoff: int | None = None,
    workshop: int | None = None,
    place: str = "",
    state: str = "waiting",
    sort: str = "deadline",
) -> QuerySet[Proposal]:
    """The proposals about a trade-off, from a workshop or a place, in a state of STATES, in an order of SORTS.

    An unknown state counts as "waiting", an unknown order as "deadline".
    """
    proposals = proposals.filter(state__in=STATES.get(state, OPEN))
    if state in DUE:
        earliest, latest = DUE[state]
        today = timezone.localdate()
        proposals = proposals.filter(answer_by__range=(today + earliest, today + latest))
    if state == "late":
        proposals = proposals.filter(late_milestone())
    if tradeoff:
        proposals = proposals.filter(tradeoff_id=tradeoff)
    if workshop:
        proposals = proposals.filter(workshop_id=workshop)
    if place:
        proposals = proposals.filter(workshop__place=place)
    return proposals.order_by(*SORTS.get(sort, SORTS["deadline"]))


def in_order(proposals: QuerySet[Proposal], keys: Iterable[int]) -> list[Proposal]:
    """Those of `proposals` with these keys, in their order. A list takes the keys of its page first: an index has all they need."""
    keys = list(keys)
    found = proposals.in_bulk(keys)
    return [found[key] for key in keys if key in found]


def first_of(proposals: QuerySet[Proposal], ordered: QuerySet[Proposal]) -> Proposal | None:
    """The first of `ordered`, read from `proposals`. One query, which looks at the texts of that one alone."""
    return proposals.filter(pk=Subquery(ordered.values("pk")[:1])).order_by().prefetch_related(None).first()


def late_milestone(today: date | None = None) -> Q:
    """A condition for a proposal query: one of its milestones should have been reached by now.

    Late milestones are few, so the database looks them up once instead of asking for the milestones of each proposal.
    """
    late = Milestone.objects.filter(done_on=None, by_when__lt=today or timezone.localdate())
    return Q(state__in=AT_WORK, pk__in=late.order_by().values("proposal"))


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers above the dashboard's list. `late` counts proposals with a late milestone.

    `answered` and `median_days` are of this year; the median is None without an answer.
    """

    total: int
    open: int
    overdue: int
    soon: int
    late: int
    answered: int
    median_days: int | None


def figures(proposals: QuerySet[Proposal], today: date | None = None) -> Figures:
    """How many of `proposals` wait for an answer, how many are late or due within a week, and how fast this year's answers came."""
    today = today or timezone.localdate()
    counts = proposals.order_by().aggregate(
        total=Count("pk"),
        open=Count("pk", filter=Q(state__in=OPEN)),
        overdue=Count("pk", filter=Q(state__in=OPEN, answer_by__lt=today)),
        soon=Count("pk", filter=Q(state__in=OPEN, answer_by__range=(today, today + WEEK))),
    )
    took = days_to_answer(proposals.filter(answered_on__year=today.year))
    late = proposals.order_by().filter(late_milestone(today)).count()
    middle = round(median(took)) if took else None
    return Figures(counts["total"], counts["open"], counts["overdue"], counts["soon"], late, len(took), middle)


def days_to_answer(proposals: QuerySet[Proposal]) -> list[int]:
    """For each published answer the days since the hand-over, the fewest first. The database counts them."""
    counted = proposals.filter(answered_on__isnull=False).order_by("days_taken").values_list("days_taken")
    return [days for days, many in counted.annotate(many=Count("pk")) for _answer in range(many)]


def compared(proposal: Proposal, url: str) -> dict[str, str]:
    """What a phone compares with a proposal that is being written: title, the beginning of the text, and where it can be read."""
    return {"title": proposal.title, "text": Truncator(proposal.what).chars(160), "url": url}


# -- supports ---------------------------------------------------------------------------
def stored_supports(place: str | None = None) -> Combinable:
    """An SQL expression for a proposal query: how many supports are stored by key, at one place or at both."""
    rows = Support.objects.filter(proposal_id=OuterRef("pk"), **({"place": place} if place else {})).order_by().values("proposal_id")
    return Coalesce(Subquery(rows.annotate(n=Count("key")).values("n")), 0)


def with_support(proposals: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """Adds `support_room`, `support_public` and their sum `support`, counted in the same query."""
    return proposals.annotate(
        support_room=F("room_supports") + stored_supports(Support.Place.ROOM),
        support_public=stored_supports(Support.Place.PUBLIC),
        support=F("support_room") + F("support_public"),
    )


def number_in(typed: str) -> int | None:
    """The number of a proposal that a form or a script sends; None if it can be none."""
    return int(typed) if re.fullmatch(r"[0-9]{1,18}", typed) else None


@dataclass(frozen=True, slots=True)
class Supports:
    """How many support a proposal in the room and on the public page; `merged` counts those of proposals merged into it."""

    room: int = 0
    public: int = 0
    merged: int = 0

    @property
    def total(self) -> int:
        return self.room + self.public


def supports_of(proposals: Iterable[Proposal]) -> dict[int, Supports]:
    """The supports of these proposals, in one query, by primary key."""
    proposals = list(proposals)
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    rows = Support.objects.filter(proposal_id__in=[proposal.pk for proposal in proposals])
    for pk, place, n in rows.values_list("proposal_id", "place").annotate(n=Count("key")).order_by():
        counts[pk][place] = n
    return {
        proposal.pk: Supports(
            proposal.room_supports + counts[proposal.pk].get(Support.Place.ROOM, 0), counts[proposal.pk].get(Support.Place.PUBLIC, 0)
        )
        for proposal in proposals
    }


# -- merging ----------------------------------------------------------------------------
def lead_of(proposal: Proposal) -> Proposal:
    """The proposal that this one was merged into, also by way of others. The proposal itself if it was not merged."""
    seen = {proposal.pk}
    while (upper := proposal.merged_into) and upper.pk not in seen:
        proposal = upper
        seen.add(upper.pk)
    return proposal


def merged_into(proposal: Proposal) -> list[Proposal]:
    """All proposals that were merged into this one, also by way of others. One query for each level."""
    found: dict[int, Proposal] = {}
    level = [proposal]
    while level := [one for one in Proposal.objects.filter(merged_into__in=level) if one.pk not in found and one.pk != proposal.pk]:
        found |= {one.pk: one for one in level}
    return list(found.values())


def supports_with_merged(proposal: Proposal) -> Supports:
    """The supports of one proposal and of all merged into it. Somebody who supports two of them is counted twice, because keys differ."""
    merged = merged_into(proposal)
    counts = supports_of([proposal, *merged])
    own = counts.pop(proposal.pk)
    return Supports(own.room, own.public, sum(count.total for count in counts.values()))


# -- what belongs to one phone ----------------------------------------------------------
def is_participant(identity: Identity) -> bool:
    """Whether this phone is still in the room: neither removed nor forgotten."""
    return Participant.objects.filter(pk=identity.id, workshop__room__slug=identity.room, is_removed=False).exists()


def owned_by(identity: Identity) -> list[Proposal]:
    """The proposals that were written on this phone: those whose key it can compute."""
    candidates = Proposal.objects.filter(workshop__room__slug=identity.room, owner__isnull=False).select_related("tradeoff", "declining")
    return [proposal for proposal in candidates if bytes(proposal.owner or b"") == receipts.owner_key(identity, proposal.uuid)]


def owned_by_each(room: str, identities: Sequence[Identity]) -> list[list[Proposal]]:
    """`owned_by` for many phones of one room with one query."""
    candidates = cached_per_version(
        "proposals", room, lambda: list(Proposal.objects.filter(workshop__room__slug=room, owner__isnull=False).select_related("declining"))
    )
    owners = {bytes(proposal.owner): proposal for proposal in candidates if proposal.owner}
    return [
        [owners[key] for proposal in candidates if (key := receipts.owner_key(identity, proposal.uuid)) in owners]
        for identity in identities
    ]


def supported_by_each(room: str, identities: Sequence[Identity]) -> list[list[int]]:
    """The ids of the proposals that each of these phones supports: one query for the proposals, one for all supports."""
    uuids = cached_per_version("shown proposals", room, lambda: _shown_in(room))
    if not uuids:
        return [[] for _identity in identities]
    stored = {(pk, bytes(key)) for pk, key in Support.objects.filter(proposal_id__in=uuids).values_list("proposal_id", "key")}
    return [[pk for pk, uuid in uuids.items() if (pk, receipts.support_key(identity, uuid)) in stored] for identity in identities]


def _shown_in(room: str) -> dict[int, UUID]:
    return dict(Proposal.objects.in_room().filter(workshop__room__slug=room).values_list("pk", "uuid"))


def by_receipt(token: str) -> Proposal | None:
    """The proposal that this private link belongs to."""
    proposals = Proposal.objects.select_related(
        "workshop__municipality", "workshop__room", "tradeoff", "response__author", "merged_into", "declining"
    )
    return proposals.prefetch_related("events").filter(receipt_digest=receipts.digest_of(token)).first()
