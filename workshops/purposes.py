"""The questions by which a facilitator finds the right item: "What can everyone live with?". Each kind names the one that it answers."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Purpose:
    """One group of the page "add an item"."""

    slug: str
    question: Any
    hint: Any


BETWEEN_GOALS = Purpose(
    "between", _("Where do we stand between two goals?"), _("Two goals that are both good and stand in each other’s way.")
)
COMMON_GROUND = Purpose("common", _("What can everyone live with?"), _("Wanted is what troubles people least and what most of them share."))
PRIORITIES = Purpose("priorities", _("What comes first?"), _("Several possibilities become a choice."))
COSTS = Purpose("costs", _("What would we pay for?"), _("There isn’t enough money or strength for everything."))
KNOWLEDGE = Purpose("knowledge", _("What do we know?"), _("A fact that surprises many, before anything is decided."))
IDEAS = Purpose("ideas", _("What is missing?"), _("When you don’t know the answers yet."))
IN_BETWEEN = Purpose("in_between", _("What happens in between?"), _("Telling, talking, saying goodbye. The screens go along."))
OTHER = Purpose("other", _("Something else?"), _("Further kinds of items."))

# In the order of the page.
PURPOSES = (BETWEEN_GOALS, COMMON_GROUND, PRIORITIES, COSTS, KNOWLEDGE, IDEAS, IN_BETWEEN, OTHER)
