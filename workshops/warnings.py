"""What is worth a look before the evening. Other apps add theirs with `extensions.add_check`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from participation.texts import Text, text

from .models import AgendaItem, Workshop


@dataclass(frozen=True, slots=True)
class Warned:
    """One sentence, and where to look: an item, or without one the page at `url`."""

    sentence: str
    item: AgendaItem | None = None
    note: str = ""  # a few words more, such as the words that are meant
    url: str = ""


def second_languages(workshop: Workshop, items: Iterable[AgendaItem]) -> list[tuple[str, str]]:
    """The languages beside the default one in which this evening speaks, as (code, name): those of its title or of any item's."""
    spoken = {code for words in (workshop.title, *(item.title for item in items)) for code, said in text(words).items() if said}
    return [(code, _(str(name))) for code, name in settings.LANGUAGES if code in spoken and code != settings.LANGUAGE_CODE]


def lacks(words: Any, code: str) -> bool:
    """Whether these words exist, but not in this language."""
    said: Text = text(words)
    return bool(said) and not said.get(code)


def evening(workshop: Workshop, items: list[AgendaItem]) -> Iterable[Warned]:
    """The check of this app: the end, the facts, and titles without a second language."""
    yield from _too_long(workshop, items)
    for fact in workshop.tradeoff.facts.all():
        if not fact.source:
            yield Warned(_("A fact without source"), note=str(fact.text), url=reverse("tradeoff_next", args=[workshop.tradeoff_id]))
    if not workshop.promise:
        yield Warned(_("Nobody knows yet what happens with the result"), url=reverse("workshop_details", args=[workshop.pk]))
    for code, name in second_languages(workshop, items):
        for item in items:
            if lacks(item.title, code):
                yield Warned(_("The title is missing in {language}").format(language=name), item=item)


def _too_long(workshop: Workshop, items: list[AgendaItem]) -> Iterable[Warned]:
    end = workshop.ends_at
    at = workshop.starts_at
    for item in items:
        at += timedelta(minutes=item.minutes)
        if end and at > end:
            over = int((at - end).total_seconds() // 60)
            words = ngettext("It lasts {n} minute beyond the end", "It lasts {n} minutes beyond the end", over)
            yield Warned(words.format(n=over), item=item)
            return
