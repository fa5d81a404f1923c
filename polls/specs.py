"""Specs: the part of a poll that is needed to validate answers, kept in memory so that a ballot costs no query.

Another process may correct the question meanwhile. So no answer is refused because of a spec in memory alone, and the ballot box
stores no ballot that was validated with an outdated spec.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction

from participation.bounded import BoundedDict

from .models import Poll


@dataclass(frozen=True, slots=True)
class Spec:
    """A poll as `Kind.clean` needs it, its room, and the linkage from which its ballots' keys are made.

    Equal specs validate every answer with the same outcome.
    """

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
    # The version of the room when this was read. An unchanged version means that the spec is still current.
    version: int = field(compare=False)


_known: BoundedDict[int, Spec] = BoundedDict(2_000)


def spec_of(poll: Poll) -> Spec:
    """The spec of a poll that was loaded with WITH_ROOM."""
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
    """Keep the spec of a poll that was loaded with WITH_ROOM, after the commit, because a rollback may undo what was read.

    Rendering a step calls this, so a process knows the spec before a phone can answer.
    """
    spec = spec_of(poll)
    transaction.on_commit(lambda: _keep(spec))
    return spec


def _keep(spec: Spec) -> None:
    _known[spec.id] = spec


def remembered(poll_id: int) -> Spec | None:
    """The spec in memory, or None. Without a query, for the event loop."""
    return _known.get(poll_id)


def load(poll_ids: Collection[int]) -> dict[int, Spec]:
    """The specs of these polls from the database, by poll id. Polls that do not exist are missing."""
    found = Poll.objects.select_related(*WITH_ROOM).in_bulk([poll_id for poll_id in poll_ids if 0 < poll_id < 2**31])
    return {poll_id: remember(poll) for poll_id, poll in found.items()}


def outdated(used: dict[int, Spec]) -> set[int]:
    """The keys of the specs in `used` that are no longer current. One query, or none if `used` is empty."""
    current = load({spec.id for spec in used.values()}) if used else {}
    return {key for key, spec in used.items() if spec != current.get(spec.id)}
