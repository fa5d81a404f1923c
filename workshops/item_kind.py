"""The base class of all kinds of agenda items: steps, display, form and plain data. docs/adding-an-item-kind.md shows how to write one."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from participation.accounts.models import User

from .models import AgendaItem
from .plain_data import Entry
from .purposes import OTHER, Purpose
from .refused import Refused


@dataclass(frozen=True, slots=True)
class Turn:
    """One press of the main button: the button's label before it, and the line in the log after it."""

    verb: str
    label: Any  # on the main button: "Show the answer"
    short: Any  # in the row above it: "Show"
    log: Any = ""  # with {time} and {name}: "Shown at {time} by {name}."
    changes_own_data: bool = False  # whether phones must read `mine` again


NEXT = Turn("next", _("On to the next item"), _("Next"), _("Moved on at {time} by {name}."))


@dataclass(frozen=True, slots=True)
class SideAction:
    """An action of the facilitator on an item, apart from the main button."""

    verb: str
    label: Any
    log: Any = ""  # as in `Turn`
    # What the facilitator must know before. A button with a note stands apart, with this sentence below it.
    note: Any = ""
    key: str = ""  # a keyboard shortcut that console.js does not use
    key_hint: Any = ""  # its text in the list of shortcuts
    changes_own_data: bool = False


@dataclass(frozen=True, slots=True)
class AddOption:
    """One choice on the page "add an item". The form of the kind gets the chosen slug as `option`."""

    slug: str
    name: Any
    hint: Any
    icon: str
    can_pair: bool = False  # can be added as a pair, before and after
    purpose: Purpose = OTHER  # under which question of the facilitator it stands
    minutes: int | None = None  # how long it takes; None: as long as one likes
    people: tuple[int, int | None] | None = None  # for how many it works well, from … to; without an upper end None


class Steps:
    """What the facilitator does with an item, step by step."""

    has_timer = False  # whether a timer over the item's minutes starts with it
    turns: tuple[Turn, ...] = (NEXT,)  # in order; the last one is NEXT
    side_actions: tuple[SideAction, ...] = ()  # all that this kind has

    def next_turn(self, item: AgendaItem) -> Turn:
        """What the main button does now."""
        return NEXT

    def perform(self, item: AgendaItem, verb: str) -> None:
        """Make a turn of this item (never "next"); raises Refused. Runs on the writer, in the step's transaction, with the room locked."""
        raise Refused

    def prepared(self, item: AgendaItem) -> AbstractContextManager[None]:
        """Entered in the caller's thread around a press of the main button: what would take the writer too long is computed here."""
        return nullcontext()

    def can_undo(self, item: AgendaItem, verb: str) -> bool:
        """Whether `undo` would succeed now."""
        return False

    def undo(self, item: AgendaItem, verb: str) -> None:
        """Undo the last turn. Raises Refused if somebody has already seen its effect. Runs like `perform`."""
        raise Refused(_("This can’t be undone."))

    def possible_side_actions(self, item: AgendaItem) -> list[SideAction]:
        """The side actions that are possible now."""
        return []

    def perform_side_action(self, item: AgendaItem, verb: str, by: User | None) -> None:
        """Perform a side action; raises Refused. Called outside any transaction, so it must call an action of its app."""
        raise Refused(_("That is not possible now."))

    def enter(self, item: AgendaItem) -> None:
        """Called when the facilitator has moved to this item, also by undoing a move. Runs like `perform`."""

    def leave(self, item: AgendaItem) -> None:
        """Called when the facilitator moves on to another item. Runs like `perform`."""

    def come_back(self, item: AgendaItem, since: datetime) -> None:
        """Called when that move is undone: undo what `leave` did, which is everything after `since`. Runs like `perform`."""

    def press(self, verb: str) -> Turn | SideAction | None:
        """The turn or side action with this verb, or None."""
        known: list[Turn | SideAction] = [*self.turns, *self.side_actions]
        return next((press for press in known if press.verb == verb), None)


class Display:
    """What phone, stage and console show of an item."""

    slug: str
    name: Any
    hint: Any
    icon: str  # the name of a Lucide icon

    def template(self, item: AgendaItem, audience: str) -> str:
        """The template for "phone", "stage" or "console". Its context is `step_context` of `workshops.slots`, and `context`."""
        return f"{audience}/items/{self.slug}.html"

    def context(self, item: AgendaItem, audience: str) -> dict[str, Any]:
        """What the template needs. Everybody in the audience sees the same, so it must hold nothing about one person."""
        return {}

    def form_key(self, item: AgendaItem) -> str:
        """Item, round and wording. While it stays the same, a phone keeps what its person has entered."""
        return f"{item.pk}.1.{item.wording}"

    def prefetch(self, items: list[AgendaItem]) -> None:
        """Read for all these items at once what the methods below need."""

    def describe(self, item: AgendaItem) -> Any:
        """What the item is, in the agenda: "Talk in groups of three"."""
        return self.name

    def agenda_note(self, item: AgendaItem) -> Any:
        """The result in a few words, for the agenda: "4 proposals"."""
        return ""

    def headline(self, item: AgendaItem) -> Any:
        """The stage's large text, which the console's preview of the stage repeats."""
        return item.title

    def has_line(self, item: AgendaItem) -> bool:
        """Whether the stage shows a line between two poles; the console's preview then shows it too."""
        return False

    def preview(self, item: AgendaItem, audience: str) -> dict[str, Any]:
        """Like `context`, for an item that `form.preview_item` has made of what is typed: it may have no primary key."""
        return self.context(item, audience)

    def groups(self, items: list[AgendaItem]) -> list[list[AgendaItem]]:
        """What belongs together in an agenda of these items: each half of a pair, and all between them. In one query at most."""
        return []

    def count_label(self, n: int) -> str:
        """How the lobby counts `n` such items, "3 discussions"; empty to leave them out."""
        return ""


class Editing:
    """How an item is added, edited and removed."""

    name: Any
    hint: Any
    icon: str
    can_be_added = True
    purpose: Purpose = OTHER  # under which question of the facilitator it stands on the page "add an item"
    minutes: int | None = None  # see `AddOption`
    people: tuple[int, int | None] | None = None
    form_class: Any = None  # None: `workshops.forms.ItemForm`

    def add_options(self) -> list[AddOption]:
        """The choices on the page "add an item"."""
        return [AddOption("", self.name, self.hint, self.icon, purpose=self.purpose, minutes=self.minutes, people=self.people)]

    def option_of(self, item: AgendaItem) -> str:
        """The slug of the option with which this item was added."""
        return ""

    def refuses_order(self, before: list[AgendaItem], after: list[AgendaItem]) -> str:
        """Why the agenda can't change from the order `before` to `after`, as a sentence; "" if it can. Asked once for each kind."""
        return ""

    def removed(self, item: AgendaItem) -> None:
        """Called before the item is deleted, in the same transaction, with the room locked."""


class PlainData:
    """What a kind adds to an item as plain data: in method templates, in files, and when an evening is copied.

    Title, text, questions, minutes and guidance are read and written for every kind already.
    """

    slug: str
    icon: str

    def load(self, item: AgendaItem, entry: Entry, by: User | None) -> None:
        """Give a new item what `entry` says of it beyond the common texts; raises Fault. Runs in the transaction that makes the agenda."""

    def relate(self, loaded: list[tuple[AgendaItem, Entry]]) -> None:
        """Join items that belong together; raises Fault. Called once, with all new items of this kind, when the agenda is complete."""

    def dump(self, item: AgendaItem) -> dict[str, Any]:
        """The inverse of `load`: JSON-able, without anything of the people in the room or of a result."""
        return {}

    def icon_of(self, entry: dict[str, Any]) -> str:
        """The icon of an item that is still plain data."""
        return self.icon


class ItemKind(Steps, Display, Editing, PlainData):
    """A kind of agenda item. An app subclasses it and passes one instance to `extensions.add_item_kind`."""
