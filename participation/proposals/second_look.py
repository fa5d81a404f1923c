"""The second look at a proposal that was not released: somebody else of the town decides.

Where nobody else facilitates in the town, an officer or the mayor does. `transitions.py` holds the steps.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Set
from dataclasses import dataclass

from django.db.models import QuerySet

from participation.accounts.models import User
from participation.accounts.rules import ANSWERS, FACILITATES, members, municipalities_of, roles_in
from workshops.moderation import digest_of

from .models import Declining, Proposal, State
from .personal import Found, personal_in


@dataclass(frozen=True, slots=True)
class SecondLook:
    """A proposal that waits at the desk, and whether the reader may decide: not who did not release it."""

    proposal: Proposal
    may_decide: bool

    @property
    def declining(self) -> Declining | None:
        return declining_of(self.proposal)

    @property
    def seen(self) -> str:
        """The digest of the text, which a decision must repeat."""
        return digest_of(self.proposal.title, self.proposal.text)

    @property
    def personal(self) -> list[Found]:
        return personal_in(self.proposal.title, self.proposal.what, self.proposal.why)


def declining_of(proposal: Proposal) -> Declining | None:
    """Why it is not released. None for one that is, or that was not released before rules had to be named."""
    return getattr(proposal, "declining", None)


def declined_by(proposal: Proposal, user: User) -> bool:
    """Whether `user` did not release the proposal, and so does not take the second look."""
    declining = declining_of(proposal) if proposal.appealed else None
    return declining is not None and declining.by_id == user.pk


def is_alone(proposal: Proposal) -> bool:
    """Whether a second look waits, and nobody facilitates in this town but the person who did not release the proposal."""
    if not proposal.appealed or proposal.state not in {State.DRAFT, State.SUBMITTED}:
        return False
    return not _others(proposal, _facilitators([proposal.municipality_id]))


def waiting() -> QuerySet[Proposal]:
    """The proposals that wait for a second look."""
    return Proposal.objects.filter(state=State.SUBMITTED, appealed=True, is_offered=True)


def second_looks(user: User) -> list[SecondLook]:
    """What waits in the towns of `user`, in an order that tells nothing. Those of whom somebody else decides are only theirs to see
    who did not release them. Two queries, and one for each town."""
    found = waiting().filter(municipality__in=municipalities_of(user, FACILITATES | ANSWERS))
    proposals = list(found.select_related("workshop", "tradeoff", "declining").order_by("uuid"))
    teams = _facilitators({proposal.municipality_id for proposal in proposals}) if proposals else {}
    looks = []
    for proposal in proposals:
        is_own = declined_by(proposal, user)
        allowed = FACILITATES if _others(proposal, teams) else FACILITATES | ANSWERS
        if is_own or roles_in(user, proposal.municipality_id) & allowed:
            looks.append(SecondLook(proposal, not is_own))
    return looks


def deciders_of(proposals: Collection[Proposal]) -> Iterator[tuple[Proposal, set[int]]]:
    """Each of these proposals with the users who may take its second look. Two queries, if `declining` is loaded."""
    towns = {proposal.municipality_id for proposal in proposals}
    facilitators, answering = _facilitators(towns), _members(ANSWERS, towns)
    for proposal in proposals:
        yield proposal, _others(proposal, facilitators) or _others(proposal, answering)


def _facilitators(municipalities: Iterable[int]) -> dict[int, set[int]]:
    """By town the users who may facilitate there."""
    return _members(FACILITATES, municipalities)


def _members(roles: Set[str], municipalities: Iterable[int]) -> dict[int, set[int]]:
    teams: dict[int, set[int]] = defaultdict(set)
    found = members(roles).filter(municipality__in=list(municipalities))
    for municipality, user in found.values_list("municipality", "user"):
        teams[municipality].add(user)
    return teams


def _others(proposal: Proposal, teams: dict[int, set[int]]) -> set[int]:
    declining = declining_of(proposal)
    return teams.get(proposal.municipality_id, set()) - {declining.by_id if declining else None}
