"""What is read in more than one place: whose phone, how many supports, which proposals are one's own."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from participation.live.identity import Identity
from participation.live.memory import remembered
from workshops.models import Participant

from . import receipts
from .models import Proposal, Support


@dataclass(frozen=True, slots=True)
class Supports:
    """Counted and shown apart: the room and the public page; `merged` are those of proposals that went into this one."""

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


def supports_with_merged(proposal: Proposal) -> Supports:
    """One proposal's supports with those of the proposals merged into it (keys differ, so people can't be counted once)."""
    merged = list(proposal.merged.all())
    counts = supports_of([proposal, *merged])
    own = counts.pop(proposal.pk)
    return Supports(own.room, own.public, sum(count.total for count in counts.values()))


def is_participant(identity: Identity) -> bool:
    """Still in the room: neither removed nor forgotten."""
    return Participant.objects.filter(pk=identity.id, workshop__room__slug=identity.room, is_removed=False).exists()


def owned_by(identity: Identity) -> list[Proposal]:
    """The proposals whose key this phone can compute, newest last."""
    candidates = Proposal.objects.filter(workshop__room__slug=identity.room, owner__isnull=False).select_related("tradeoff")
    return [proposal for proposal in candidates if bytes(proposal.owner) == receipts.owner_key(identity, proposal.uuid)]


def owned_by_each(room: str, identities: Sequence[Identity]) -> list[list[Proposal]]:
    """`owned_by` for many phones of one room with one query."""
    candidates = remembered("proposals", room, lambda: list(Proposal.objects.filter(workshop__room__slug=room, owner__isnull=False)))
    owners = {bytes(proposal.owner): proposal for proposal in candidates}
    return [
        [owners[key] for proposal in candidates if (key := receipts.owner_key(identity, proposal.uuid)) in owners]
        for identity in identities
    ]


def supported_by_each(room: str, identities: Sequence[Identity]) -> list[list[int]]:
    """The ids of the proposals that each of these phones supports: one query for the proposals, one for all supports."""
    uuids = remembered("shown proposals", room, lambda: _shown_in(room))
    if not uuids:
        return [[] for _identity in identities]
    stored = {(pk, bytes(key)) for pk, key in Support.objects.filter(proposal_id__in=uuids).values_list("proposal_id", "key")}
    return [[pk for pk, uuid in uuids.items() if (pk, receipts.support_key(identity, uuid)) in stored] for identity in identities]


def _shown_in(room: str) -> dict[int, UUID]:
    return dict(Proposal.objects.in_room().filter(workshop__room__slug=room).values_list("pk", "uuid"))


def by_receipt(token: str) -> Proposal | None:
    """The proposal that this private link belongs to."""
    proposals = Proposal.objects.select_related("workshop__municipality", "workshop__room", "tradeoff", "response__author", "merged_into")
    return proposals.prefetch_related("events").filter(receipt_digest=receipts.digest_of(token)).first()
