"""The kinds of agenda item that need nothing but the agenda itself."""

from django.utils.translation import gettext_lazy as _

from .models import AgendaItem
from .registers import ItemKind, item_kind


class Input(ItemKind):
    slug = "input"
    name = _("Input")
    hint = _("You show or tell something; phones and screen name the topic and the facts.")
    icon = "presentation"

    def context(self, item: AgendaItem, audience: str) -> dict:
        return {"facts": list(item.workshop.tradeoff.facts.all())}


class Discussion(ItemKind):
    slug = "discussion"
    name = _("Discussion")
    hint = _("Talk in small groups, with a timer and questions to talk about.")
    icon = "messages-square"
    has_timer = True

    def context(self, item: AgendaItem, audience: str) -> dict:
        prompts = [line.strip() for line in str(item.prompts).splitlines() if line.strip()]
        return {"prompts": prompts, "facts": list(item.workshop.tradeoff.facts.all()[:2])}


class End(ItemKind):
    slug = "end"
    name = _("Closing")
    hint = _("Thanks, what happens next, and good night.")
    icon = "flag"


def register() -> None:
    for kind in (Input(), Discussion(), End()):
        item_kind(kind)
