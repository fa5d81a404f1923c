"""What the demo writes by itself, because no screen does: a town with its texts, and a trade-off from the collection."""

from django.db import transaction

from participation.accounts.models import Municipality
from polls.models import Poll
from workshops.models import Fact, Goal, TradeOff, Workshop


@transaction.atomic
def found_town(*, slug: str, **fields) -> Municipality:
    """An invented town; one that stands already stays as it is."""
    town, _created = Municipality.objects.get_or_create(slug=slug, defaults={**fields, "is_invented": True})
    return town


@transaction.atomic
def adopt_tradeoff(*, municipality: Municipality, content: dict) -> TradeOff:
    """The town's first version of one of `workshops.content.TRADEOFFS`, with goals and facts; an existing one stays as it is."""
    own = {name: value for name, value in content.items() if name not in {"slug", "goals", "facts"}}
    tradeoff, created = TradeOff.objects.get_or_create(municipality=municipality, slug=content["slug"], version=1, defaults=own)
    if created:
        Goal.objects.bulk_create(Goal(tradeoff=tradeoff, **goal) for goal in content["goals"])
        Fact.objects.bulk_create(Fact(tradeoff=tradeoff, position=at, **fact) for at, fact in enumerate(content["facts"], start=1))
    return tradeoff


def date_polls(*, workshop: Workshop) -> None:
    """The database's own clock dates opening and closing, and it can't be set back; so the past gets its times here."""
    for poll in Poll.objects.filter(item__workshop=workshop):
        opened_at = poll.item.started_at
        Poll.objects.filter(pk=poll.pk).update(opened_at=opened_at, closed_at=poll.final_at)
