"""Writes the questions of an agenda that is made from plain data."""

from typing import Any

from participation.accounts.models import User
from workshops.models import AgendaItem

from .kinds import kind_of
from .models import Pair, Poll


def add_poll(*, item: AgendaItem, kind: str, by: User | None, **wording: Any) -> Poll:
    """Ask the first question of an item that has none yet."""
    return Poll.objects.create(item=item, kind=kind, **wording)


def pair_up(*, before: AgendaItem, after: AgendaItem) -> Pair:
    """Make two items with one poll each the halves of a pair. Raises ValueError if their answers could not be compared."""
    first, second = before.polls.get(), after.polls.get()
    if (first.kind, first.options, first.settings) != (second.kind, second.options, second.settings) or not kind_of(first).can_pair:
        raise ValueError
    pair = Pair.objects.create(before=before, after=after)
    Poll.objects.filter(item__in=[before, after]).update(pair_uuid=pair.uuid)
    return pair
