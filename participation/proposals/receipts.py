"""The private link of a proposal's author, and the keys by which a phone finds its own proposals and supports."""

import base64
import hashlib
import hmac
import uuid

from django.conf import settings

from participation.live.guards.identity import Identity

RECEIPT_BYTES = 16


def uuid_of_form(identity: Identity, nonce: str, *texts: str) -> uuid.UUID:
    """The uuid of a new proposal. A form that is sent twice gets the same one; other texts or another phone get another one."""
    words = hashlib.sha256("\0".join(texts).encode()).hexdigest()
    return uuid.UUID(bytes=identity.key("proposal-form", f"{nonce}:{words}")[:16], version=4)


def receipt_of(identity: Identity, proposal_uuid: uuid.UUID) -> str:
    """The token of the private link: 128 bits that only the author's phone can compute."""
    return base64.urlsafe_b64encode(identity.key("receipt", proposal_uuid)[:RECEIPT_BYTES]).rstrip(b"=").decode()


def digest_of(token: str) -> bytes:
    """What the database stores of the token: its SHA-256."""
    return hashlib.sha256(token.encode()).digest()


def owner_key(identity: Identity, proposal_uuid: uuid.UUID) -> bytes:
    """The key by which a phone finds a proposal of its own; 32 bytes."""
    return identity.key("proposal", proposal_uuid)


def support_key(identity: Identity, proposal_uuid: uuid.UUID) -> bytes:
    """The key of a phone's support; 32 bytes."""
    return identity.key("support", proposal_uuid)


def reading_token(proposal_uuid: uuid.UUID, receipt_digest: bytes) -> str:
    """The token of the authors' feed and calendar; 128 bits. It opens no page, and the private link can't be computed from it."""
    value = hmac.digest(settings.SECRET_KEY.encode(), b"reading:" + proposal_uuid.bytes + receipt_digest, "sha256")
    return base64.urlsafe_b64encode(value[:RECEIPT_BYTES]).rstrip(b"=").decode()


def author_rating_key(token: str, proposal_uuid: uuid.UUID) -> bytes:
    """The key of a rating by the private link; 32 bytes. It looks like any other, because nobody has the token but the author."""
    return hmac.digest(token.encode(), f"rating:{proposal_uuid}".encode(), "sha256")


def public_rating_key(secret: bytes, proposal_uuid: uuid.UUID) -> bytes:
    """The key of a rating from the public page; 32 bytes. `secret` is stored in the browser's signed cookie alone."""
    return hmac.digest(secret, f"rating:{proposal_uuid}".encode(), "sha256")


def public_support_key(secret: bytes, proposal_uuid: uuid.UUID) -> bytes:
    """The key of a support from the public page; 32 bytes. `secret` is stored in the browser's signed cookie alone."""
    return hmac.digest(secret, f"support:{proposal_uuid}".encode(), "sha256")
