"""Who holds the phone: a signed cookie per room, checked without a query."""

import hashlib
import hmac
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer

SALT = "participant"


@dataclass(frozen=True, slots=True)
class Identity:
    """A participant's number, the ballot secret that the server never stores, and the coarse groups."""

    room: str
    id: int
    secret: bytes = field(repr=False)
    groups: dict[str, str] | None = None

    def key(self, purpose: str, uuid: Any) -> bytes:
        """32 bytes that stand for this phone in one linkage set: HMAC-SHA256(secret, "purpose:uuid")."""
        # Not hmac.digest(): that gives up the interpreter lock each time, and the event loop would wait for it.
        return hmac.new(self.secret, _label(purpose, uuid), "sha256").digest()


@lru_cache(maxsize=4096)
def _label(purpose: str, uuid: Any) -> bytes:
    return f"{purpose}:{uuid}".encode()


def secret_of(nonce: str) -> bytes:
    """The ballot secret that belongs to a join form's nonce: the same on every process, stored on none."""
    return hmac.digest(settings.SECRET_KEY.encode(), f"secret:{nonce}".encode(), "sha256")


def digest_of(nonce: str) -> bytes:
    return hashlib.sha256(nonce.encode()).digest()


def cookie_name(room: str) -> str:
    return f"participant_{room}"


def cookie_value(identity: Identity) -> str:
    """Deterministic: a repeated form gets the very same cookie."""
    value = {"r": identity.room, "p": identity.id, "s": identity.secret.hex()}
    if identity.groups:
        value["g"] = identity.groups
    return Signer(salt=SALT).sign_object(value)


def identity_from(cookies: dict[str, str], room: str) -> Identity | None:
    """The identity in this room that the cookies prove, or None."""
    if not (raw := cookies.get(cookie_name(room))):
        return None
    try:
        value = Signer(salt=SALT).unsign_object(raw)
        identity = Identity(value["r"], int(value["p"]), bytes.fromhex(value["s"]), value.get("g"))
    except (BadSignature, KeyError, TypeError, ValueError):
        return None
    return identity if identity.room == room else None
