"""What the demo writes by itself, because no screen does: a town with its texts, and the times of a past that never was."""

from django.db import transaction

from participation.accounts.models import Municipality
from polls.models import Poll
from workshops.models import Workshop


@transaction.atomic
def found_town(*, slug: str, **fields) -> Municipality:
    """An invented town; one that stands already stays as it is."""
    town, _created = Municipality.objects.get_or_create(slug=slug, defaults={**fields, "is_invented": True})
    return town


def date_polls(*, workshop: Workshop) -> None:
    """The database's own clock dates opening and closing, and it can't be set back; so the past gets its times here."""
    for poll in Poll.objects.filter(item__workshop=workshop):
        opened_at = poll.item.started_at
        Poll.objects.filter(pk=poll.pk).update(opened_at=opened_at, closed_at=poll.final_at)
