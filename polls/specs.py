"""What the live path needs of a poll to read an answer, kept in memory so that a ballot costs no query."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from .models import Poll


@dataclass(frozen=True, slots=True)
class Spec:
    """A poll as `Kind.clean` sees it, with its room and the linkage set its keys belong to."""

    id: int
    uuid: UUID
    linkage: UUID
    room: str
    room_id: int
    kind: str
    question: Any
    pole_a: Any
    pole_b: Any
    options: list[dict[str, Any]]
    settings: dict[str, Any]


_known: dict[int, Spec] = {}
LIMIT = 2_000


def spec_of(poll: Poll) -> Spec:
    """The spec of a poll whose item, workshop and room are loaded."""
    room = poll.item.workshop.room
    return Spec(
        id=poll.pk,
        uuid=poll.uuid,
        linkage=linkage_of(poll),
        room=room.slug,
        room_id=room.pk,
        kind=poll.kind,
        question=poll.question,
        pole_a=poll.pole_a,
        pole_b=poll.pole_b,
        options=poll.options,
        settings=poll.settings,
    )


def linkage_of(poll: Poll) -> UUID:
    """The poll itself, or the declared before/after pair."""
    pair = getattr(poll.item, "pair_as_before", None) or getattr(poll.item, "pair_as_after", None)
    return pair.uuid if pair else poll.uuid


WITH_ROOM = ("item__workshop__room", "item__pair_as_before", "item__pair_as_after")


def remember(poll: Poll) -> Spec:
    """Called whenever the step is rendered: before a phone can know a poll, this process knows it."""
    if len(_known) >= LIMIT:
        _known.clear()
    _known[poll.pk] = spec = spec_of(poll)
    return spec


def glance(poll_id: int) -> Spec | None:
    """From memory alone; for the event loop."""
    return _known.get(poll_id)


def load(poll_id: int) -> Spec | None:
    """From the database; None for a poll that does not exist."""
    poll = Poll.objects.select_related(*WITH_ROOM).filter(pk=poll_id).first()
    return remember(poll) if poll else None


def forget(poll_id: int) -> None:
    _known.pop(poll_id, None)
