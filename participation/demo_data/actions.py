"""Writes what no screen can write: a town with its texts, and times in the past."""

from django.db import transaction

from participation.accounts.models import Municipality
from polls.models import Poll
from workshops.models import Workshop


@transaction.atomic
def found_town(*, slug: str, **fields) -> Municipality:
    """Get or create an invented town; an existing one is not changed."""
    town, _created = Municipality.objects.get_or_create(slug=slug, defaults={**fields, "is_invented": True})
    return town


def date_polls(*, workshop: Workshop) -> None:
    """Set the times of opening and closing. The clock of the database sets them otherwise, and it can't be moved."""
    for poll in Poll.objects.filter(item__workshop=workshop):
        opened_at = poll.item.started_at
        Poll.objects.filter(pk=poll.pk).update(opened_at=opened_at, closed_at=poll.final_at)
