"""Joining: the page for the code, the welcome page, and the form that makes a participant."""

import re
import secrets
import time
from collections import deque
from threading import Lock
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from participation.live.guards.identity import Identity, cookie_name, cookie_value, identity_from
from participation.live.rooms import presence
from participation.responses import see_other

from .access import workshop_of_code
from .actions import Waits, door
from .actions import join as join_action
from .links import public_path
from .models import CODE_LENGTH, Participant, Workshop
from .pseudonyms import TRIES_WITHOUT_NUMBER, in_words, pseudonym_for
from .refused import Refused

COOKIE_SECONDS = 36 * 60 * 60
TICKET = "door"  # cookie of a phone that waits to be let in
TICKET_SECONDS = 60 * 60
# A page that waits sends its form again every ASK_AGAIN_SECONDS. One that comes before WAIT_SECONDS does not count as having waited.
WAIT_SECONDS, ASK_AGAIN_SECONDS = 3.0, 5
# Wrong codes per minute for the whole site. There is no limit per address, because a school has only one.
FREE_MISSES, MISS_SECONDS = 300, 60
# Characters: enough for a link with the text that a chat puts around it.
LONGEST_TYPED = 300
# A browser inside another app, such as a QR scanner.
IN_AN_APP = re.compile(r"; wv\)|\((?:iPhone|iPad)(?!.*Safari/)")
# Positions on the line in the illustration, in percent.
CROWD = (15, 24, 31, 36, 55, 61, 70, 75, 84)

_misses: deque[float] = deque(maxlen=FREE_MISSES)
_misses_lock = Lock()
_link = re.compile(r"/j/([^/?#\s]+)", re.IGNORECASE)


@require_http_methods(["GET", "HEAD", "POST"])
def join_code(request: HttpRequest) -> HttpResponse:
    """A field for the code or a pasted link. A wrong code gets 404, or 429 beyond FREE_MISSES, and stays in the field."""
    typed = (request.POST.get("code") or request.GET.get("code") or "")[:LONGEST_TYPED]
    if request.method != "POST" and not typed:
        return _code_page(request)
    if workshop := _workshop_of(typed):
        return see_other("join", workshop.code)
    return _unknown_code(request, typed)


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, code: str) -> HttpResponse:
    """The welcome page and its form. Only POST makes a participant; somebody who has joined already is redirected to the phone page."""
    workshop = _workshop_of(code)
    if workshop is None:
        return _unknown_code(request, code[:LONGEST_TYPED])
    if request.path != reverse("join", args=[workshop.code]):  # a pasted link with other characters
        return see_other("join", workshop.code)
    ticket, waited = _ticket_of(request, workshop)
    if _is_in(request, workshop, ticket):
        return see_other("phone", workshop.room.slug)
    nonce = request.POST.get("nonce", "") if request.method == "POST" else ticket
    if re.fullmatch(r"[0-9a-f]{32}", nonce):
        return _come_in(request, workshop, nonce, waited if nonce == ticket else None)
    if workshop.state == Workshop.State.ENDED and not workshop.is_rehearsal:
        return see_other(public_path(workshop))
    if refused := door(workshop):
        return _refused_page(request, workshop, refused)
    error = _("The form was incomplete. Please press once more.") if request.method == "POST" else ""
    return _welcome_page(request, workshop, error, status=422 if error else 200)


def _is_in(request: HttpRequest, workshop: Workshop, ticket: str) -> bool:
    """Whether this phone has joined. While newcomers have to be let in, somebody who was sent out may ask again."""
    identity = identity_from(request.COOKIES, workshop.room.slug)
    if identity and workshop.admits is not None and (ticket or request.method == "POST"):
        return not Participant.objects.filter(pk=identity.id, is_removed=True).exists()
    return identity is not None


def _come_in(request: HttpRequest, workshop: Workshop, nonce: str, waited: float | None) -> HttpResponse:
    """Join with this nonce. If the room is full for now, the answer is 202, and a page that sends the form again from a cookie."""
    try:
        identity = join_action(workshop=workshop, nonce=nonce, has_waited=(waited or 0) >= WAIT_SECONDS).identity
    except Waits:
        response = render(request, "phone/door.html", {"workshop": workshop, "seconds": ASK_AGAIN_SECONDS}, status=202)
        response["Retry-After"] = str(ASK_AGAIN_SECONDS)
        if waited is None:
            ticket = Signer(salt=TICKET).sign_object([nonce, time.time()])
            response.set_cookie(_ticket_name(workshop.room.slug), ticket, max_age=TICKET_SECONDS, **_cookie_rules())
        return response
    except Refused as refused:
        return _refused_page(request, workshop, refused)
    if "simulated" in request.POST and workshop.takes_simulated_phones:
        presence.simulated.add(workshop.room.slug, identity.id)
    return _welcome(request, workshop, identity)


def _ticket_name(room: str) -> str:
    return f"{settings.COOKIE_PREFIX}{TICKET}_{room}"


def _ticket_of(request: HttpRequest, workshop: Workshop) -> tuple[str, float]:
    """The nonce with which this phone waits to be let in, and for how many seconds it has waited; ("", 0.0) if it does not wait."""
    try:
        nonce, since = Signer(salt=TICKET).unsign_object(request.COOKIES[_ticket_name(workshop.room.slug)])
    except (BadSignature, KeyError, TypeError, ValueError):
        return "", 0.0
    return nonce, time.time() - since


def _workshop_of(typed: str) -> Workshop | None:
    code = code_in(typed)
    return workshop_of_code(code) if len(code) == CODE_LENGTH else None


def code_in(typed: str) -> str:
    """The code in what was typed or pasted: lower case, in groups, or in a link with other characters after it."""
    link = _link.search(typed)
    first = (link[1] if link else typed).strip().partition("/")[0]
    return re.sub(r"[^A-Z0-9]", "", unquote(first).upper())


def _welcome(request: HttpRequest, workshop: Workshop, identity: Identity) -> HttpResponse:
    room = workshop.room.slug
    response = see_other("phone", room)
    response.set_cookie(cookie_name(room), cookie_value(identity), max_age=COOKIE_SECONDS, **_cookie_rules())
    if _ticket_name(room) in request.COOKIES:
        response.delete_cookie(_ticket_name(room), path="/", samesite="Lax")
    return response


def _cookie_rules() -> dict[str, Any]:
    return {"path": "/", "secure": settings.SECURE, "httponly": True, "samesite": "Lax"}


def _code_page(request: HttpRequest, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, "phone/join.html", {"crowd": CROWD, **context}, status=status)


def _unknown_code(request: HttpRequest, typed: str) -> HttpResponse:
    if wait := _count_miss():
        error = _("Very many wrong codes are being typed in right now. A right one works at once: compare it with the screen once more.")
        response = _code_page(request, 429, typed=typed, error=error)
        response["Retry-After"] = str(wait)
        return response
    return _code_page(request, 404, typed=typed, error=_("There’s no such code right now. Compare it with the screen once more."))


def _count_miss() -> int:
    """Count a wrong code. Returns 0, or beyond the limit the seconds to wait; such a code is not counted.

    Takes a lock, because requests run in several threads."""
    now = time.monotonic()
    with _misses_lock:
        if len(_misses) == FREE_MISSES and (left := _misses[0] + MISS_SECONDS - now) > 0:
            return int(left) + 1
        _misses.append(now)
    return 0


def _refused_page(request: HttpRequest, workshop: Workshop, refused: Refused) -> HttpResponse:
    context = {"typed": workshop.code_in_groups, "error": str(refused)}
    if workshop.state == Workshop.State.ENDED:
        return _code_page(request, 410, **context, link=public_path(workshop), link_text=_("See what became of it"))
    return _code_page(request, 409, **context)


def _welcome_page(request: HttpRequest, workshop: Workshop, error: str, status: int) -> HttpResponse:
    nonce = secrets.token_hex(16)
    influences = [("inform", _("You are informed")), ("consult", _("You are heard")), ("decide", _("You decide too"))]
    context = {"workshop": workshop, "nonce": nonce, "pseudonym": _preview(workshop, nonce), "influences": influences, "error": error}
    context["address"] = request.build_absolute_uri(reverse("join", args=[workshop.code]))
    context["in_an_app"] = bool(IN_AN_APP.search(request.headers.get("User-Agent", "")[:400]))
    return render(request, "phone/welcome.html", context, status=status)


def gone_page(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """The page for somebody who was sent out. After many were sent out at once it has a form to ask to be let in again."""
    nonce = secrets.token_hex(16) if workshop.admits is not None else ""
    return render(request, "phone/gone.html", {"workshop": workshop, "nonce": nonce}, status=403)


def _preview(workshop: Workshop, nonce: str) -> str:
    """The pseudonym that this form will probably get: the first that is free now. Nothing is reserved."""
    names = [pseudonym_for(nonce, attempt) for attempt in range(TRIES_WITHOUT_NUMBER)]
    marks = ", ".join(["%s"] * len(names))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT pseudonym FROM workshops_participant WHERE workshop_id = %s AND pseudonym IN ({marks})", [workshop.pk, *names]
        )
        taken = {name for (name,) in cursor.fetchall()}
    return in_words(next((name for name in names if name not in taken), names[0]))
