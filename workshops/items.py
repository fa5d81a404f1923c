"""The kinds of agenda items without data of their own: input and discussion."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from .item_kind import ItemKind
from .models import AgendaItem
from .purposes import IN_BETWEEN


class Input(ItemKind):
    """A talk or presentation; screens show the topic and the facts."""

    slug = "input"
    name = _("Input")
    hint = _("You show or tell something; phones and screen name the topic and the facts.")
    icon = "presentation"
    purpose = IN_BETWEEN

    def context(self, item: AgendaItem, audience: str) -> dict:
        return {"facts": list(item.workshop.tradeoff.facts.all())}


class Discussion(ItemKind):
    """Small groups talk, with a timer, questions and the first two facts."""

    slug = "discussion"
    name = _("Discussion")
    hint = _("Talk in small groups, with a timer and questions to talk about.")
    icon = "messages-square"
    purpose = IN_BETWEEN
    has_timer = True

    def context(self, item: AgendaItem, audience: str) -> dict:
        prompts = [line.strip() for line in str(item.prompts).splitlines() if line.strip()]
        return {"prompts": prompts, "facts": list(item.workshop.tradeoff.facts.all()[:2])}

    def count_label(self, n: int) -> str:
        return ngettext("{n} discussion", "{n} discussions", n).format(n=n)


BUILT_IN = (Input(), Discussion())
