"""Finds the municipality that was named on the command line."""

from django.core.management.base import CommandError

from participation.accounts.models import Municipality


def town_called(slug: str) -> Municipality:
    """The municipality with this slug; raises CommandError with the list of known ones."""
    try:
        return Municipality.objects.get(slug=slug)
    except Municipality.DoesNotExist:
        known = ", ".join(Municipality.objects.values_list("slug", flat=True)) or "none yet"
        raise CommandError(f"There is no municipality {slug!r}. Known: {known}.") from None
