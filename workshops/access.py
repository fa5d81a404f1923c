"""What the live path asks about a screen that wants in."""

from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user

from participation.accounts.rules import FACILITATES, may

from .models import Participant, Workshop


def removed(slug: str) -> set[int]:
    """The few who were sent out of a room."""
    return set(Participant.objects.filter(workshop__room__slug=slug, is_removed=True).values_list("pk", flat=True))


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
