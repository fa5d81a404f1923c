"""Where apps to the right of `workshops` bring what an evening needs: item kinds, moderation lanes, own data, retention."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from .models import AgendaItem, Workshop


class Refused(Exception):
    """A step that can't be made now; the message is a sentence for the facilitator."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One press of the main button: what it does and what it says."""

    verb: str
    label: Any  # on the main button: "Close the vote"
    short: Any  # in the row above it: "Close"


NEXT = Turn("next", _("On to the next item"), _("Next"))


@dataclass(frozen=True, slots=True)
class Way:
    """One choice when an item is added. Most kinds have one; polls have one for each way of asking."""

    slug: str
    name: Any
    hint: Any
    icon: str
    can_pair: bool = False


class ItemKind:
    """A kind of agenda item. The app that owns the matter subclasses it and registers one instance."""

    slug: str
    name: Any
    hint: Any
    icon: str  # a lucide name
    can_be_added = True
    has_timer = False

    def turns(self, item: AgendaItem) -> list[Turn]:
        """Every press this item needs, in order; the last one is NEXT."""
        return [NEXT]

    def turn(self, item: AgendaItem) -> Turn:
        """What the main button does now."""
        return NEXT

    def perform(self, item: AgendaItem, verb: str) -> None:
        """Make a turn of this item (never "next"). Runs inside the step's transaction, on the writer."""
        raise Refused

    def undo(self, item: AgendaItem, verb: str) -> None:
        """Take the turn back if nobody has seen more than before; else raise Refused."""
        raise Refused(_("This can't be undone."))

    def can_undo(self, item: AgendaItem, verb: str) -> bool:
        """Whether `undo` would succeed now."""
        return False

    def form_key(self, item: AgendaItem) -> str:
        """Item, round and wording: a phone never replaces what somebody has touched while this stays the same."""
        return f"{item.pk}.1.{item.wording}"

    def data(self, item: AgendaItem) -> dict[str, Any] | None:
        """The `poll` of the step slot's data."""
        return None

    def template(self, item: AgendaItem, audience: str) -> str:
        """The fragment for "phone", "stage" or "console"."""
        return f"{audience}/items/{self.slug}.html"

    def context(self, item: AgendaItem, audience: str) -> dict[str, Any]:
        return {}

    def form_class(self):
        """The ModelForm of the agenda editor; its `save_item(workshop, by)` calls an action."""
        from .forms import ItemForm

        return ItemForm

    def ways(self) -> list[Way]:
        """What "add an item" offers; the chosen slug reaches the form as `way`."""
        return [Way("", self.name, self.hint, self.icon)]

    def load(self, items: list[AgendaItem]) -> None:
        """Fetch at once what `describe` and `note` of all these items need."""

    def describe(self, item: AgendaItem) -> Any:
        """What the item is, in the editor: "Line of positions, before"."""
        return self.name

    def headline(self, item: AgendaItem) -> Any:
        """What stands big on the stage: for the small picture of it on the console."""
        return item.title

    def besides(self, item: AgendaItem) -> list[Turn]:
        """What the facilitator may do with this item now, apart from stepping: ask again, look at the result beforehand."""
        return []

    def beside(self, item: AgendaItem, verb: str, by: Any) -> None:
        """Do one of `besides`, by an action of the app; raises Refused."""
        raise Refused(_("That is not possible now."))

    def leave(self, item: AgendaItem) -> None:
        """Called inside the step's transaction when the evening moves on to another item."""

    def come_back(self, item: AgendaItem, since: datetime) -> None:
        """Called when that moving on is undone: take back what `leave` did, which is all that happened after `since`."""

    def note(self, item: AgendaItem) -> Any:
        """A few words beside the item in the agenda column: '31 votes'."""
        return ""


ITEM_KINDS: dict[str, ItemKind] = {}


def item_kind(kind: ItemKind) -> ItemKind:
    ITEM_KINDS[kind.slug] = kind
    return kind


def kind_of(item: AgendaItem) -> ItemKind:
    return ITEM_KINDS[item.kind]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something in a moderation lane: no time, no person."""

    id: str
    label: Any  # "Reason", "Word", "Proposal"
    icon: str
    title: str
    text: str
    needs_reason: bool = False  # returning or hiding it takes a sentence that its author reads


@dataclass(frozen=True, slots=True)
class Lane:
    """What the facilitator reads before the room does. Verbs, always in this order: release, return, hide."""

    name: str
    waiting: Callable[[Workshop], list[Waiting]]
    decide: Callable[..., None]  # decide(workshop=, id=, verb="release|return|hide", by=, reason="")
    done: Callable[[Workshop], dict[str, int]]  # {"released": 19, "hidden": 1}


LANES: dict[str, Lane] = {}


def lane(entry: Lane) -> Lane:
    LANES[entry.name] = entry
    return entry


@dataclass(frozen=True, slots=True)
class Own:
    """One kind of own data, as the phone's page "what is stored about you" shows, exports and erases it."""

    name: str
    label: Any
    note: Any
    position: int
    show: Callable[[Any], Any]  # show(identity) -> a short text or number for the page
    export: Callable[[Any], Any]  # export(identity) -> JSON-able
    erase: Callable[[Any], int]  # erase(identity) -> how many


OWN: dict[str, Own] = {}


def own(entry: Own) -> Own:
    OWN[entry.name] = entry
    return entry


def own_data() -> Iterable[Own]:
    return sorted(OWN.values(), key=lambda entry: entry.position)


# What the phone page's one form can do beside voting: a button name="support" calls PHONE_VERBS["support"](identity, data)
# with the posted data; it raises Refused with a sentence if it can't be done.
PHONE_VERBS: dict[str, Callable[[Any, Any], None]] = {}


def phone_verb(name: str, do: Callable[[Any, Any], None]) -> None:
    PHONE_VERBS[name] = do


# Retention: forget(now) deletes what is due and says in words how much; `manage.py forget` and `serve` call them all.
RETENTION: dict[str, Callable[[datetime], int]] = {}


def retention(name: str, forget: Callable[[datetime], int]) -> None:
    RETENTION[name] = forget


# What happens to an app's own things when a workshop ends: end(workshop), inside the ending transaction.
AT_END: dict[str, Callable[[Workshop], None]] = {}


def at_end(name: str, end: Callable[[Workshop], None]) -> None:
    AT_END[name] = end
