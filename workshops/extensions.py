"""What other apps add to a workshop. Each app calls these functions in its `AppConfig.ready()`; importing registers nothing.

Slots, messages and chores are added to `participation.live.extensions` in the same way. None of these functions takes a lock:
they run once, before the first request.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from participation.live.guards.identity import Identity

from .item_kind import ItemKind
from .models import AgendaItem, Workshop
from .moderation import ModerationQueue
from .warnings import Warned

# -- agenda ------------------------------------------------------------------------
ITEM_KINDS: dict[str, ItemKind] = {}


def add_item_kind(kind: ItemKind) -> None:
    """Register a kind of agenda item under its slug."""
    ITEM_KINDS[kind.slug] = kind


def kind_of(item: AgendaItem) -> ItemKind:
    """The kind of this item; raises KeyError if no app has added it."""
    return ITEM_KINDS[item.kind]


def prefetch(items: list[AgendaItem]) -> None:
    """Read what a list of these items shows: one set of queries for each kind instead of for each item."""
    by_kind: dict[str, list[AgendaItem]] = {}
    for item in items:
        by_kind.setdefault(item.kind, []).append(item)
    for slug, alike in by_kind.items():
        ITEM_KINDS[slug].prefetch(alike)


class Check(Protocol):
    """Finds what is worth a look before the evening."""

    def __call__(self, workshop: Workshop, items: list[AgendaItem], /) -> Iterable[Warned]:
        """`items` are all of the agenda, in order and after `prefetch`; so the number of queries must not grow with them."""


CHECKS: dict[str, Check] = {}


def add_check(name: str, check: Check) -> None:
    """Show what `check` finds above the agenda while it is written."""
    CHECKS[name] = check


class StepData(Protocol):
    """Gives one entry of the `step` slot's data (docs/protocol.md)."""

    def __call__(self, item: AgendaItem | None, /) -> Any:
        """A JSON-able value. `item` is the present one, or None before the start and after the end."""


STEP_DATA: dict[str, StepData] = {}


def add_step_data(name: str, read: StepData) -> None:
    """Put what `read` gives into the `step` slot's data under `name`."""
    STEP_DATA[name] = read


class EndAction(Protocol):
    """Finishes what an app has in a workshop when it ends."""

    def __call__(self, workshop: Workshop, /) -> object:
        """Runs on the writer, inside the transaction that ends the workshop, with the room locked."""


END_ACTIONS: dict[str, EndAction] = {}


def add_end_action(name: str, end: EndAction) -> None:
    """Call `end` whenever a workshop ends."""
    END_ACTIONS[name] = end


class ClearAction(Protocol):
    """Deletes what an app has in a rehearsal and what would not go with the workshop's row."""

    def __call__(self, workshop: Workshop, /) -> object:
        """Runs on the writer, inside the transaction that deletes the rehearsal, with its room locked."""


CLEAR_ACTIONS: dict[str, ClearAction] = {}


def add_clear_action(name: str, clear: ClearAction) -> None:
    """Call `clear` before a rehearsal is deleted."""
    CLEAR_ACTIONS[name] = clear


# -- moderation ----------------------------------------------------------------------
MODERATION_QUEUES: dict[str, ModerationQueue] = {}


def add_moderation_queue(queue: ModerationQueue) -> None:
    """Show the entries of this queue on the console."""
    MODERATION_QUEUES[queue.name] = queue


# -- the phone's page ------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class PhoneVisit:
    """One request of one person for the phone's page."""

    workshop: Workshop
    mine: dict[str, Any]  # the `mine` frame
    query: Mapping[str, str]  # of the URL
    refused: Any = None  # the posted form, if it was refused


@dataclass(frozen=True, slots=True)
class PhoneView:
    """What a part adds to one person's page, beyond the slots that all phones share."""

    notice: str = ""  # shown at the top: "Your answer is saved."
    fill: Callable[[str], str] = str  # gets the page's HTML, adds the person's own data


class PhonePart:
    """What an app adds to the phone's page: it handles a posted form, and fills in what a phone without script can't load later."""

    # A posted form with this field belongs to this part. If several match, the part that was added first gets it.
    field = ""

    def post(self, identity: Identity, data: Any) -> str:
        """Do what was pressed. Returns the query of the URL to show next, such as "?saved=7"; raises Refused with a sentence."""
        return ""

    def view(self, visit: PhoneVisit) -> PhoneView:
        """Called for every page of every phone, so read what all phones share through `cached_per_version`."""
        return PhoneView()

    def sentences(self) -> dict[str, str]:
        """{name: sentence} for the phone's script, in the active language."""
        return {}


PHONE_PARTS: list[PhonePart] = []


def add_phone_part(part: PhonePart) -> None:
    """Add a part to the phone's page."""
    PHONE_PARTS.append(part)


# -- what is stored about a person -------------------------------------------------------
@dataclass(frozen=True, slots=True)
class OwnData:
    """One sort of data about a participant, which the phone's page "what is stored about you" shows, exports and erases."""

    name: str
    label: Any
    note: Any
    position: int
    show: Callable[[Identity], Any]  # a short text or number for the page
    export: Callable[[Identity], Any]  # JSON-able
    erase: Callable[[Identity], int]  # returns how many


OWN_DATA: dict[str, OwnData] = {}


def add_own_data(entry: OwnData) -> None:
    """Show, export and erase this sort of data too."""
    OWN_DATA[entry.name] = entry


def own_data() -> list[OwnData]:
    """All sorts of own data, sorted by `position`."""
    return sorted(OWN_DATA.values(), key=lambda entry: entry.position)


class Forget(Protocol):
    """Deletes data whose time is over. `manage.py forget` calls all of them, and `serve` does so every hour."""

    def __call__(self, now: datetime, /) -> int:
        """Delete what is due at `now`; returns how many."""


RETENTION: dict[str, Forget] = {}


def add_retention(name: str, forget: Forget) -> None:
    """Call `forget` in every run; `name` stands beside its number in the output."""
    RETENTION[name] = forget
