"""What the live path needs of a poll to read an answer, kept in memory so that a ballot costs no query.

Another process may correct a question meanwhile. So memory alone refuses nobody, and the ballot box stores nothing that
was read by a spec that no longer holds.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction

from .models import Poll


@dataclass(frozen=True, slots=True)
class Spec:
    """A poll as `Kind.clean` sees it, with its room and the linkage set its keys belong to. Equal specs read answers alike."""

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
    version: int = field(compare=False)  # the room's, when this was true of the poll


_known: dict[int, Spec] = {}
LIMIT = 2_000


def spec_of(poll: Poll) -> Spec:
    """The spec of a poll whose item, workshop and room are loaded."""
    room = poll.item.workshop.room
    return Spec(
        id=poll.pk,
        uuid=poll.uuid,
        linkage=poll.linkage,
        room=room.slug,
        room_id=room.pk,
        kind=poll.kind,
        question=poll.question,
        pole_a=poll.pole_a,
        pole_b=poll.pole_b,
        options=poll.options,
        settings=poll.settings,
        version=room.version,
    )


WITH_ROOM = ("item__workshop__room",)


def remember(poll: Poll) -> Spec:
    """Called whenever the step is rendered: before a phone can know a poll, this process knows it.

    After the commit, because what is undone was never true."""
    spec = spec_of(poll)
    transaction.on_commit(lambda: _keep(spec))
    return spec


def _keep(spec: Spec) -> None:
    if len(_known) >= LIMIT:
        _known.clear()
    _known[spec.id] = spec


def glance(poll_id: int) -> Spec | None:
    """From memory alone; for the event loop."""
    return _known.get(poll_id)


def load(poll_ids: Collection[int]) -> dict[int, Spec]:
    """From the database; without those that do not exist."""
    found = Poll.objects.select_related(*WITH_ROOM).in_bulk([poll_id for poll_id in poll_ids if 0 < poll_id < 2**31])
    return {poll_id: remember(poll) for poll_id, poll in found.items()}


def outdated(used: dict[int, Spec]) -> set[int]:
    """The keys of those specs that no longer hold. Asks the database, if there are any."""
    true = load({spec.id for spec in used.values()}) if used else {}
    return {key for key, spec in used.items() if spec != true.get(spec.id)}
