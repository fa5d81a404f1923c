"""What the people of a room do a day after their evening, from browsers that know nothing but a private link."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from participation.discussion import actions as discussion
from participation.proposals import actions as proposals
from participation.proposals import receipts
from participation.proposals.models import Proposal
from workshops import actions as workshops

if TYPE_CHECKING:
    from .room import Room


def live_on(room: "Room") -> None:
    """The town hall asks the authors and offers them other wordings; they reply by their private links, and all rate the answers."""
    asked = {pk: ask_and_offer(room, pk) for pk in room.shuffled(sorted(room.numbers.values()))}
    for person in room.shuffled(list(room.links)):
        pk, token = room.links[person]
        text = f"Antwort {room.chance.getrandbits(40):010x}"
        by_link(room, f"{reverse('receipt', args=[token])}reply/{asked[pk]}/", text=text)
        room.secrets["replies"].happens(person, text)
    for person in room.shuffled(list(room.links)):
        pk, token = room.links[person]
        by_link(room, reverse("receipt", args=[token]), do="agree")
        room.secrets["offers"].happens(person, str(pk))
    rate(room)
    workshops.forget()  # as every hour
    room.settle()
    room.take("a day later")


def ask_and_offer(room: "Room", pk: int) -> int:
    """Clara asks, and says yes to another wording. Gives the number of her question."""
    proposal = Proposal.objects.get(pk=pk)
    question = discussion.say(proposal=proposal, by=room.clara, kind="question", text="Wo genau?")
    until, by_when = (timezone.localdate() + timedelta(days=days) for days in (14, 90))
    words = {"reason": "Im Park geht es gleich.", "wording": "Mehr Schatten im Park.", "who": "Clara"}
    proposals.draft_response(proposal=proposal, by=room.clara, verdict="changed", open_until=until, by_when=by_when, **words)
    proposals.publish_response(proposal=proposal, by=room.clara)
    return question.pk


def by_link(room: "Room", address: str, **words: str) -> None:
    """Whoever has the link sends a form from a browser that knows nothing else."""
    room.wait()
    assert Client().post(address, words).status_code == 303


def rate(room: "Room") -> None:
    """Each on a page of their choice; authors by their private link."""
    ids = sorted(room.numbers.values())
    for person in room.shuffled(room.joined):
        helps = room.chance.choice(("0", "1", "2"))
        if person in room.links:
            by_link(room, reverse("receipt", args=[room.links[person][1]]), do="rate", understood="2", helps=helps)
        else:
            room.wait()
            proposal = Proposal.objects.select_related("response").get(pk=room.chance.choice(ids))
            key = receipts.public_rating_key(room.chance.randbytes(32), proposal.uuid)
            proposals.rate(proposal=proposal, key=key, understood=2, helps=int(helps))
        room.secrets["ratings"].happens(person, helps)
