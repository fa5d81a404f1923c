"""Who may prepare and run a workshop. What somebody may not see answers 404."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from participation.accounts.models import Municipality, User
from participation.accounts.rules import FACILITATES, municipalities_of, require

from .models import TradeOff, Workshop


def workshop_for(user: User, pk: int) -> Workshop:
    """The workshop; raises Http404 if there is none, or `user` does not facilitate in its municipality."""
    workshop = get_object_or_404(Workshop.objects.select_related("room", "tradeoff", "municipality", "item"), pk=pk)
    require(user, FACILITATES, workshop.municipality_id)
    return workshop


def workshops_of(user: User) -> QuerySet[Workshop]:
    """The workshops of the municipalities in which `user` facilitates."""
    return Workshop.objects.filter(municipality__in=municipalities_of(user, FACILITATES)).select_related("tradeoff", "municipality")


def tradeoffs_of(user: User) -> QuerySet[TradeOff]:
    """The trade-offs of the municipalities in which `user` facilitates, in every version."""
    return TradeOff.objects.filter(municipality__in=municipalities_of(user, FACILITATES)).select_related("municipality")


def municipalities_for(user: User) -> QuerySet[Municipality]:
    """The municipalities in which `user` facilitates, sorted by name."""
    return Municipality.objects.filter(pk__in=municipalities_of(user, FACILITATES)).order_by("name")
