"""A seeded room of 24 and all that happens in it and later: what the insider knows of it, and what it does not know."""

import json
import random
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone

from participation.live.extensions import AUDIENCES, CHORES, MINE, SLOTS
from participation.live.guards import scrub
from participation.proposals import actions as proposals
from polls import actions
from polls.models import Poll, Remark
from workshops import actions as workshops
from workshops.extensions import MODERATION_QUEUES

from ..evening import Phone, ask, new_workshop, press
from .later import live_on
from .writing import FATES, write_proposals

PEOPLE, LATE, LEAVERS, FEW = 24, 4, 2, 4
BEFORE, AFTER = ("0", "30", "70", "100"), ("5", "35", "65", "95")
OF_FEW, NEIGHBOUR = ("10", "90"), 50
SECRETS = ("before", "after", "few", "reasons", "proposals", "supports")
SECRETS += ("replies", "offers", "ratings", "leavings", "early leavings", "second looks", "follows")  # later, see later.py
OWN = 0  # the insider's own phone is one of the room
GAP = 0.002
Take = Callable[[str], None]


@dataclass
class Secret:
    """One thing that people do and nobody may learn: who gave which of the labels."""

    name: str
    poll: int | None = None  # of ballots
    truth: dict[int, str] = field(default_factory=dict)
    given: dict[str, dict[int, str]] = field(default_factory=dict)  # the truth as it was at each moment
    events: list[int] = field(default_factory=list)  # in which order they did it, changes included: the insider saw them
    erased: list[int] = field(default_factory=list)  # whose was taken back or erased afterwards, in this order

    def happens(self, person: int, label: str) -> None:
        self.events.append(person)
        self.truth[person] = label


class Room:
    """`play()` goes through the evening; `take(moment)` is called when the insider helps himself."""

    def __init__(self, seed: int, *, town, tradeoff, ben, clara, take: Take) -> None:
        self.chance, self.take = random.Random(seed), take
        self.town, self.tradeoff, self.ben, self.clara = town, tradeoff, ben, clara
        self.secrets = {name: Secret(name) for name in SECRETS}
        self.phones: dict[int, Phone] = {}
        self.joined: list[int] = []
        self.frames: list[str] = []
        self.numbers: dict[str, int] = {}  # of proposals, by title
        self.titles: dict[int, str] = {}
        # By fate and author: the proposal, and the token of the private link.
        self.links: dict[str, dict[int, tuple[int, str]]] = {fate: {} for fate in FATES}
        self.taps: dict[int, list[int]] = defaultdict(list)  # by person the numbers of their supports
        self.lengths: dict[int, int] = {}  # of a mail that confirms who follows a proposal → the proposal
        self.mails: list[str] = []  # what the town hall was sent, as it came
        self.pages: dict[str, bytes] = {}  # public ones and those of the town hall, as they look in the end

    # -- the evening ------------------------------------------------------------------
    def play(self) -> None:
        self.prepare()
        self.take("backup: before")
        self.vote_before()
        self.erase_while_it_waits()
        self.ask_a_few()
        write_proposals(self)
        self.support()
        self.vote_after()
        self.settle(workshops.end_workshop(workshop=self.workshop, by=self.ben))
        self.take("backup: after")
        self.take("ended")
        workshops.end_workshop(workshop=self.neighbour, by=self.ben)
        workshops.forget(timezone.now() + timedelta(hours=25))
        self.settle()
        self.take("forgotten")
        live_on(self)

    def prepare(self) -> None:
        make = {"municipality": self.town, "tradeoff": self.tradeoff, "by": self.ben}
        self.workshop, self.neighbour = new_workshop(**make, notice="announced"), new_workshop(**make)
        poles = {"pole_a": {"de": "Bäume"}, "pole_b": {"de": "Parkplätze"}, "question": {"de": "Was kommt auf den Markt?"}}
        self.pair = actions.add_pair(workshop=self.workshop, kind="slider", by=self.ben, **poles)
        few = actions.set_poll(workshop=self.workshop, kind="slider", by=self.ben, after=self.pair.before, **poles)
        workshops.add_item(workshop=self.workshop, kind="proposals", by=self.ben, after=few, title={"de": "Vorschläge"})
        polls = {"before": self.pair.before, "few": few, "after": self.pair.after}
        self.polls = {name: item.polls.get() for name, item in polls.items()}
        for name, poll in self.polls.items():
            self.secrets[name].poll = poll.pk
        elsewhere = ask(self.neighbour, "slider", by=self.ben)
        press(self.neighbour, 2, by=self.ben)
        for number in range(6):  # somewhere else a vote is open all the time
            Phone(self.neighbour, f"neighbour-{number:030d}").vote(elsewhere, {"value": NEIGHBOUR})
        press(self.workshop, by=self.ben)
        people = list(range(PEOPLE))
        self.chance.shuffle(people)
        self.late, self.early = people[:LATE], people[LATE:]
        self.come_in(self.early)

    def come_in(self, people: list[int]) -> None:
        for person in people:
            self.pause()
            self.phones[person] = Phone(self.workshop, f"{self.chance.getrandbits(128):032x}")
            self.joined.append(person)

    def vote_before(self) -> None:
        poll, said = self.polls["before"], self.secrets["before"]
        press(self.workshop, by=self.ben)
        voters = self.shuffled(self.early)
        writers = set(voters[::2])
        for person in voters[:14]:
            self.tap(poll, said, person, BEFORE, reason=person in writers)
        self.take("backup: while they vote")
        for person in [*voters[14:], *voters[3:9]]:  # some change their minds
            self.tap(poll, said, person, BEFORE, reason=person in writers)
        for person in [voters[1], voters[12]]:
            self.erase(person)
        self.lots()
        for entry in MODERATION_QUEUES["remarks"].waiting(self.workshop)[::2]:
            Remark.objects.filter(pk=entry.id).update(state=Remark.State.RELEASED)
        self.show()
        self.take("final")

    def tap(self, poll: Poll, said: Secret, person: int, labels: tuple[str, ...], *, reason: bool = False) -> None:
        self.pause()
        label = self.chance.choice(labels)
        answer = {"value": int(label)}
        if reason:
            text = f"Grund {self.chance.getrandbits(40):010x}"
            answer["reason"] = text
            self.secrets["reasons"].happens(person, text)
        assert self.phones[person].vote(poll, answer)["status"] == "saved"
        said.happens(person, label)

    def erase(self, person: int) -> None:
        self.pause()
        assert self.phones[person].browser.post(reverse("phone_erase", args=[self.workshop.room.slug])).status_code == 200
        for secret in self.secrets.values():  # nobody has supported anything yet
            if person in secret.truth:
                secret.erased.append(person)

    def erase_while_it_waits(self) -> None:
        """One after the other, and the insider looks each time."""
        for number, person in enumerate(self.shuffled(self.here())[:5]):
            self.erase(person)
            self.settle()
            self.take(f"erased {number}")

    def ask_a_few(self) -> None:
        press(self.workshop, 2, by=self.ben)
        for person in self.shuffled(self.here())[:FEW]:
            self.tap(self.polls["few"], self.secrets["few"], person, OF_FEW)
        self.show()
        self.take("few")

    def support(self) -> None:
        """Each tap is a secret of its own: the insider knows when somebody tapped or took a support back, not for what."""
        said, ids, on = self.secrets["supports"], sorted(self.numbers.values()), {}
        for number in range(36):
            self.pause()
            person, proposal = self.chance.choice(self.here()), self.chance.choice(ids)
            before = on.pop((person, proposal), None)
            proposals.support(identity=self.phones[person].identity, proposal_id=proposal, on=before is None)
            if before is None:
                on[person, proposal] = number
                said.happens(number, str(proposal))
                self.taps[person].append(number)
            else:
                said.erased.append(before)
            if number == 18:
                self.take("backup: while they support")
        self.lots()
        self.frame()

    def vote_after(self) -> None:
        press(self.workshop, by=self.ben)  # the item of the proposals is left
        self.settle()
        self.take("written")
        self.come_in(self.late)
        press(self.workshop, by=self.ben)
        voters = self.shuffled(self.here())
        stay = [person for person in voters if person not in self.late][LEAVERS:]
        for person in self.shuffled([*stay, *self.late]):
            self.tap(self.polls["after"], self.secrets["after"], person, AFTER)
        for person in stay[:5]:
            self.tap(self.polls["after"], self.secrets["after"], person, AFTER)
        self.show()

    # -- small things -------------------------------------------------------------------
    def here(self) -> list[int]:
        gone = set(self.secrets["before"].erased)
        return [person for person in self.joined if person not in gone]

    def shuffled(self, people: list[int]) -> list[int]:
        return self.chance.sample(people, len(people))

    def pause(self) -> None:
        time.sleep(self.chance.uniform(GAP / 2, GAP))

    def show(self) -> None:
        """Close and reveal: the poll is final."""
        self.frame()
        press(self.workshop, 2, by=self.ben)
        self.settle()
        self.frame()

    def lots(self) -> None:
        for chore in CHORES.values():
            chore([self.workshop.room.slug])
        self.frame()

    def settle(self, _done: object = None) -> None:
        """What runs beside the evening comes to its end: here, instead of a second later in its own thread."""
        deadline = time.monotonic() + 20
        while not self.scrubbed():
            assert time.monotonic() < deadline
            time.sleep(0.01)
        scrub._needed.clear()

    def scrubbed(self) -> bool:
        try:
            return scrub.run_once()
        except OperationalError:
            return False

    def frame(self) -> None:
        """What stage, console and the insider's own phone are sent now."""
        slug = self.workshop.room.slug
        for audience in AUDIENCES:
            pictures = [slot.render(slug, audience) for slot in SLOTS.values() if audience in slot.audiences]
            self.frames += [f"{picture.html} {json.dumps(picture.data)}" for picture in pictures]
        if own := self.phones.get(OWN):
            self.frames += [json.dumps(read(slug, [own.identity]), default=str) for read in MINE.values()]
