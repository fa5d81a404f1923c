"""The way in: a code, a welcome that says what is stored, and one form that makes one person."""

import re
import secrets
import time
from collections import deque
from threading import BoundedSemaphore, Lock

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from participation.live.identity import Identity, cookie_name, cookie_value, identity_from

from .access import workshop_of_code
from .actions import door
from .actions import join as join_action
from .models import CODE_LENGTH, Workshop
from .pseudonyms import TRIES_WITHOUT_NUMBER, in_words, pseudonym_for
from .registers import Refused

COOKIE_SECONDS = 36 * 60 * 60
FREE_MISSES = 300  # a minute, for the whole house: a school has one address
MISS_SECONDS = 2.0
MOST_WAITING = 2  # of the threads that answer everybody (participation/threads.py)
CROWD = (15, 24, 31, 36, 55, 61, 70, 75, 84)  # places on the line of the picture, in percent

_misses: deque[float] = deque(maxlen=FREE_MISSES)
_misses_lock = Lock()
_waiting = BoundedSemaphore(MOST_WAITING)


def see_other(name: str, *args) -> HttpResponse:
    response = redirect(reverse(name, args=args))
    response.status_code = 303
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def join_code(request: HttpRequest) -> HttpResponse:
    """One field for the code; what was typed stays."""
    typed = (request.POST.get("code") or request.GET.get("code") or "")[:20]
    if request.method != "POST" and not typed:
        return _code_page(request)
    if workshop := _workshop_of(typed):
        return see_other("join", workshop.code)
    return _unknown_code(request, typed)


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, code: str) -> HttpResponse:
    """The welcome, and its form. Only the POST makes a participant; who is in already is sent on."""
    workshop = _workshop_of(code)
    if workshop is None:
        return _unknown_code(request, code[:20])
    if identity_from(request.COOKIES, workshop.room.slug):
        return see_other("phone", workshop.room.slug)
    nonce = request.POST.get("nonce", "")
    if request.method == "POST" and re.fullmatch(r"[0-9a-f]{32}", nonce):
        try:
            identity = join_action(workshop=workshop, nonce=nonce).identity
        except Refused as refused:
            return _refused_page(request, workshop, refused)
        return _welcome(workshop, identity)
    if refused := door(workshop):
        return _refused_page(request, workshop, refused)
    error = _("The form was incomplete. Please press once more.") if request.method == "POST" else ""
    return _welcome_page(request, workshop, error)


def _workshop_of(typed: str) -> Workshop | None:
    code = re.sub(r"[^A-Z0-9]", "", typed.upper())
    if len(code) != CODE_LENGTH:
        return None
    return workshop_of_code(code)


def _welcome(workshop: Workshop, identity: Identity) -> HttpResponse:
    room = workshop.room.slug
    response = see_other("phone", room)
    response.set_cookie(
        cookie_name(room), cookie_value(identity), max_age=COOKIE_SECONDS, path="/", secure=settings.SECURE, httponly=True, samesite="Lax"
    )
    return response


def _code_page(request: HttpRequest, status: int = 200, **context) -> HttpResponse:
    return render(request, "phone/join.html", {"crowd": CROWD, **context}, status=status)


def _unknown_code(request: HttpRequest, typed: str) -> HttpResponse:
    _count_miss()
    error = _("There’s no such code right now. Compare it with the screen once more.")
    return _code_page(request, 404, typed=typed, error=error)


def _count_miss() -> None:
    """Guessing codes gets slow; mistyping does not. Few wait at a time, because each keeps others from a thread."""
    now = time.monotonic()
    with _misses_lock:
        is_crowded = len(_misses) == FREE_MISSES and now - _misses[0] < 60
        _misses.append(now)
    if is_crowded and _waiting.acquire(blocking=False):
        try:
            time.sleep(MISS_SECONDS)
        finally:
            _waiting.release()


def _refused_page(request: HttpRequest, workshop: Workshop, refused: Refused) -> HttpResponse:
    context = {"typed": workshop.code_in_groups, "error": str(refused)}
    if workshop.state == Workshop.State.ENDED:
        link = reverse("municipality", args=[workshop.municipality.slug])
        return _code_page(request, 410, **context, link=link, link_text=_("See what became of it"))
    return _code_page(request, 409, **context)


def _welcome_page(request: HttpRequest, workshop: Workshop, error: str) -> HttpResponse:
    nonce = secrets.token_hex(16)
    influences = [("inform", _("You are informed")), ("consult", _("You are heard")), ("decide", _("You decide too"))]
    context = {"workshop": workshop, "nonce": nonce, "pseudonym": _preview(workshop, nonce), "influences": influences, "error": error}
    return render(request, "phone/welcome.html", context)


def _preview(workshop: Workshop, nonce: str) -> str:
    """The name this form will most likely get: the first that is free now."""
    names = [pseudonym_for(nonce, attempt) for attempt in range(TRIES_WITHOUT_NUMBER)]
    marks = ", ".join(["%s"] * len(names))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT pseudonym FROM workshops_participant WHERE workshop_id = %s AND pseudonym IN ({marks})", [workshop.pk, *names]
        )
        taken = {name for (name,) in cursor.fetchall()}
    return in_words(next((name for name in names if name not in taken), names[0]))
