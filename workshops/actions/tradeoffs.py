"""Writing a trade-off. A changed wording is a new version; workshops keep the version they were prepared with."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from participation.accounts.models import Municipality, User
from workshops.models import Fact, Goal, TradeOff


@transaction.atomic
def write_tradeoff(
    *,
    municipality: Municipality,
    by: User | None,
    goals: list[dict[str, Any]],
    facts: list[dict[str, Any]],
    replaces: TradeOff | None = None,
    dimensions: list[dict[str, Any]] | None = None,
    **fields: Any,
) -> TradeOff:
    """Write the first version of a trade-off, or with `replaces` the next version of that one, which keeps its dimensions.

    Locks the town's row, so that two at once get different versions and short names.
    `goals` have the keys pole, level and text; `facts` have text, source and as_of; `dimensions` have name and text."""
    lock_town(municipality)
    versions = TradeOff.objects.filter(municipality=municipality)
    if replaces:
        slug, dimensions = replaces.slug, replaces.dimensions
        versions.filter(slug=slug, state=TradeOff.State.ACTIVE).update(state=TradeOff.State.REPLACED)
    else:
        slug = _free_slug(municipality, str(fields["title"]))
    version = (versions.filter(slug=slug).aggregate(last=Max("version"))["last"] or 0) + 1
    tradeoff = TradeOff.objects.create(municipality=municipality, slug=slug, version=version, dimensions=dimensions or [], **fields)
    Goal.objects.bulk_create(Goal(tradeoff=tradeoff, **goal) for goal in goals)
    Fact.objects.bulk_create(Fact(tradeoff=tradeoff, position=place, **fact) for place, fact in enumerate(facts, start=1))
    return tradeoff


def lock_town(municipality: Municipality) -> None:
    """Lock the row of a town while its trade-offs are read and written. Inside a transaction."""
    Municipality.objects.select_for_update(no_key=True).get(pk=municipality.pk)


def same_tradeoff(*, municipality: Municipality, wanted: dict[str, Any]) -> TradeOff | None:
    """The town's newest trade-off with the same title, question and goals, so that a file that is imported twice brings it once.

    The caller has locked the town."""
    names = ("title", "core_question", "pole_a", "pole_b")
    known = TradeOff.objects.filter(municipality=municipality).order_by("-pk")
    return next((each for each in known if all(getattr(each, name) == wanted[name] for name in names)), None)


@transaction.atomic
def adopt_tradeoff(*, municipality: Municipality, content: dict[str, Any]) -> TradeOff:
    """Give the town one of `workshops.content.TRADEOFFS` as version 1. If it has that version already, nothing changes."""
    own = {name: value for name, value in content.items() if name not in {"slug", "goals", "facts"}}
    tradeoff, created = TradeOff.objects.get_or_create(municipality=municipality, slug=content["slug"], version=1, defaults=own)
    if created:
        Goal.objects.bulk_create(Goal(tradeoff=tradeoff, **goal) for goal in content["goals"])
        Fact.objects.bulk_create(Fact(tradeoff=tradeoff, position=place, **fact) for place, fact in enumerate(content["facts"], start=1))
    return tradeoff


def _free_slug(municipality: Municipality, title: str) -> str:
    base = slugify(title)[:34] or "tradeoff"
    taken = set(TradeOff.objects.filter(municipality=municipality, slug__startswith=base).values_list("slug", flat=True))
    return next(slug for number in range(1, len(taken) + 2) if (slug := base if number == 1 else f"{base}-{number}") not in taken)
