"""The queue of messages for the mail server."""

from datetime import datetime, timedelta

from django.utils import timezone

from .models import QueuedMail

FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
KEPT = timedelta(days=2)


def queue_mail(*, sealed: bytes) -> None:
    """Put an encrypted message into the queue."""
    now = timezone.now()
    QueuedMail.objects.create(sealed=sealed, next_at=now, expires_at=now + KEPT)


def take_mail() -> QueuedMail | None:
    """A message that is due, or None. Unless it is dropped it is due again after a pause that doubles, so a killed process loses none."""
    while waiting := QueuedMail.objects.filter(next_at__lte=(now := timezone.now())).order_by("next_at").first():
        pause = min(FIRST_PAUSE * 2 ** min(waiting.attempts, 10), LONGEST_PAUSE)
        taken = QueuedMail.objects.filter(pk=waiting.pk, attempts=waiting.attempts)
        if taken.update(attempts=waiting.attempts + 1, next_at=now + pause):
            return waiting  # else another process was faster
    return None


def drop_mail(*, pk: int) -> None:
    """Delete a message that was sent, or that no server will take."""
    QueuedMail.objects.filter(pk=pk).delete()


def forget_mail(now: datetime) -> int:
    """Delete messages that no mail server took within two days. Returns how many."""
    return QueuedMail.objects.filter(expires_at__lt=now).delete()[0]
