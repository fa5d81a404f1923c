"""The last step as a sentence, and whether it can be undone."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .actions import MOVES
from .extensions import kind_of
from .item_kind import NEXT
from .models import Step

# Steps that belong to no item; those of an item are in its kind.
SENTENCES: dict[str, Any] = {
    "start": gettext_lazy("Begun at {time} by {name}."),
    "next": NEXT.log,
    "skip": NEXT.log,
    "back": gettext_lazy("Went back at {time} by {name}."),
    "goto": gettext_lazy("Changed to this item at {time} by {name}."),
    "undo": gettext_lazy("Undone at {time} by {name}."),
    "stop": gettext_lazy("The end was stopped at {time} by {name}."),
    "end": gettext_lazy("Ended at {time} by {name}."),
}


def can_undo(last: Step) -> bool:
    """Whether the last step can be undone, apart from the limit of ten seconds."""
    if last.verb in {"start", *MOVES}:
        return True
    return bool(last.item and kind_of(last.item).press(last.verb) and kind_of(last.item).can_undo(last.item, last.verb))


def sentence(last: Step) -> str:
    """Who did what, and when, in the active language."""
    press = kind_of(last.item).press(last.verb) if last.item and last.verb not in SENTENCES else None
    words = SENTENCES.get(last.verb) or (press and press.log) or "{time}"
    return str(words).format(time=timezone.localtime(last.at).strftime("%H:%M"), name=str(last.by or _("the system")).rstrip("."))
