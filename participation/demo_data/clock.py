"""The demo's past is made by the same actions as any evening; only the clock they read stands earlier."""

from contextlib import contextmanager
from datetime import datetime

from django.utils import timezone

from participation.live import clock


@contextmanager
def at(moment: datetime):
    """Let `timezone.now()` and the live clock say `moment`. It holds for the whole process, so: only before a server starts."""
    real, timezone.now = timezone.now, lambda: moment
    shared, clock.now = clock.now, lambda: moment
    try:
        yield
    finally:
        timezone.now, clock.now = real, shared
