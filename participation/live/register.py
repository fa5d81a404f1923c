"""What apps bring to the live path, in their AppConfig.ready(): message handlers, slots, parts of `mine`, and who is not in the room."""

from collections.abc import Callable, Collection
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from .identity import Identity

PHONE, STAGE, CONSOLE = "phone", "stage", "console"
AUDIENCES = (PHONE, STAGE, CONSOLE)


@dataclass(frozen=True, slots=True)
class Picture:
    """What a slot shows: an HTML fragment, the same for everyone in the audience, and data for programs."""

    html: str
    data: Any
    same: Any = None  # equal `same` means nothing changed, for pictures that hold a running clock …
    anew: "Callable[[], Picture] | None" = None  # … which is set anew, without a query, for whoever arrives


EMPTY = Picture("", None)


_kept: dict[tuple[str, ...], tuple[Any, Picture]] = {}
KEPT_LIMIT = 500


def kept(place: tuple[str, ...], true_of: Any, draw: Callable[[], Picture]) -> Picture:
    """The picture drawn last at this place, for as long as what it is true of stays the same; else a new one."""
    if (known := _kept.get(place)) and known[0] == true_of:
        return known[1]
    if len(_kept) >= KEPT_LIMIT:
        _kept.clear()
    picture = draw()
    _kept[place] = (true_of, picture)
    return picture


@dataclass(frozen=True, slots=True)
class Slot:
    """`render(room_slug, audience) -> Picture` in the active language; `follows` is "version", "counted" or "both"."""

    name: str
    audiences: frozenset[str]
    follows: str
    render: Callable[[str, str], Picture]
    with_presence: bool = False


@dataclass
class Register:
    slots: dict[str, Slot] = field(default_factory=dict)
    handlers: dict[str, Callable[..., Any]] = field(default_factory=dict)
    mine: dict[str, Callable[[str, list], list]] = field(default_factory=dict)
    missing: Callable[[str, Collection[int]], set[int]] | None = None
    stage_room: Callable[[str], str | None] | None = None
    may_facilitate: Callable[[Any, str], bool] | None = None
    chores: dict[str, Callable[[list[str]], None]] = field(default_factory=dict)


register = Register()


def ask(identity: Identity, frame: dict[str, Any], language: str) -> "Future[dict[str, Any]]":
    """A future of the reply to a phone's frame, for who waits for it."""
    future: Future[dict[str, Any]] = Future()
    future.set_running_or_notify_cancel()
    register.handlers[frame["t"]](identity, frame, language, future.set_result)
    return future


def slot(name: str, *, audiences, follows: str, with_presence: bool = False):
    """Decorator: `render(room_slug, audience) -> Picture` becomes the slot `name`."""

    def keep(render):
        register.slots[name] = Slot(name, frozenset(audiences), follows, render, with_presence)
        return render

    return keep


def handle(kind: str):
    """Decorator: `handler(identity, frame, language, tell)` answers frames `{"t": kind}` of a phone.

    It calls `tell(reply)` once, at once or from another thread after a commit.
    """

    def keep(handler):
        register.handlers[kind] = handler
        return handler

    return keep


def mine(name: str):
    """Decorator: `reader(room_slug, identities) -> one value each` is the part `name` of every phone's `mine` frame."""

    def keep(reader):
        register.mine[name] = reader
        return reader

    return keep


def chore(name: str):
    """Decorator: `do(room_slugs)` runs every two seconds for the rooms that have sockets here."""

    def keep(do):
        register.chores[name] = do
        return do

    return keep
