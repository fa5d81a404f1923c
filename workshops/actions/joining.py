"""Joining a workshop, and being let in or sent out."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from participation.accounts.models import User
from participation.live.actions import lock, raise_counted, raise_version
from participation.live.database import writer
from participation.live.guards.identity import Identity, digest_of, secret_of
from participation.live.models import Room
from participation.live.rooms import people, presence
from participation.live.rooms.hub import hub

from ..models import MOST_PEOPLE, SPARE, Participant, Workshop
from ..pseudonyms import pseudonym_for
from ..refused import Refused


@dataclass(frozen=True, slots=True)
class Joined:
    """What `join` returns."""

    participant: Participant
    identity: Identity


class Waits(Refused):
    """More have joined than were expected. The form is sent again until the facilitator lets its phone in."""


WAITS = Waits()
# Earlier than that nobody can join, so that a guessed code is of no use.
OPENS_BEFORE = timedelta(hours=2)


def join(*, workshop: Workshop, nonce: str, has_waited: bool = False) -> Joined:
    """Make the participant of a join form's nonce, or find the one that this nonce has made before. Runs on the writer.

    `has_waited` means that the phone was told to wait and has sent its form again; a script that only sends new forms is never
    let in. Raises Waits if the phone has to wait, Refused if nobody can join, TimeoutError after 30 seconds."""
    room = workshop.room.slug
    outcome: Participant | Refused | None = _refuse_without_writer(workshop.pk, nonce, has_waited)
    if outcome is None:
        outcome = writer.submit(_join_waiting if has_waited else _join_all, (workshop.pk, nonce)).result(timeout=30)
    if isinstance(outcome, Waits) and has_waited:
        presence.waiting_at_door.add(room, digest_of(nonce))
    if isinstance(outcome, Refused):
        raise outcome
    presence.waiting_at_door.remove(room, digest_of(nonce))
    presence.phones.add(room, outcome.pk)
    return Joined(outcome, Identity(room, outcome.pk, secret_of(nonce)))


def _refuse_without_writer(workshop_id: int, nonce: str, has_waited: bool) -> Refused | None:
    """WAITS if the room is full, else None. It spares the writer the many repeated forms of waiting phones."""
    workshop = Workshop.objects.get(pk=workshop_id)
    joined = workshop.participants
    is_full = joined.filter(is_removed=False).count() >= places_in(workshop, has_waited)
    return WAITS if is_full and not door(workshop) and not joined.filter(nonce_digest=digest_of(nonce)).exists() else None


def _join_waiting(requests: Sequence[tuple[int, str]]) -> list[Participant | Refused]:
    return _join_all(requests, has_waited=True)


def _join_all(requests: Sequence[tuple[int, str]], *, has_waited: bool = False) -> list[Participant | Refused]:
    """Join all that arrived together with one insert per room. `raise_counted` locks the room, so no other process takes the same name."""
    outcomes: dict[tuple[int, str], Participant | Refused] = {}
    workshops = Workshop.objects.filter(pk__in={workshop_id for workshop_id, _nonce in requests}).order_by("room_id")
    for workshop_id, room_id in workshops.values_list("pk", "room_id"):
        nonces = list(dict.fromkeys(nonce for wanted, nonce in requests if wanted == workshop_id))
        raise_counted(room_id)
        for nonce, outcome in zip(nonces, _join_room(workshop_id, nonces, has_waited), strict=True):
            outcomes[workshop_id, nonce] = outcome
    return [outcomes[request] for request in requests]


def _join_room(workshop_id: int, nonces: list[str], has_waited: bool) -> list[Participant | Refused]:
    workshop = Workshop.objects.get(pk=workshop_id)
    digests = [digest_of(nonce) for nonce in nonces]
    here = workshop.participants.all()
    known = {bytes(each.nonce_digest): each for each in here.filter(nonce_digest__in=digests)}
    taken, count = set(here.exclude(pseudonym=None).values_list("pseudonym", flat=True)), here.filter(is_removed=False).count()
    refusal, places = door(workshop), places_in(workshop, has_waited)
    new: list[Participant] = []
    for nonce, digest in zip(nonces, digests, strict=True):
        if digest in known or refusal or count + len(new) >= places:
            continue
        name = next(name for name in map(partial(pseudonym_for, nonce), range(10_000)) if name not in taken)
        taken.add(name)
        new.append(Participant(workshop=workshop, pseudonym=name, nonce_digest=digest))
    known |= {bytes(each.nonce_digest): each for each in Participant.objects.bulk_create(new)}
    for each in new:
        presence.recent_joins.add(workshop.room.slug, each.pk)
    return [_outcome(known.get(digest), refusal) for digest in digests]


def _outcome(participant: Participant | None, refusal: Refused | None) -> Participant | Refused:
    if participant is None:
        return refusal or WAITS
    if participant.pseudonym is None:
        return Refused(_("With this form you have been here already, and have erased everything. Open the page once more to join anew."))
    return participant


def places_in(workshop: Workshop, has_waited: bool) -> int:
    """Up to how many participants this phone may join, if it has waited or not."""
    return max(workshop.comes_in_freely, min(workshop.admits or 0, workshop.capacity) if has_waited else 0)


# {room slug: the `presence_key` of its last slots}; used by one thread.
_present: dict[str, tuple[int, bool]] = {}


def recount_people(rooms: list[str]) -> None:
    """Raise `counted` of rooms in which somebody came or left, because slots show how many of those present have answered.

    `participation.live` calls it as a chore."""
    for gone in _present.keys() - set(rooms):
        del _present[gone]
    for slug in rooms:
        now = people.presence_key(slug)
        if _present.setdefault(slug, now) != now:
            _present[slug] = now
            for room_id in Room.objects.filter(slug=slug).values_list("pk", flat=True):
                with suppress(Room.DoesNotExist):  # deleted a moment ago
                    writer.call(partial(raise_counted, room_id))


def let_in(*, workshop: Workshop, waiting: int, by: User | None) -> None:
    """Admit the `waiting` phones and SPARE more, for those who come late. Raises the capacity if needed."""
    writer.call(partial(_let_in, workshop.pk, waiting))


def _let_in(workshop_id: int, waiting: int) -> None:
    lock(workshop=workshop_id)
    workshop = Workshop.objects.get(pk=workshop_id)
    raise_version(workshop.room_id)
    here = workshop.participants.filter(is_removed=False).count()
    admits = min(MOST_PEOPLE, max(workshop.admits or 0, here + waiting + SPARE))
    Workshop.objects.filter(pk=workshop_id).update(admits=admits, capacity=max(workshop.capacity, admits))


def send_out_arrivals(*, workshop: Workshop, minutes: int, by: User | None) -> None:
    """Send out everybody who joined within the last minutes; from then on newcomers wait to be let in.

    Times of joining are kept for an hour, and only in the memory of the process that handled the join. So every process is told
    to send out its own. Raises Refused if there is one process and it knows of nobody."""
    gone = send_out_here(workshop.room.slug, minutes)
    if hub.relay and hub.loop:
        hub.loop.call_soon_threadsafe(hub.relay.send_removal, workshop.room.slug, minutes)
    elif not gone:
        raise Refused(_("Nobody joined within this time, as far as the server remembers."))


def send_out_here(room: str, minutes: int) -> int:
    """Send out those who joined through this process within the last minutes. Returns how many."""
    arrived = presence.recent_joins.members(room, 60 * minutes)
    return writer.call(partial(_send_out, room, arrived)) if arrived else 0


def _send_out(room: str, arrived: set[int]) -> int:
    workshop = Workshop.objects.get(room__slug=room)
    raise_version(workshop.room_id, mine=True)
    raise_counted(workshop.room_id)
    gone = workshop.participants.filter(is_removed=False, pk__in=arrived).update(is_removed=True)
    if gone:
        Workshop.objects.filter(pk=workshop.pk).update(admits=workshop.participants.filter(is_removed=False).count())
    return gone


def door(workshop: Workshop) -> Refused | None:
    """Why nobody new can join now, or None if they can."""
    if workshop.state == Workshop.State.ENDED:
        return Refused(_("This workshop has ended."))
    if workshop.is_locked:
        return Refused(_("This room is locked: nobody new can join right now. Ask the person who runs the workshop."))
    if opens := opens_later(workshop):
        local = timezone.localtime(opens)
        day, hour = date_format(local, "DATE_FORMAT"), date_format(local, "TIME_FORMAT")
        return Refused(_("It’s not time yet. You can come in from {hour} on {day}.").format(day=day, hour=hour))
    return None


def opens_later(workshop: Workshop) -> datetime | None:
    """When joining becomes possible, if that is in the future: two hours before the beginning. None for rehearsals."""
    opens = workshop.starts_at - OPENS_BEFORE
    is_early = workshop.state == Workshop.State.DRAFT and not workshop.is_rehearsal and timezone.now() < opens
    return opens if is_early else None
