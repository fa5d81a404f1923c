"""The cookie of a browser on the public page of one proposal: a secret that the server never stores, its age, and a signature."""

import secrets
import time
from dataclasses import dataclass

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from participation.proposals import receipts
from participation.proposals.models import Proposal, Rating, Support
from workshops.refused import TooMany

COOKIE = "supporter"
READING_SECONDS = 3  # from the page to the press, so that a script that collects cookies has to wait too
DAY_SECONDS = 24 * 60 * 60
YEAR_SECONDS = 365 * DAY_SECONDS


@dataclass(frozen=True, slots=True)
class Supporter:
    """A browser on one proposal's page: its secret, and when it got it (seconds since 1970)."""

    proposal: Proposal
    secret: bytes
    since: float
    is_new: bool = False  # the browser gets its cookie with this response

    @property
    def key(self) -> bytes:
        return receipts.public_support_key(self.secret, self.proposal.uuid)

    @property
    def supports(self) -> bool:
        return not self.is_new and Support.objects.filter(proposal=self.proposal, key=self.key).exists()

    @property
    def rating_key(self) -> bytes:
        return receipts.public_rating_key(self.secret, self.proposal.uuid)

    @property
    def rated(self) -> bool:
        return not self.is_new and Rating.objects.filter(proposal=self.proposal, key=self.rating_key).exists()

    @property
    def is_stale(self) -> bool:
        return time.time() - self.since > DAY_SECONDS

    def check(self) -> None:
        """Raise TooMany unless the cookie is older than a few seconds and younger than a day."""
        if self.is_new:
            raise TooMany(_("Your browser did not send the cookie by which everybody counts once. Please press again."))
        if time.time() - self.since < READING_SECONDS:
            raise TooMany(_("That was very quick. Please read the proposal, then press again."))
        if self.is_stale:
            raise TooMany(_("This page was open for very long. Please press again."))


def supporter_of(request: HttpRequest, proposal: Proposal) -> Supporter:
    """The supporter in the browser's cookie; a new one if it has no valid cookie for this proposal."""
    try:
        value = _signer(proposal).unsign_object(request.COOKIES.get(COOKIE, ""))
        known = Supporter(proposal, bytes.fromhex(value["s"]), float(value["t"]))
    except (BadSignature, KeyError, TypeError, ValueError):
        return new_supporter(proposal)
    return known


def new_supporter(proposal: Proposal) -> Supporter:
    """A browser with a secret of its own, which nobody has seen before."""
    return Supporter(proposal, secrets.token_bytes(32), time.time(), is_new=True)


def set_cookie(response: HttpResponse, supporter: Supporter, *, lasting: bool) -> HttpResponse:
    """Set the supporter's cookie: for a year if `lasting`, so that a support can be taken back; else until the browser is closed."""
    response.set_cookie(
        COOKIE,
        _signer(supporter.proposal).sign_object({"s": supporter.secret.hex(), "t": int(supporter.since)}),
        max_age=YEAR_SECONDS if lasting else None,
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
        path=reverse("proposal", args=[supporter.proposal.pk]),
    )
    return response


def _signer(proposal: Proposal) -> Signer:
    return Signer(salt=f"supporter:{proposal.uuid}")
