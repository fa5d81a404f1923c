"""Who takes care of which proposal. Who answers in a town sees it there; others of its staff find what is theirs."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, QuerySet

from participation.accounts.models import User
from participation.accounts.rules import ANSWERS, STAFF, municipalities_of, powers_of, staff_of
from participation.proposals.models import PrivateAssessment, Proposal

MINE, NOBODY = "mine", "nobody"


def answering_in(user: User) -> set[int]:
    """The towns (ids) in which the user answers, and so assigns proposals and sees who has which."""
    return set(powers_of(user).filter(role__in=ANSWERS).values_list("municipality_id", flat=True))


def works_somewhere(user: User) -> bool:
    """Whether a proposal may be assigned to the user."""
    return powers_of(user).filter(role__in=STAFF).exists()


def people_for(user: User) -> QuerySet[User]:
    """To whom the user may assign a proposal."""
    return staff_of(municipalities_of(user, ANSWERS))


def assigned_in(user: User, proposals: Collection[int]) -> dict[int, User]:
    """Who takes care of each of these proposals, as far as the user may see it. One query, which leaves the reasoning where it is."""
    there = PrivateAssessment.objects.filter(proposal__in=proposals, proposal__municipality__in=municipalities_of(user, ANSWERS))
    rows = there.select_related("assigned_to").only("proposal_id", "assigned_to__name", "assigned_to__email")
    return {row.proposal_id: row.assigned_to for row in rows if row.assigned_to}


def assigned_to(proposals: QuerySet[Proposal], user: User, asked: str) -> QuerySet[Proposal]:
    """Those of `proposals` that `asked` takes care of: "mine", "nobody", or the id of a person; all for "".

    What somebody has who does not work for the town any more counts as nobody's.
    """
    if not asked:
        return proposals
    given = PrivateAssessment.objects.filter(proposal=OuterRef("pk"))
    if asked == MINE:
        return proposals.filter(Exists(given.filter(assigned_to=user)), municipality__in=municipalities_of(user, STAFF))
    visible = proposals.filter(municipality__in=municipalities_of(user, ANSWERS))
    if asked == NOBODY:
        return visible.exclude(Exists(given.filter(assigned_to__in=people_for(user))))
    return visible.filter(Exists(given.filter(assigned_to=int(asked))))
