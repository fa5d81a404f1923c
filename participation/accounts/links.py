"""Login links. Each works once; those of the demo work until its process ends."""

import hmac
import os
from typing import Any

from django.core import signing
from django.urls import reverse

from .models import User

SALT = "login-link"
MAX_AGE = 60 * 60 * 24 * 3


class LinkExpired(Exception):
    """The link was used, is too old, or was not made here."""


def _state(user: User) -> str:
    """A signature that changes with every login, new password and end of all sessions, so that a used link is invalid."""
    last_login = user.last_login.isoformat() if user.last_login else ""
    return signing.Signer(salt=SALT).signature(f"{user.pk}:{last_login}:{user.sessions_ended}:{user.password}")


def _process_key() -> str:
    """A digest of LOGIN_LINK_KEY, which only the demo sets and which ends with its process. Empty without it."""
    key = os.environ.get("LOGIN_LINK_KEY", "")
    return hmac.digest(key.encode(), SALT.encode(), "sha256").hex() if key else ""


def make(user: User, next_url: str, lasting: bool = False) -> str:
    """The path of a link that logs `user` in and leads to `next_url`. Raises ValueError if `lasting` and LOGIN_LINK_KEY is not set."""
    value: dict[str, Any] = {"u": user.pk, "n": next_url}
    if lasting:
        if not (key := _process_key()):
            raise ValueError("LOGIN_LINK_KEY is not set, so no link can last.")
        value["k"] = key
    else:
        value["s"] = _state(user)
    return reverse("quick_login", args=[signing.dumps(value, salt=SALT, compress=True)])


def read(token: str) -> tuple[User, str, bool]:
    """(user, next_url, lasting) of a valid link; raises LinkExpired. It does not use the link up."""
    try:
        value = signing.loads(token, salt=SALT, max_age=MAX_AGE)
        user = User.objects.get(pk=value["u"], is_active=True)
    except (signing.BadSignature, User.DoesNotExist, KeyError, TypeError, ValueError) as error:
        raise LinkExpired from error
    lasting = "k" in value
    expected = _process_key() if lasting else _state(user)
    if not expected or not hmac.compare_digest(value["k"] if lasting else value["s"], expected):
        raise LinkExpired
    return user, value["n"], lasting
