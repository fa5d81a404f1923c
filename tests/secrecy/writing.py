"""The people of a room write proposals, and each of these has another fate."""

from typing import TYPE_CHECKING

from participation.proposals import actions as proposals
from participation.proposals.models import Proposal

from ..evening import press

if TYPE_CHECKING:
    from .room import Room

MORE = {"merged early": 7, "merged late": 7, "declined": 7}  # proposals of another fate, and how many write one
FATES = ("kept", *MORE)


def write_proposals(room: "Room") -> None:
    press(room.workshop, by=room.ben)
    for person in room.shuffled(room.here())[:8]:
        title = write(room, person, "kept")
        room.secrets["proposals"].happens(person, title)
        room.numbers[title] = room.links["kept"][person][0]
    for fate, many in MORE.items():
        for person in room.shuffled(room.here())[:many]:
            write(room, person, fate)
    room.lots()
    fates = {pk: fate for fate, links in room.links.items() for pk, _token in links.values()}
    waiting = Proposal.objects.filter(workshop=room.workshop).order_by("pk")
    for proposal in waiting:
        if fates[proposal.pk] == "declined":
            proposals.decline(proposal=proposal, by=room.ben, rule="unrelated")
        else:
            proposals.transition(proposal=proposal, verb="release", by=room.ben)
    for proposal in (each for each in waiting if fates[each.pk] == "merged early"):
        proposals.merge(proposal=proposal, into=lead_of(room), by=room.ben, reason="Beide wollen dasselbe.")
    room.frame()


def write(room: "Room", person: int, fate: str) -> str:
    """A proposal of this person. Gives its title."""
    room.pause()
    title = f"Vorschlag {room.chance.getrandbits(40):010x}{' am Markt' * (2 * len(room.links[fate]) % 8)}"
    identity, nonce = room.phones[person].identity, f"{room.chance.getrandbits(128):032x}"
    sent = proposals.create(identity=identity, workshop=room.workshop, nonce=nonce, title=title, what="Mehr Schatten.")
    room.links[fate][person] = sent.proposal.pk, sent.receipt
    room.titles[sent.proposal.pk] = title
    return title


def lead_of(room: "Room") -> Proposal:
    """The proposal that others are merged into."""
    return Proposal.objects.get(pk=min(room.numbers.values()))
