"""Saving and deleting a view of the queue."""

from django.db import transaction
from django.utils.translation import gettext as _

from participation.accounts.models import User
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
