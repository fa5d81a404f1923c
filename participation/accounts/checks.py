"""A deploy check: without mail nobody can confirm an address."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

SENDS_NOTHING = ("console", "locmem", "dummy", "filebased")


@register(Tags.security, deploy=True)
def mail_is_set_up(**options: Any) -> list[CheckMessage]:
    """Errors if mail is not set up on a site with https."""
    if not settings.SECURE:
        return []
    found: list[CheckMessage] = []
    if any(f".{name}." in settings.MAIL_TRANSPORT for name in SENDS_NOTHING):
        hint = "Set EMAIL_URL, for instance smtp+tls://user:password@host:587."
        found.append(Error("Mail goes nowhere: nobody can confirm an address or choose a new password.", hint=hint, id="accounts.E001"))
    if settings.DEFAULT_FROM_EMAIL.endswith("@localhost"):
        hint = "Set FROM_EMAIL to an address of the municipality."
        found.append(Error("Mail says that it comes from localhost: most mail servers refuse it.", hint=hint, id="accounts.E002"))
    return found
