"""Moves the clock, so that the usual actions can create workshops in the past, and nobody gets mail about it today."""

from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from participation.live.database import clock


@contextmanager
def at(moment: datetime):
    """Make `timezone.now()` and the live clock return `moment`, and send no mail meanwhile.

    It affects the whole process, so use it only before a server starts.
    """
    real, timezone.now = timezone.now, lambda: moment
    shared, clock.now = clock.now, lambda: moment
    mail, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "django.core.mail.backends.dummy.EmailBackend"
    try:
        yield
    finally:
        timezone.now, clock.now, settings.EMAIL_BACKEND = real, shared, mail
