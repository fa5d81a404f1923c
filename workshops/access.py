"""What the live path asks about a screen that wants in."""

from collections.abc import Collection
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user

from participation.accounts.rules import FACILITATES, may

from .models import Participant, Workshop


def missing(slug: str, ids: Collection[int]) -> set[int]:
    """Those of these participants who are not in the room any more: sent out, or erased while their cookie lives on."""
    here = Participant.objects.filter(pk__in=ids, workshop__room__slug=slug, is_removed=False)
    return set(ids) - set(here.values_list("pk", flat=True))


def stage_room(token: str) -> str | None:
    return Workshop.objects.filter(stage_token=token).values_list("room__slug", flat=True).first()


class _Request:
    """As much of a request as Django's login needs."""

    def __init__(self, session) -> None:
        self.session = session


def may_facilitate(cookies: dict[str, str], slug: str) -> bool:
    """Whether the staff session in these cookies may see the console of this room."""
    municipality = Workshop.objects.filter(room__slug=slug).values_list("municipality_id", flat=True).first()
    key = cookies.get(settings.SESSION_COOKIE_NAME)
    if municipality is None or not key:
        return False
    session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    user = get_user(_Request(session))  # type: ignore[arg-type]
    return may(user, FACILITATES, municipality)
