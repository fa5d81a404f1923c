"""Who is in a room now, over all processes: connected phones, phones heard within a minute, and forms waiting at the door."""

import time

from . import presence
from .hub import hub
from .room import Presence, RoomState


def presence_counts(slug: str) -> Presence:
    """How many phones are present, and how many forms wait at the door."""
    return _state(slug).presence


def count_present(slug: str, joined: int) -> int:
    """How many of those who joined are present. A process that has just started counts all of them, because they are reconnecting."""
    return joined if _is_new() else min(presence_counts(slug).phones, joined)  # one phone may be counted by two processes


def presence_key(slug: str) -> tuple[int, bool]:
    """Changes whenever `count_present` may change."""
    return presence_counts(slug).phones, _is_new()


def present_participants(slug: str) -> set[int] | None:
    """The participants who are present. None if other processes know of some, or if this process has just started."""
    state = _state(slug)
    return None if state.remote_presence or _is_new() else presence.phones.members(slug) | set(state.by_person)


def simulated_participants(slug: str) -> set[int]:
    """The participants who joined through this process and said that they are simulated."""
    return presence.simulated.members(slug)


def _state(slug: str) -> RoomState:
    return hub.rooms.get(slug) or RoomState(slug)


def _is_new() -> bool:
    return hub.loop is not None and time.monotonic() - hub.started_at < presence.PRESENT_SECONDS
