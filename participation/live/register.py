"""What apps bring to the live path, in their AppConfig.ready(): message handlers, slots, parts of `mine`, and who is not in the room."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

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


def slot(name: str, *, audiences, follows: str, with_presence: bool = False):
    """Decorator: `render(room_slug, audience) -> Picture` becomes the slot `name`."""

    def keep(render):
        register.slots[name] = Slot(name, frozenset(audiences), follows, render, with_presence)
        return render

    return keep


def handle(kind: str):
    """Decorator: `handler(identity, frame, language) -> reply frame, or a Future of it` answers frames `{"t": kind}` of a phone."""

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
