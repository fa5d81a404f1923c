"""What apps add to the live path: slots, messages of phones, parts of `mine`, chores, and who may come in.

Each app calls these functions in its `AppConfig.ready()`; nothing registers itself by being imported.
"""

from collections.abc import Callable, Collection
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from participation.bounded import BoundedDict

from .guards.identity import Identity
from .wire.frame_types import ReplyFrame, UncheckedFrame

PHONE, STAGE, CONSOLE = "phone", "stage", "console"
AUDIENCES = (PHONE, STAGE, CONSOLE)


@dataclass(frozen=True, slots=True)
class RenderedSlot:
    """The content of a slot: an HTML fragment, the same for everyone in the audience, and data for programs.

    A slot with a running clock gives `refresh`, which sets the clock without a query, and a `fingerprint` without the clock:
    equal fingerprints mean that nothing else has changed.
    """

    html: str
    data: Any  # JSON of a shape that the app decides; None if there is none
    fingerprint: object = None
    refresh: "Callable[[], RenderedSlot] | None" = None


EMPTY = RenderedSlot("", None)


_cached: BoundedDict[tuple[str, ...], tuple[object, RenderedSlot]] = BoundedDict(500)


def render_if_changed(key: tuple[str, ...], state: object, render: Callable[[], RenderedSlot]) -> RenderedSlot:
    """The slot rendered last under this key if its state is still the same, else `render()`."""
    if (cached := _cached.get(key)) and cached[0] == state:
        return cached[1]
    rendered = render()
    _cached[key] = (state, rendered)
    return rendered


# -- slots ---------------------------------------------------------------------------
Follows = Literal["version", "counted", "both"]


class RenderSlot(Protocol):
    """Draws a slot of a room for an audience, in the active language."""

    def __call__(self, room: str, audience: str, /) -> RenderedSlot: ...


@dataclass(frozen=True, slots=True)
class Slot:
    """A part of the screen; `follows` says which of the room's numbers rises when it changes."""

    name: str
    audiences: frozenset[str]
    follows: Follows
    render: RenderSlot
    with_presence: bool = False


SLOTS: dict[str, Slot] = {}  # in the order in which a screen gets them


def add_slot(name: str, render: RenderSlot, *, audiences: Collection[str], follows: Follows, with_presence: bool = False) -> None:
    """`with_presence`: it also changes when phones come and go."""
    SLOTS[name] = Slot(name, frozenset(audiences), follows, render, with_presence)


# -- messages ------------------------------------------------------------------------
Reply = Callable[[ReplyFrame], object]


class Message(Protocol):
    """A frame that phones send. By HTTP it comes to `POST /live/<room>/<its name>`.

    A reply with the status "saved" says that what is the person's own has changed; one with "busy" has `retry_ms`."""

    def receive(self, identity: Identity, frame: UncheckedFrame, language: str, reply: Reply, /) -> None:
        """Call `reply` once, at once or from another thread after a commit. Runs in the event loop: never blocks, never raises."""

    def busy(self, frame: UncheckedFrame, wait_ms: int, /) -> ReplyFrame:
        """The reply to a frame that could not be looked at; nothing of it has been checked."""


MESSAGES: dict[str, Message] = {}


def add_message(name: str, message: Message) -> None:
    MESSAGES[name] = message


def ask(identity: Identity, frame: UncheckedFrame, language: str) -> "Future[ReplyFrame]":
    """Handle a phone's frame; returns a future of the reply."""
    future: Future[ReplyFrame] = Future()
    future.set_running_or_notify_cancel()
    MESSAGES[frame["t"]].receive(identity, frame, language, future.set_result)
    return future


# -- what is a person's own --------------------------------------------------------------
class ReadMine(Protocol):
    """Reads a part of the `mine` frame for many phones of a room at once."""

    def __call__(self, room: str, identities: list[Identity], /) -> list[Any]:
        """One JSON-able value for each identity."""


MINE: dict[str, ReadMine] = {}


def add_mine(name: str, read: ReadMine) -> None:
    MINE[name] = read


# -- who may come in ----------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class RoomAccess:
    """What the live path asks about a screen that wants in. Each of them may ask the database."""

    missing: Callable[[str, Collection[int]], set[int]]  # (room, participants) → those who are not in it any more
    stage_room: Callable[[str], str | None]  # (token of a stage) → its room
    may_facilitate: Callable[[dict[str, str], str], bool]  # (cookies, room) → whether this is somebody who leads the workshop
    send_out: Callable[[str, int], int]  # (room, minutes): removes those who joined by this process within the last minutes; how many


_access: RoomAccess | None = None


def set_room_access(access: RoomAccess) -> None:
    """There is one, of the app that has the participants."""
    global _access
    _access = access


def room_access() -> RoomAccess:
    if _access is None:
        raise RuntimeError("No app has called set_room_access().")
    return _access


# -- what runs beside requests ----------------------------------------------------------------
class Chore(Protocol):
    """Runs every two seconds."""

    def __call__(self, rooms: list[str], /) -> object:
        """For the rooms that have sockets in this process."""


CHORES: dict[str, Chore] = {}
AT_START: dict[str, Callable[[], object]] = {}
AT_STOP: dict[str, Callable[[], object]] = {}


def add_chore(name: str, do: Chore) -> None:
    CHORES[name] = do


def add_at_start(name: str, do: Callable[[], object]) -> None:
    """`do` runs once in the event loop when the process begins to serve; it must not block."""
    AT_START[name] = do


def add_at_stop(name: str, do: Callable[[], object]) -> None:
    """`do` runs once in a thread of its own when all screens are disconnected, while the writer still works."""
    AT_STOP[name] = do
