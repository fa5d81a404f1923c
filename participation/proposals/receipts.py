"""The private link of a proposal's author, and the keys that tell a phone which proposals and supports are its own."""

import base64
import hashlib
import hmac
import uuid

from participation.live.identity import Identity

RECEIPT_BYTES = 16


def uuid_of_form(identity: Identity, nonce: str, *texts: str) -> uuid.UUID:
    """The same form sent twice gives the same uuid, and so one proposal; other words or another phone never do."""
    words = hashlib.sha256("\0".join(texts).encode()).hexdigest()
    return uuid.UUID(bytes=identity.key("proposal-form", f"{nonce}:{words}")[:16], version=4)


def receipt_of(identity: Identity, proposal_uuid: uuid.UUID) -> str:
    """The token of the receipt: 128 bits that the author's phone can compute again, and nobody else."""
    return base64.urlsafe_b64encode(identity.key("receipt", proposal_uuid)[:RECEIPT_BYTES]).rstrip(b"=").decode()


def digest_of(token: str) -> bytes:
    """What the database holds of a receipt."""
    return hashlib.sha256(token.encode()).digest()


def owner_key(identity: Identity, proposal_uuid: uuid.UUID) -> bytes:
    return identity.key("proposal", proposal_uuid)


def support_key(identity: Identity, proposal_uuid: uuid.UUID) -> bytes:
    return identity.key("support", proposal_uuid)


def public_support_key(secret: bytes, proposal_uuid: uuid.UUID) -> bytes:
    """The key of a browser on the public page; `secret` is in its signed cookie only."""
    return hmac.digest(secret, f"support:{proposal_uuid}".encode(), "sha256")
