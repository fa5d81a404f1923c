"""Coming in, and being forgotten on one's own wish."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from participation.live import scrub, writer
from participation.live.actions import raise_counted
from participation.live.identity import Identity, digest_of, secret_of
from participation.live.models import Room

from ..models import Participant, Workshop
from ..pseudonyms import pseudonym_for
from ..registers import Refused


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
    workshops = Workshop.objects.filter(pk__in={workshop_id for workshop_id, _nonce in requests}).order_by("room_id")
    for workshop_id, room_id in workshops.values_list("pk", "room_id"):
        nonces = list(dict.fromkeys(nonce for wanted, nonce in requests if wanted == workshop_id))
        raise_counted(room_id)
        for nonce, outcome in zip(nonces, _join_room(workshop_id, nonces), strict=True):
            outcomes[workshop_id, nonce] = outcome
    return [outcomes[request] for request in requests]


def _join_room(workshop_id: int, nonces: list[str]) -> list[Participant | Refused]:
    workshop = Workshop.objects.get(pk=workshop_id)
    digests = [digest_of(nonce) for nonce in nonces]
    here = workshop.participants.all()
    known = {bytes(each.nonce_digest): each for each in here.filter(nonce_digest__in=digests)}
    taken, count = set(here.values_list("pseudonym", flat=True)), here.filter(is_removed=False).count()
    refusal = door(workshop)
    new: list[Participant] = []
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
    for room_id in Room.objects.filter(slug=identity.room).values_list("pk", flat=True):
        raise_counted(room_id, mine=True)  # other tabs of this phone leave, on whichever process they are
    deleted, _by_model = Participant.objects.filter(pk=identity.id, workshop__room__slug=identity.room).delete()
    transaction.on_commit(scrub.soon)  # the name goes last
    return deleted
