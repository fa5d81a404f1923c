"""A workshop as a calendar file."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from participation.calendar_files import Entry, calendar_file
from workshops.models import Workshop

USUAL_LENGTH = timedelta(hours=2)  # if no end is known


def workshop_calendar(workshop: Workshop) -> bytes:
    """One appointment, in the active language.

    Its id must not be made of the room's slug: whoever knows that may read the page of the room, with results below the public floor.
    """
    address = settings.BASE_URL + reverse("workshop", args=[workshop.municipality.slug, workshop.pk])
    entry = Entry(
        uid=f"workshop-{workshop.pk}@{urlsplit(settings.BASE_URL).hostname}",
        stamp=timezone.now(),
        starts=workshop.starts_at,
        ends=workshop.ends_at or workshop.starts_at + USUAL_LENGTH,
        title=workshop.title,
        place=str(workshop.place),
        about=f"{workshop.tradeoff.core_question}\n{address}",
        address=address,
    )
    return calendar_file([entry], about="Workshops")
