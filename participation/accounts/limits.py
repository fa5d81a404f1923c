"""Limits on guesses: after a few wrong tries for one e-mail address each further one waits longer. Nobody is locked out.

IP addresses do not count, because a whole school has one. A browser that has logged in before is counted apart, so that
the guesses of strangers do not keep the owner out. What is stored names nobody: keys are digests with SECRET_KEY, and they expire.
"""

import hmac
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import ngettext

from . import actions

KNOWN_COOKIE = settings.COOKIE_PREFIX + "known_browser"
KNOWN_AGE = 60 * 60 * 24 * 365
KNOWN_MAX = 8  # colleagues who share a computer
SALT = "known-browser"


@dataclass(frozen=True, slots=True)
class Ladder:
    """How long to wait: `free` tries without a pause, then pauses that double from `first` to `most` seconds."""

    free: int
    first: int
    most: int

    def wait_after(self, count: int) -> int:
        """Seconds to wait after the try of this number."""
        return 0 if count < self.free else min(self.first * 2 ** min(count - self.free, 20), self.most)


GUESSES = Ladder(free=5, first=2, most=300)
MAILS = Ladder(free=3, first=60, most=3600)


def digest(kind: str, *values: object) -> bytes:
    """The key of a row; 32 bytes. Without SECRET_KEY nobody can tell what was counted."""
    return hmac.digest(settings.SECRET_KEY.encode(), f"limit:{kind}:{':'.join(map(str, values))}".encode(), "sha256")


def count(key: bytes, ladder: Ladder) -> None:
    """Count one try before it is checked, so that many at once are limited too. Raises ValidationError with the seconds to wait."""
    if seconds := actions.count_attempt(key=key, wait_after=ladder.wait_after):
        sentence = ngettext(
            "That was tried too often in a short time. Please try again in %(seconds)d second.",
            "That was tried too often in a short time. Please try again in %(seconds)d seconds.",
            seconds,
        )
        raise ValidationError(sentence % {"seconds": seconds}, code="too_soon")


# -- browsers that have logged in before ------------------------------------------------------
def login_key(request: HttpRequest, email: str) -> bytes:
    """The key for wrong passwords of this address. A browser that has logged in with it before has a key of its own."""
    browser, known = _known(request)
    if browser and _mark(email) in known:
        return digest("login", email.lower(), browser)
    return digest("login", email.lower())


def remember(request: HttpRequest, response: HttpResponseBase, email: str) -> None:
    """Set the cookie that says: this browser has logged in with this address."""
    browser, known = _known(request)
    marks = [mark for mark in known if mark != _mark(email)][-(KNOWN_MAX - 1) :] + [_mark(email)]
    value = signing.dumps([browser or secrets.token_urlsafe(12), *marks], salt=SALT)
    response.set_cookie(KNOWN_COOKIE, value, max_age=KNOWN_AGE, httponly=True, secure=settings.SECURE, samesite="Lax")


def _known(request: HttpRequest) -> tuple[str, list[str]]:
    try:
        browser, *marks = signing.loads(request.COOKIES.get(KNOWN_COOKIE, ""), salt=SALT, max_age=KNOWN_AGE)
    except (signing.BadSignature, ValueError, TypeError):
        return "", []
    return browser, marks


def _mark(email: str) -> str:
    return digest("known", email.lower()).hex()[:24]
