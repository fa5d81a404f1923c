"""Moves the clock, so that the usual actions can create workshops in the past."""

from contextlib import contextmanager
from datetime import datetime

from django.utils import timezone

from participation.live.database import clock


@contextmanager
def at(moment: datetime):
    """Make `timezone.now()` and the live clock return `moment`. It affects the whole process, so use it only before a server starts."""
    real, timezone.now = timezone.now, lambda: moment
    shared, clock.now = clock.now, lambda: moment
    try:
        yield
    finally:
        timezone.now, clock.now = real, shared
