"""A workshop as a calendar file (iCalendar, RFC 5545)."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from workshops.models import Workshop

USUAL_LENGTH = timedelta(hours=2)  # if no end is known
LINE_BYTES = 75  # RFC 5545, section 3.1


def calendar_file(workshop: Workshop) -> bytes:
    """One event in UTF-8, in the active language. Its id stays the same, so that a later file replaces the earlier one.

    It must not be made of the room's slug: whoever knows that may read the page of the room, with results below the public floor.
    """
    address = settings.BASE_URL + reverse("workshop", args=[workshop.municipality.slug, workshop.pk])
    about = f"{workshop.tradeoff.core_question}\n{address}"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Augenhoehe//Workshops//EN",
        "BEGIN:VEVENT",
        f"UID:workshop-{workshop.pk}@{urlsplit(settings.BASE_URL).hostname}",
        f"DTSTAMP:{_moment(timezone.now())}",
        f"DTSTART:{_moment(workshop.starts_at)}",
        f"DTEND:{_moment(workshop.ends_at or workshop.starts_at + USUAL_LENGTH)}",
        f"SUMMARY:{_text(workshop.title)}",
        f"LOCATION:{_text(workshop.place)}",
        f"DESCRIPTION:{_text(about)}",
        f"URL:{address}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(words: object) -> str:
    """The words with the characters escaped that mean something in a calendar file (section 3.3.11)."""
    text = str(words).replace("\\", "\\\\").replace(";", r"\;").replace(",", r"\,")
    return r"\n".join(text.splitlines())


def _folded(line: str) -> bytes:
    """The line with its end, broken after at most LINE_BYTES bytes, never inside a character (section 3.1)."""
    folded, room = bytearray(), LINE_BYTES
    for letter in line:
        encoded = letter.encode()
        if len(encoded) > room:
            folded += b"\r\n "
            room = LINE_BYTES - 1
        folded += encoded
        room -= len(encoded)
    return bytes(folded + b"\r\n")
