"""A participant's identity: a signed cookie per room, checked without a query."""

import hashlib
import hmac
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import UUID

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

    def key(self, purpose: str, uuid: UUID | str) -> bytes:
        """32 bytes that stand for this phone within one linkage: HMAC-SHA256(secret, "purpose:uuid")."""
        # Not hmac.digest(), which releases the interpreter lock each time: the event loop would wait to get it back.
        return hmac.new(self.secret, _label(purpose, uuid), "sha256").digest()

    @property
    def me(self) -> str:
        """Names the phone's local storage. It differs between phones, and no ballot key can be derived from it."""
        return self.key("memory", self.room).hex()[:22]


@lru_cache(maxsize=4096)
def _label(purpose: str, uuid: UUID | str) -> bytes:
    return f"{purpose}:{uuid}".encode()


def secret_of(nonce: str) -> bytes:
    """The ballot secret of a join form's nonce. Every process derives the same one; none stores it."""
    return hmac.digest(settings.SECRET_KEY.encode(), f"secret:{nonce}".encode(), "sha256")


def digest_of(nonce: str) -> bytes:
    """32 bytes that stand for a join form's nonce in the database; the nonce can't be derived from them."""
    return hashlib.sha256(nonce.encode()).digest()


def cookie_name(room: str) -> str:
    """The name of the participant's cookie in this room."""
    return f"{settings.COOKIE_PREFIX}participant_{room}"


def cookie_value(identity: Identity) -> str:
    """The signed cookie. It is deterministic, so that a repeated form gets the same one."""
    value: dict[str, Any] = {"r": identity.room, "p": identity.id, "s": identity.secret.hex()}
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
