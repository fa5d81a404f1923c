"""Keeps the addresses of followers secret, in the table and in links: with SECRET_KEY they are encrypted, signed or made into digests."""

import base64
import hashlib
import hmac
import json
import time
from dataclasses import asdict, dataclass

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.signing import BadSignature, Signer

CONFIRM_SECONDS = 48 * 60 * 60
PADDED = 320  # bytes; the length of an address tells nothing
_signer = Signer(salt="following")


class LinkExpired(Exception):
    """The link is genuine and too old."""


class LinkBroken(Exception):
    """The link was not made here, or a part of it is missing."""


def _fernet(purpose: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"{purpose}:{settings.SECRET_KEY}".encode()).digest()))


# -- In the table -------------------------------------------------------------------------
def key_of(subject: str, address: str) -> bytes:
    """The key of a row; 32 bytes. `subject` is the name of what is followed: the same address has another key for each."""
    return hmac.digest(settings.SECRET_KEY.encode(), f"follower:{subject}:{address.lower()}".encode(), "sha256")


def seal(address: str) -> bytes:
    """The address, encrypted. Fernet would write the second beside it: that is set to zero."""
    return _fernet("follower").encrypt_at_time(address.encode().ljust(PADDED), current_time=0)


def unseal(sealed: bytes) -> str:
    """The address; "" if it was encrypted with another SECRET_KEY."""
    try:
        return _fernet("follower").decrypt(sealed).decode().strip()
    except InvalidToken:
        return ""


# -- In links -----------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Wish:
    """Who wants to follow what, a proposal or a workshop, and reads which language."""

    proposal: int | None
    address: str
    language: str
    workshop: int | None = None


def confirmation_token(wish: Wish, now: float | None = None) -> str:
    """The secret of the link that confirms a wish. It holds the wish encrypted, so that nothing is stored before the confirmation."""
    moment = int(time.time() if now is None else now)
    return _fernet("confirm").encrypt_at_time(json.dumps(asdict(wish)).encode(), current_time=moment).decode().rstrip("=")


def read_confirmation(token: str) -> Wish:
    """The wish of a link. Raises LinkExpired after 48 hours, and LinkBroken."""
    fernet, padded = _fernet("confirm"), token.encode() + b"=" * (-len(token) % 4)
    try:
        value = fernet.decrypt(padded)
        if time.time() - fernet.extract_timestamp(padded) > CONFIRM_SECONDS:
            raise LinkExpired
        return Wish(**json.loads(value))
    except (InvalidToken, TypeError, ValueError) as error:
        raise LinkBroken from error


def stop_token(key: bytes) -> str:
    """The secret of the link that ends following. It holds no address, and whoever reads the table can't make it."""
    return _signer.sign(base64.urlsafe_b64encode(key).rstrip(b"=").decode())


def read_stop(token: str) -> bytes:
    """The key of the row that this link deletes. Raises LinkBroken."""
    try:
        text = _signer.unsign(token)
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (BadSignature, ValueError) as error:
        raise LinkBroken from error
