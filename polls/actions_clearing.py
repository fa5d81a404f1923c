"""Deletes what polls keep beside their own rows, when a rehearsal is cleared."""

from workshops.models import Workshop

from . import ballot_tables, pairs
from .models import Poll, Remark


def clear_polls(workshop: Workshop) -> None:
    """Destroy the ballots and remarks of a workshop; its polls go with their items. On the writer, with the room locked."""
    polls = Poll.objects.filter(item__workshop=workshop)
    for poll_id in polls.values_list("pk", flat=True):
        ballot_tables.destroy(poll_id)
    pairs.forget_waiting(list(workshop.items.values_list("pk", flat=True)))
    Remark.objects.filter(poll__in=polls).delete()
