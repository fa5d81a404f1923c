"""The links that people scan or type."""

from django.conf import settings
from django.urls import reverse

from participation.addresses import as_read

from .models import Workshop


def join_url(workshop: Workshop) -> str:
    """The absolute URL in the QR code."""
    return settings.BASE_URL + reverse("join", args=[workshop.code])


def results_path(workshop: Workshop) -> str:
    """The path of the evening's page for the room; after a rehearsal, which has none, of the town's page."""
    if workshop.is_rehearsal:
        return reverse("municipality", args=[workshop.municipality.slug])
    return reverse("room_evening", args=[workshop.room.slug])


def public_path(workshop: Workshop) -> str:
    """The path of what everybody may read of the evening: its page on the town's pages if it was announced, else the town's page.

    The join code hangs on posters. So it does not lead to the page for the room, which shows more than the public may see."""
    town = workshop.municipality.slug
    return reverse("workshop", args=[town, workshop.pk]) if workshop.is_announced else reverse("municipality", args=[town])


def results_url(workshop: Workshop) -> str:
    """The absolute URL of the page with the results."""
    return settings.BASE_URL + results_path(workshop)


def join_host() -> str:
    """The host to type, shown beside the join code."""
    return as_read(settings.BASE_URL)
