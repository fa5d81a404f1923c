"""What facilitators do before and during the evening. Steps run on the writer, so that two presses at once make one step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from participation.accounts.models import Municipality, User
from participation.live import writer
from participation.live.actions import raise_counted, raise_version
from participation.live.identity import Identity, digest_of, secret_of
from participation.live.models import Room

from .models import AgendaItem, Participant, Step, Workshop, new_code
from .pseudonyms import pseudonym_for
from .registers import AT_END, NEXT, Refused, kind_of

UNDO_SECONDS = 10
STEP_FIELDS = ["state", "item", "step", "last_step_at", "timer_ends_at", "curtain", "big_code", "ended_at"]


# -- preparing ------------------------------------------------------------------
@transaction.atomic
def create_workshop(*, municipality: Municipality, by: User | None, **fields: Any) -> Workshop:
    """A workshop with its room and a code that is not in use."""
    code = new_code()
    while Workshop.objects.filter(code=code).exists():
        code = new_code()
    return Workshop.objects.create(municipality=municipality, room=Room.objects.create(), code=code, **fields)


@transaction.atomic
def update_workshop(*, workshop: Workshop, by: User | None, **fields: Any) -> Workshop:
    for name, value in fields.items():
        setattr(workshop, name, value)
    workshop.save(update_fields=list(fields))
    raise_version(workshop.room_id)
    return workshop


@transaction.atomic
def add_item(*, workshop: Workshop, kind: str, by: User | None, after: AgendaItem | None = None, **fields: Any) -> AgendaItem:
    """A new agenda item, at the end or after another one."""
    if after is None:
        position = (workshop.items.aggregate(last=Max("position"))["last"] or 0) + 1
    else:
        position = after.position + 1
        workshop.items.filter(position__gte=position).update(position=F("position") + 1)
    item = AgendaItem.objects.create(workshop=workshop, kind=kind, position=position, **fields)
    raise_version(workshop.room_id)
    return item


@transaction.atomic
def update_item(*, item: AgendaItem, by: User | None, **fields: Any) -> AgendaItem:
    """Correct an item; a changed wording gets a new number, so that phones show it."""
    for name, value in fields.items():
        setattr(item, name, value)
    item.save(update_fields=list(fields))
    AgendaItem.objects.filter(pk=item.pk).update(wording=F("wording") + 1)
    raise_version(item.workshop.room_id)
    return item


@transaction.atomic
def move_item(*, item: AgendaItem, up: bool, by: User | None) -> None:
    """Swap an item with its neighbour; at the ends nothing happens."""
    items = list(item.workshop.items.all())
    here = items.index(item)
    there = here - 1 if up else here + 1
    if 0 <= there < len(items):
        items[here], items[there] = items[there], items[here]
        for position, each in enumerate(items, start=1):
            AgendaItem.objects.filter(pk=each.pk).update(position=position)
        raise_version(item.workshop.room_id)


@transaction.atomic
def remove_item(*, item: AgendaItem, by: User | None) -> None:
    """Take an item off the agenda; one that has begun stays, because answers may hang on it."""
    if item.started_at:
        raise Refused(_("This item has already begun; it can't be removed any more."))
    room_id = item.workshop.room_id
    item.delete()
    raise_version(room_id)


# -- steps ------------------------------------------------------------------------
def next_step(*, workshop: Workshop, revision: int, by: User | None) -> Workshop:
    """What the main button does now: start, a turn of the present item, the next item, or the end."""
    return writer.call(lambda: in_order(workshop.pk, revision, by, _advance))


def undo_step(*, workshop: Workshop, revision: int, by: User | None) -> Workshop:
    """A step forward that takes the last one back, within ten seconds and unless somebody has seen more than before."""
    return writer.call(lambda: in_order(workshop.pk, revision, by, _undo))


def go_back(*, workshop: Workshop, revision: int, by: User | None) -> Workshop:
    return writer.call(lambda: in_order(workshop.pk, revision, by, lambda w: _go(w, _neighbour(w, -1), "back")))


def skip(*, workshop: Workshop, revision: int, by: User | None) -> Workshop:
    return writer.call(lambda: in_order(workshop.pk, revision, by, lambda w: _go(w, _neighbour(w, +1), "skip")))


def go_to(*, workshop: Workshop, item: AgendaItem, revision: int, by: User | None) -> Workshop:
    return writer.call(lambda: in_order(workshop.pk, revision, by, lambda w: _go(w, w.items.get(pk=item.pk), "goto")))


def end_workshop(*, workshop: Workshop, by: User | None) -> Workshop:
    """Ends the evening, whatever the step: polls become final, proposals go to the municipality."""
    return writer.call(lambda: in_order(workshop.pk, None, by, _end))


def turn_of(workshop: Workshop):
    """The turn of the present item, or None before the start and after the end."""
    return kind_of(workshop.item).turn(workshop.item) if workshop.item else None


def following(workshop: Workshop) -> AgendaItem | None:
    items = list(workshop.items.all())
    if workshop.item is None:
        return items[0] if items else None
    here = next((index for index, item in enumerate(items) if item.pk == workshop.item_id), -1)
    return items[here + 1] if here + 1 < len(items) else None


def in_order(workshop_id: int, revision: int | None, by: User | None, do) -> Workshop:
    """Run one step on the locked row if nobody was faster, and write it into the log."""
    workshop = Workshop.objects.select_for_update(of=("self",)).select_related("item", "room").get(pk=workshop_id)
    if workshop.state == Workshop.State.ENDED:
        raise Refused(_("This workshop has ended."))
    if revision is not None and workshop.step != revision:
        raise Refused(_("Somebody was faster: the evening is already one step further. Please look before you press again."))
    before = workshop.item
    verb, item = do(workshop)
    workshop.step += 1
    workshop.last_step_at = timezone.now()
    workshop.save(update_fields=STEP_FIELDS)
    Step.objects.create(workshop=workshop, number=workshop.step, verb=verb, item=item, before=before, by=by, at=workshop.last_step_at)
    raise_version(workshop.room_id, mine=verb in {"close", "reveal", "end"})
    raise_counted(workshop.room_id)  # the turnout of another item is another picture
    return workshop


def _advance(workshop: Workshop) -> tuple[str, AgendaItem | None]:
    if workshop.state == Workshop.State.DRAFT:
        workshop.state = Workshop.State.RUNNING
        return "start", _enter(workshop, following(workshop))
    if (turn := turn_of(workshop)) and turn.verb != NEXT.verb:
        kind_of(workshop.item).perform(workshop.item, turn.verb)
        return turn.verb, workshop.item
    if upcoming := following(workshop):
        return "next", _enter(workshop, upcoming)
    return _end(workshop)


def _undo(workshop: Workshop) -> tuple[str, AgendaItem | None]:
    last = workshop.steps.select_related("item", "before").last()
    if last is None or last.at < timezone.now() - timedelta(seconds=UNDO_SECONDS):
        raise Refused(_("This can only be undone within ten seconds."))
    if last.verb == "start":
        workshop.state = Workshop.State.DRAFT
        _enter(workshop, None)
    elif last.verb in {"next", "skip", "back", "goto"}:
        _enter(workshop, last.before)
    elif last.item and last.verb in {"open", "close"}:
        kind_of(last.item).undo(last.item, last.verb)
    else:
        raise Refused(_("This can't be undone."))
    return "undo", workshop.item


def _go(workshop: Workshop, item: AgendaItem | None, verb: str) -> tuple[str, AgendaItem]:
    if workshop.state != Workshop.State.RUNNING:
        raise Refused(_("The workshop has not begun yet."))
    if item is None:
        raise Refused(_("There is no further item in this direction."))
    return verb, _enter(workshop, item)


def _neighbour(workshop: Workshop, direction: int) -> AgendaItem | None:
    items = list(workshop.items.all())
    here = next((index for index, item in enumerate(items) if item.pk == workshop.item_id), None)
    if here is None or not 0 <= here + direction < len(items):
        return None
    return items[here + direction]


def _enter(workshop: Workshop, item: AgendaItem | None) -> AgendaItem | None:
    """Make `item` the present one, with its timer if it has one."""
    now = timezone.now()
    if workshop.item:
        kind_of(workshop.item).leave(workshop.item)
        AgendaItem.objects.filter(pk=workshop.item.pk).update(finished_at=now)
    workshop.item = item
    workshop.timer_ends_at = None
    if item:
        AgendaItem.objects.filter(pk=item.pk, started_at=None).update(started_at=now)
        if kind_of(item).has_timer:
            workshop.timer_ends_at = now + timedelta(minutes=item.minutes)
    return item


def _end(workshop: Workshop) -> tuple[str, AgendaItem | None]:
    last = workshop.item
    if last:
        _enter(workshop, None)
    workshop.state = Workshop.State.ENDED
    workshop.ended_at = timezone.now()
    workshop.curtain = workshop.big_code = False
    for end in AT_END.values():
        end(workshop)
    return "end", last


# -- beside the steps ------------------------------------------------------------------
@transaction.atomic
def _set(workshop: Workshop, *, mine: bool = False, **fields: Any) -> None:
    Workshop.objects.filter(pk=workshop.pk).update(**fields)
    raise_version(workshop.room_id, mine=mine)


def set_timer(*, workshop: Workshop, seconds: int | None, by: User | None) -> None:
    """Start a timer, or stop it with None. It never closes a poll."""
    _set(workshop, timer_ends_at=timezone.now() + timedelta(seconds=seconds) if seconds else None)


def add_time(*, workshop: Workshop, seconds: int, by: User | None) -> None:
    """Lengthen the timer; one that has run out goes on from now."""
    now = timezone.now()
    ends_at = Workshop.objects.values_list("timer_ends_at", flat=True).get(pk=workshop.pk)
    _set(workshop, timer_ends_at=max(ends_at or now, now) + timedelta(seconds=seconds))


def set_curtain(*, workshop: Workshop, down: bool, by: User | None) -> None:
    _set(workshop, curtain=down)


def set_big_code(*, workshop: Workshop, on: bool, by: User | None) -> None:
    _set(workshop, big_code=on)


def set_theme(*, workshop: Workshop, theme: str, by: User | None) -> None:
    _set(workshop, stage_theme="dark" if theme == "dark" else "light")


def set_lock(*, workshop: Workshop, locked: bool, by: User | None) -> None:
    """A locked room lets nobody new in; who is in stays in."""
    _set(workshop, is_locked=locked)


@transaction.atomic
def remove_participant(*, workshop: Workshop, participant_id: int, by: User | None) -> None:
    """Send somebody out. Ballots already cast stay, because nothing links them to a participant."""
    if not Participant.objects.filter(pk=participant_id, workshop=workshop).update(is_removed=True):
        raise Refused(_("There is nobody of this name in the room."))
    raise_version(workshop.room_id, mine=True)
    raise_counted(workshop.room_id)


# -- joining -----------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Joined:
    participant: Participant
    identity: Identity


def join(*, workshop: Workshop, nonce: str) -> Joined:
    """The participant that belongs to a join form's nonce: made once, however often the form arrives. Raises Refused."""
    outcome = writer.submit(_join_all, (workshop.pk, nonce)).result(timeout=30)
    if isinstance(outcome, Refused):
        raise outcome
    return Joined(outcome, Identity(workshop.room.slug, outcome.pk, secret_of(nonce)))


def _join_all(requests: Sequence[tuple[int, str]]) -> list[Participant | Refused]:
    """One insert for all who arrived together; the room's row lock keeps other processes from taking the same name."""
    outcomes: dict[tuple[int, str], Participant | Refused] = {}
    for workshop_id in {workshop_id for workshop_id, _nonce in requests}:
        nonces = list(dict.fromkeys(nonce for wanted, nonce in requests if wanted == workshop_id))
        raise_counted(Workshop.objects.values_list("room_id", flat=True).get(pk=workshop_id))
        for nonce, outcome in zip(nonces, _join_room(workshop_id, nonces), strict=True):
            outcomes[workshop_id, nonce] = outcome
    return [outcomes[request] for request in requests]


def _join_room(workshop_id: int, nonces: list[str]) -> list[Participant | Refused]:
    workshop = Workshop.objects.get(pk=workshop_id)
    digests = [digest_of(nonce) for nonce in nonces]
    here = workshop.participants.all()
    known = {bytes(each.nonce_digest): each for each in here.filter(nonce_digest__in=digests)}
    taken, count = set(here.values_list("pseudonym", flat=True)), here.filter(is_removed=False).count()
    refusal, new = door(workshop), []
    for nonce, digest in zip(nonces, digests, strict=True):
        if digest in known or refusal or count + len(new) >= workshop.capacity:
            continue
        name = next(name for name in map(partial(pseudonym_for, nonce), range(10_000)) if name not in taken)
        taken.add(name)
        new.append(Participant(workshop=workshop, pseudonym=name, nonce_digest=digest))
    known |= {bytes(each.nonce_digest): each for each in Participant.objects.bulk_create(new)}
    return [known.get(digest) or refusal or Refused(_("This room is full.")) for digest in digests]


def door(workshop: Workshop) -> Refused | None:
    """Why nobody new may come in now, or None."""
    if workshop.state == Workshop.State.ENDED:
        return Refused(_("This workshop has ended."))
    if workshop.is_locked:
        return Refused(_("This room is locked: nobody new can join right now. Ask the person who runs the workshop."))
    return None


def erase_participant(identity: Identity) -> int:
    """Forget one participant on their own wish; the phone's cookie goes with the answer."""
    return writer.call(partial(_erase_participant, identity))


def _erase_participant(identity: Identity) -> int:
    deleted, _by_model = Participant.objects.filter(pk=identity.id, workshop__room__slug=identity.room).delete()
    if deleted:
        raise_counted(Room.objects.values_list("pk", flat=True).get(slug=identity.room))
    return deleted


def forget_participants(now: datetime) -> int:
    """End what was left running for twelve hours, and delete the participants of workshops that ended a day ago."""
    for workshop in Workshop.objects.filter(state=Workshop.State.RUNNING, last_step_at__lt=now - timedelta(hours=12)):
        end_workshop(workshop=workshop, by=None)
    due = Workshop.objects.filter(ended_at__lt=now - timedelta(hours=24), forgotten_at=None)
    deleted, _by_model = Participant.objects.filter(workshop__in=due).delete()
    due.update(forgotten_at=now)
    return deleted
