"""Who may prepare and run a workshop. What somebody may not see does not exist for them."""

from django.shortcuts import get_object_or_404

from participation.accounts.models import Municipality
from participation.accounts.rules import FACILITATES, municipalities_of, require

from .models import TradeOff, Workshop


def workshop_for(user, pk: int) -> Workshop:
    """The workshop, if `user` facilitates in its municipality; else Http404."""
    workshop = get_object_or_404(Workshop.objects.select_related("room", "tradeoff", "municipality", "item"), pk=pk)
    require(user, FACILITATES, workshop.municipality_id)
    return workshop


def workshops_of(user):
    return Workshop.objects.filter(municipality__in=municipalities_of(user, FACILITATES)).select_related("tradeoff", "municipality")


def tradeoffs_of(user):
    return TradeOff.objects.filter(municipality__in=municipalities_of(user, FACILITATES)).select_related("municipality")


def municipalities_for(user):
    return Municipality.objects.filter(pk__in=municipalities_of(user, FACILITATES)).order_by("name")
