"""Who may connect to a room: what `participation.live` asks about phones, stages and consoles."""

from collections.abc import Collection
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.base import SessionBase
from django.db import connection

from participation.accounts.rules import FACILITATES, may
from participation.chunks import chunks, placeholders
from participation.live.database.version_cache import cached_per_version

from .models import Participant, Workshop

# In SQL, because it runs for every page and every hello.
HERE = """
SELECT p.id FROM workshops_participant p JOIN workshops_workshop w ON w.id = p.workshop_id JOIN live_room r ON r.id = w.room_id
 WHERE r.slug = %s AND NOT p.is_removed"""
NOT_ERASED = "SELECT id FROM workshops_participant WHERE pseudonym IS NOT NULL"


def missing(slug: str, ids: Collection[int]) -> set[int]:
    """The ids of participants who are no longer in this room: they were sent out, or erased themselves and still have a cookie."""
    left = set(ids)
    with connection.cursor() as cursor:
        for some in chunks(ids):
            cursor.execute(f"{HERE} AND p.id IN ({placeholders(some)})", [slug, *some])
            left -= {pk for (pk,) in cursor.fetchall()}
    return left


def erased(ids: Collection[int]) -> set[int]:
    """The ids of participants who have erased everything, or whom `forget` has deleted."""
    left = set(ids)
    with connection.cursor() as cursor:
        for some in chunks(ids):
            cursor.execute(f"{NOT_ERASED} AND id IN ({placeholders(some)})", some)
            left -= {pk for (pk,) in cursor.fetchall()}
    return left


def guest_of(slug: str, pk: int) -> tuple[Workshop | None, Participant | None]:
    """The room's workshop and the participant `pk` in it; None for each that does not exist.

    Somebody who was sent out is found; somebody who has erased everything is not. Do not change the workshop: it is shared."""
    workshop = workshop_of_room(slug)
    if workshop is None:
        return None, None
    found = Participant.objects.raw(
        "SELECT * FROM workshops_participant WHERE id = %s AND workshop_id = %s AND pseudonym IS NOT NULL", [pk, workshop.pk]
    )
    return workshop, next(iter(found), None)


def workshop_of_room(slug: str) -> Workshop | None:
    """The workshop of a room, read once per `version`. Do not change it: all phones of the room share the object."""
    related = ("room", "municipality", "item")
    return cached_per_version("workshop", slug, lambda: Workshop.objects.select_related(*related).filter(room__slug=slug).first())


def workshop_of_code(code: str) -> Workshop | None:
    """The workshop with this join code, or None. Do not change it, as with `workshop_of_room`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT r.slug FROM workshops_workshop w JOIN live_room r ON r.id = w.room_id WHERE w.code = %s", [code])
        row = cursor.fetchone()
    return workshop_of_room(row[0]) if row else None


def stage_room(token: str) -> str | None:
    """The slug of the room that this stage token opens, or None."""
    return Workshop.objects.filter(stage_token=token).values_list("room__slug", flat=True).first()


class _Request:
    """The one attribute of a request that `django.contrib.auth.get_user` reads."""

    def __init__(self, session: SessionBase) -> None:
        self.session = session


def may_facilitate(cookies: dict[str, str], slug: str) -> bool:
    """Whether the staff session in these cookies may see the console of this room."""
    municipality = Workshop.objects.filter(room__slug=slug).values_list("municipality_id", flat=True).first()
    key = cookies.get(settings.SESSION_COOKIE_NAME)
    if municipality is None or not key:
        return False
    session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    user = get_user(_Request(session))  # type: ignore[arg-type]  # the session is all it reads
    return may(user, FACILITATES, municipality)
