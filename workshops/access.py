"""What the live path asks about a screen that wants in."""

from collections.abc import Collection
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.db import connection

from participation.accounts.rules import FACILITATES, may
from participation.live.memory import remembered

from .models import Participant, Workshop

CHUNK = 400
HERE = """
SELECT p.id FROM workshops_participant p JOIN workshops_workshop w ON w.id = p.workshop_id JOIN live_room r ON r.id = w.room_id
 WHERE r.slug = %s AND NOT p.is_removed"""  # in SQL, because it runs for every page and every hello


def missing(slug: str, ids: Collection[int]) -> set[int]:
    """Those of these participants who are not in the room any more: sent out, or erased while their cookie lives on."""
    left, asked = set(ids), list(ids)
    with connection.cursor() as cursor:
        for start in range(0, len(asked), CHUNK):
            some = asked[start : start + CHUNK]
            cursor.execute(f"{HERE} AND p.id IN ({', '.join(['%s'] * len(some))})", [slug, *some])
            left -= {pk for (pk,) in cursor.fetchall()}
    return left


def erased(ids: Collection[int]) -> set[int]:
    """Those of these participants who are stored no more."""
    left, asked = set(ids), list(ids)
    with connection.cursor() as cursor:
        for start in range(0, len(asked), CHUNK):
            some = asked[start : start + CHUNK]
            cursor.execute(f"SELECT id FROM workshops_participant WHERE id IN ({', '.join(['%s'] * len(some))})", some)
            left -= {pk for (pk,) in cursor.fetchall()}
    return left


def guest_of(slug: str, pk: int) -> tuple[Workshop | None, Participant | None]:
    """The room's workshop, and the participant of this number in it, also one who was sent out. Read only: they are shared."""
    workshop = workshop_of_room(slug)
    if workshop is None:
        return None, None
    found = Participant.objects.raw("SELECT * FROM workshops_participant WHERE id = %s AND workshop_id = %s", [pk, workshop.pk])
    return workshop, next(iter(found), None)


def workshop_of_room(slug: str) -> Workshop | None:
    """The workshop of a room as phones see it. Read only: all of them share it."""
    related = ("room", "municipality", "item")
    return remembered("workshop", slug, lambda: Workshop.objects.select_related(*related).filter(room__slug=slug).first())


def workshop_of_code(code: str) -> Workshop | None:
    """The workshop behind a join code. Read only, like `workshop_of_room`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT r.slug FROM workshops_workshop w JOIN live_room r ON r.id = w.room_id WHERE w.code = %s", [code])
        row = cursor.fetchone()
    return workshop_of_room(row[0]) if row else None


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
