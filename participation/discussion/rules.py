"""Who may say what about a proposal, and who decides what stays. It reads no database of its own."""

from participation.accounts.models import Membership, User
from participation.accounts.rules import ANSWERS, READS, STAFF, roles_in
from participation.proposals.models import Proposal
from participation.proposals.models import State as ProposalState

from .models import Contribution, Kind, State

Role = Membership.Role
ROLE_ORDER = (Role.MAYOR, Role.OFFICER, Role.FACILITATOR, Role.ADMIN, Role.COUNCIL)
WRITES = {Kind.NOTE: STAFF, Kind.COMMENT: READS, Kind.QUESTION: ANSWERS}
DECIDES = {  # the state in which a decision is possible
    "release": State.WAITING,
    "decline": State.WAITING,
    "keep": State.PUBLIC,
    "take_down": State.PUBLIC,
}


def is_open(proposal: Proposal) -> bool:
    """Whether something can be said about it: it is public, and goes on by itself."""
    return proposal.is_public and proposal.state != ProposalState.MERGED


def kinds_for(user: User, proposal: Proposal) -> list[Kind]:
    """What the user may write about this proposal now."""
    roles = roles_in(user, proposal.municipality_id)
    return [kind for kind, allowed in WRITES.items() if roles & allowed] if is_open(proposal) else []


def role_for(user: User, allowed: frozenset[Role], proposal: Proposal) -> str:
    """The highest of the allowed roles that the user has in the proposal's municipality; "" for none."""
    roles = roles_in(user, proposal.municipality_id) & allowed
    return next((str(role) for role in ROLE_ORDER if role in roles), "")


def reads_internal(user: User, proposal: Proposal) -> bool:
    """Whether the user reads notes and unreleased replies. Council members read what everybody reads."""
    return bool(roles_in(user, proposal.municipality_id) & STAFF)


def answers(user: User, proposal: Proposal, contribution: Contribution) -> bool:
    """Whether the user answers this proposal: has written its answer or a draft of it, or has asked this question."""
    response = getattr(proposal, "response", None)
    return user.pk in {response.author_id if response else None, contribution.question.author_id if contribution.question else None}


def decisions_for(user: User, proposal: Proposal, contribution: Contribution, *, is_reported: bool = False) -> list[str]:
    """The decisions that the user may take about a contribution; `proposal` is the one that its thread belongs to.

    Whoever answers the proposal decides nothing about what others say. Everybody may take down their own words.
    """
    if not proposal.is_public:
        return []
    is_own = contribution.author_id == user.pk and bool(roles_in(user, proposal.municipality_id))
    if reads_internal(user, proposal) and not answers(user, proposal, contribution):
        possible = [verb for verb, state in DECIDES.items() if contribution.state == state]
        return [verb for verb in possible if verb != "keep" or is_reported]
    return ["take_down"] if is_own and contribution.state == State.PUBLIC else []
