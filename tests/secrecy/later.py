"""What the people of a room do a day after their evening, from browsers that know nothing but a private link."""

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from participation.accounts.mail import _seal, send_due
from participation.discussion import actions as discussion
from participation.following import messages, sealing
from participation.following.subjects import FollowedProposal
from participation.notices.actions import tell_due
from participation.proposals import actions as proposals
from participation.proposals import receipts
from participation.proposals.models import Proposal
from workshops import actions as workshops

from .writing import lead_of

if TYPE_CHECKING:
    from .room import Room

FOLLOWERS = 16
DAY = timedelta(days=1)


def live_on(room: "Room") -> None:
    """The town hall merges, asks and offers; a day later the authors answer by their private links, and all rate and follow."""
    for pk in room.shuffled([pk for pk, _token in room.links["merged late"].values()]):
        proposals.merge(proposal=Proposal.objects.get(pk=pk), into=lead_of(room), by=room.clara, reason="Beide wollen dasselbe.")
    asked = {pk: ask_and_offer(room, pk) for pk in room.shuffled(sorted(room.numbers.values()))}
    with a_day_later():
        tell(room)
        follow(room)
        for secret, fate in (("leavings", "merged late"), ("early leavings", "merged early")):
            press_all(room, secret, fate, lambda _person: "leave")
        press_all(room, "second looks", "declined", lambda _person: "appeal")
        reply(room, asked)
        press_all(room, "offers", "kept", lambda person: "refuse" if person % 3 == 0 else "agree")
        rate(room)
        room.lots()
        workshops.forget()  # as every hour
        room.settle()
        look_at_pages(room)
        room.take("a day later")


@contextmanager
def a_day_later():
    """The clock goes on, a day later."""
    real, timezone.now = timezone.now, lambda: real() + DAY
    try:
        yield
    finally:
        timezone.now = real


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
    """Whoever has the link sends a form from a browser that knows nothing else. The next hour the town hall is told of what waits."""
    room.pause()
    assert Client().post(address, words).status_code == 303
    tell(room)


def tell(room: "Room") -> None:
    """What `serve` does every hour, by day: staff get their mail."""
    tell_due(timezone.localtime().replace(hour=12))
    send_due()
    room.mails += [f"{message.subject} {message.body}" for message in mail.outbox]
    mail.outbox.clear()


def press_all(room: "Room", secret: str, fate: str, button) -> None:
    """The authors of these proposals press a button of their private link's page. Nobody may learn which proposal is whose."""
    for person in room.shuffled(list(room.links[fate])):
        pk, token = room.links[fate][person]
        by_link(room, reverse("receipt", args=[token]), do=button(person))
        room.secrets[secret].happens(person, str(pk))


def reply(room: "Room", asked: dict[int, int]) -> None:
    for person in room.shuffled(list(room.links["kept"])):
        pk, token = room.links["kept"][person]
        text = f"Antwort x{room.chance.getrandbits(40):010x}"  # no phone number
        by_link(room, f"{reverse('receipt', args=[token])}reply/{asked[pk]}/", text=text)
        room.secrets["replies"].happens(person, text)


def follow(room: "Room") -> None:
    """They type their addresses on the page of a proposal, and confirm them. Between the two the mail server is away for a while."""
    people = room.shuffled(room.joined)[:FOLLOWERS]
    wishes = {person: room.chance.choice(sorted(room.numbers.values())) for person in people}
    for person, pk in wishes.items():
        room.pause()
        assert Client().post(reverse("follow", args=[pk]), {"address": f"{person:02d}@example.org"}).status_code == 303
        room.secrets["follows"].happens(person, str(pk))
    for pk in set(wishes.values()):  # the insider knows how long such a mail is
        subject = FollowedProposal(Proposal.objects.get(pk=pk))
        wish = sealing.Wish(proposal=pk, address="ii@example.org", language="de")
        room.lengths[len(_seal(messages.confirmation(subject, wish, is_sent=True)))] = pk
    room.take("mails wait")
    send_due()
    links = {message.to[0]: next(word for word in message.body.split() if "/follow/" in word) for message in mail.outbox}
    mail.outbox.clear()
    for person in room.shuffled(people):
        room.pause()
        assert Client().post(links[f"{person:02d}@example.org"]).status_code == 200
        room.secrets["follows"].happens(person, str(wishes[person]))


def rate(room: "Room") -> None:
    """Each on a page of their choice; authors by their private link."""
    ids = sorted(Proposal.objects.filter(pk__in=room.numbers.values(), state="answered").values_list("pk", flat=True))
    for person in room.shuffled(room.joined):
        helps = room.chance.choice(("0", "1", "2"))
        pk, token = room.links["kept"].get(person, (0, ""))
        if pk in ids:
            by_link(room, reverse("receipt", args=[token]), do="rate", understood="2", helps=helps)
        else:
            room.pause()
            proposal = Proposal.objects.select_related("response").get(pk=room.chance.choice(ids))
            key = receipts.public_rating_key(room.chance.randbytes(32), proposal.uuid)
            proposals.rate(proposal=proposal, key=key, understood=2, helps=int(helps))
        room.secrets["ratings"].happens(person, helps)


def look_at_pages(room: "Room") -> None:
    """Lists and feeds, as everybody sees them and as the town hall does: in which order they have what."""
    town, workshop = room.town.slug, room.workshop.pk
    public = {
        "status": reverse("municipality_status", args=[town]),
        "all proposals": reverse("municipality_proposals", args=[town]),
        "workshop": reverse("workshop", args=[town, workshop]),
        "evening": reverse("room_evening", args=[room.workshop.room.slug]),
        "feed of the workshop": reverse("workshop_feed", args=[town, workshop]),
        "feed of the town": reverse("town_feed", args=[town]),
    }
    desk = {"queue": reverse("dashboard"), "conversations": reverse("conversations"), "table": reverse("dashboard_table")}
    stranger, clara = Client(), Client()
    clara.force_login(room.clara)
    for browser, pages in ((stranger, public), (clara, desk)):
        for name, address in pages.items():
            answer = browser.get(address)
            assert answer.status_code == 200, (name, answer.status_code)
            room.pages[f"page: {name}"] = b"".join(answer) if answer.streaming else answer.content
