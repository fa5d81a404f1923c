"""Template tags of the page of an evening."""

from django import template
from django.urls import reverse

from participation.documentation.article import PUBLIC, Evening
from participation.documentation.files import WHOLE
from polls.disclosure import Shown

register = template.Library()


@register.simple_tag
def files_of(evening: Evening, shown: Shown | None = None) -> list[tuple[str, str]]:
    """(name of the format, address) of each file of a question; without one, of the whole evening."""
    endings = ["svg", "csv", "xlsx", "ods", "json"] if shown else ["pdf", "csv", "xlsx", "ods", "json"]
    if shown and not shown.svg():
        endings.remove("svg")
    name = str(shown.poll.pk) if shown else WHOLE
    if evening.place == PUBLIC:
        return [(ending.upper(), reverse("evening_file", args=[evening.workshop.pk, name, ending])) for ending in endings]
    return [(ending.upper(), reverse("room_evening_file", args=[evening.workshop.room.slug, name, ending])) for ending in endings]
