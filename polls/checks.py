"""What is worth a look before the evening, in its polls."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from workshops.models import AgendaItem, Workshop
from workshops.warnings import Warned, lacks, second_languages

from . import actions, pairs
from .actions import WORDING
from .items import PollItem
from .kinds import kind_of
from .kinds.base import live_options
from .models import Poll


def polls(workshop: Workshop, items: list[AgendaItem]) -> Iterable[Warned]:
    """Questions and options without a second language, and pairs that can't be compared."""
    languages = second_languages(workshop, items)
    asked = {item.pk: _poll(item) for item in items if item.kind == PollItem.slug}
    for item in items:
        if item.pk in asked:
            for code, name in languages:
                yield from _unspoken(item, asked[item.pk], code, name)
    for before, after in pairs.among(items):
        if any(getattr(asked[before.pk], name) != getattr(asked[after.pk], name) for name in WORDING):
            yield Warned(_("Before and after ask different wordings"), item=before, note=_("so nothing can be compared"))
        if items.index(after) == items.index(before) + 1:
            yield Warned(_("Nothing happens between before and after"), item=after, note=_("a discussion could move the room"))


def _poll(item: AgendaItem) -> Poll:
    return getattr(item, "_poll", None) or actions.latest(item)


def _unspoken(item: AgendaItem, poll: Poll, code: str, name: str) -> Iterable[Warned]:
    """At most one warning for each poll and language."""
    if lacks(poll.question, code):
        yield Warned(_("The question is missing in {language}").format(language=name), item=item)
    elif any(lacks(option["label"], code) for option in live_options(poll)):
        yield Warned(_("An option is missing in {language}").format(language=name), item=item)
    elif kind_of(poll).has_poles and (lacks(poll.pole_a, code) or lacks(poll.pole_b, code)):
        yield Warned(_("A goal is missing in {language}").format(language=name), item=item)
