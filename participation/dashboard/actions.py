"""Saving and deleting a view of the queue, a step for many of its rows, and a check that tells whoever it gives the proposal to."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from participation.accounts.models import User
from participation.notices.actions import tell_assigned
from participation.proposals import actions as steps
from participation.proposals.models import Proposal
from workshops.clean_text import tidy
from workshops.refused import Refused

from .models import SavedView

VIEWS_MAX = 12


@transaction.atomic
def save_view(*, user: User, name: str, way: str) -> SavedView:
    """Save a filter for `user`. A view of the same name is replaced. Raises Refused beyond twelve. Locks the user's row."""
    User.objects.select_for_update().get(pk=user.pk)
    name = tidy(name)
    if SavedView.objects.filter(user=user).exclude(name=name).count() >= VIEWS_MAX:
        raise Refused(_("You have saved twelve views already. Delete one first."))
    view, _created = SavedView.objects.update_or_create(user=user, name=name, defaults={"way": way})
    return view


def delete_view(*, user: User, pk: int) -> None:
    """Delete a view of `user`. One that is gone, or somebody else's, changes nothing."""
    SavedView.objects.filter(user=user, pk=pk).delete()


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a step for many proposals. `news`: those that somebody else takes care of now."""

    done: list[Proposal] = field(default_factory=list)
    refused: list[Proposal] = field(default_factory=list)
    news: list[Proposal] = field(default_factory=list)


def take_each(*, proposals: Iterable[Proposal], by: User, do: str, to: User | None = None) -> Taken:
    """Take the same step for each proposal, each in a transaction of its own: "assign" (to somebody, or None), or a verb of the table.

    Where it isn't possible any more, the proposal stays as it is, and the others go on. Whoever gets some is told of all in one mail.
    Locks one room after the other.
    """
    taken = Taken()
    for proposal in proposals:
        try:
            if do == "assign":
                is_news = steps.assign(proposal=proposal, by=by, to=to)
            else:
                is_news = False
                steps.transition(proposal=proposal, verb=do, by=by)
        except Refused:
            taken.refused.append(proposal)
            continue
        taken.done.append(proposal)
        if is_news:
            taken.news.append(proposal)
    if to and taken.news:
        with transaction.atomic():
            tell_assigned(proposals=taken.news, user=to, by=by)
    return taken


@transaction.atomic
def assess(*, proposal: Proposal, by: User, assigned_to: User | None, **found: Any) -> None:
    """Save the check of a proposal, as `proposals.actions.assess` does, and tell whoever it is given to. Raises Refused. Locks the room."""
    is_news = steps.assess(proposal=proposal, by=by, assigned_to=assigned_to, **found)
    if is_news and assigned_to:
        tell_assigned(proposals=[proposal], user=assigned_to, by=by)
