"""A room that votes: who sent what when, when it was acknowledged and shown, and whether everybody agrees in the end."""

import json
import random
import time
from collections import Counter
from collections.abc import Sequence
from statistics import quantiles

from .load import PATIENCE_SECONDS, Crowd, Meter, spread, until
from .servers import Failed, Site
from .tally import STOPS, stored_stops


def percentile(values: Sequence[float], percent: int) -> float:
    """By the nearest of a hundred parts."""
    return quantiles(values, n=100, method="inclusive")[percent - 1] if len(values) > 1 else values[0]


class Voting:
    """The ballots of one poll, and when they were sent, acknowledged and seen on a stage."""

    def __init__(self, crowd: Crowd, seed: int) -> None:
        self.crowd, self.random = crowd, random.Random(seed)
        self.poll = crowd.room["poll"]
        self.seqs: Counter[int] = Counter()
        self.answers: dict[int, int] = {}
        self.sent: list[float] = []
        self.open: dict[tuple[int, int], float] = {}  # (phone, seq) → when it was sent
        self.acks: list[float] = []
        self.refused: Counter[str] = Counter()
        self.last_ack = 0.0
        self.shown: list[tuple[float, int]] = []  # (when, ballots) on the first stage
        self.listen()
        for stage in crowd.stages[:1]:
            stage.hear_slot = self.hear_stage

    def listen(self) -> None:
        for number, phone in enumerate(self.crowd.phones):
            phone.hear_ack = lambda frame, when, number=number: self.hear_ack(number, frame, when)

    def vote(self, number: int) -> None:
        """The phone's next ballot: its first, or another answer than before."""
        self.seqs[number] += 1
        self.answers[number] = value = 5 * self.random.randrange(STOPS)
        frame = {"t": "vote", "poll": self.poll, "seq": self.seqs[number], "answer": {"value": value}}
        payload = json.dumps(frame).encode()
        now = self.open[number, self.seqs[number]] = time.perf_counter()
        self.sent.append(now)
        self.crowd.phones[number].line.send(payload)

    def hear_ack(self, number: int, frame: dict, when: float) -> None:
        sent = self.open.pop((number, frame["seq"]), None)
        if frame["status"] == "saved" and sent is not None:
            self.acks.append(when - sent)
            self.last_ack = when
        else:
            self.refused[frame["status"]] += 1

    def hear_stage(self, frame: dict, when: float) -> None:
        if frame["name"] == "turnout":
            self.shown.append((when, frame["data"]["ballots"]))

    def to_stage(self) -> list[float]:
        """For the n-th ballot sent, how long until the stage showed at least n. Only where everybody votes once."""
        seconds, shown = [], iter(self.shown)
        when, ballots = next(shown)
        for place, sent in enumerate(sorted(self.sent), start=1):
            while ballots < place:
                when, ballots = next(shown)
            seconds.append(when - sent)
        return seconds

    def told(self) -> list[int]:
        """How many of the last answers stand at each stop."""
        counts = Counter(self.answers.values())
        return [counts[5 * stop] for stop in range(STOPS)]


async def cast_all(voting: Voting, pids: Sequence[int], within: float, seed: int, votes: int = 1) -> dict:
    """Everybody votes within so many seconds. The clock runs until every screen shows the last turnout."""
    crowd, phones = voting.crowd, len(voting.crowd.phones)

    def is_over() -> bool:
        return not voting.open and all(screen.ballots == phones for screen in crowd.everybody())

    revision = crowd.stages[0].slots["turnout"]["rev"]
    meter, started = Meter(pids), time.perf_counter()
    await spread(phones * votes, within, seed, lambda number: voting.vote(number % phones))
    await until(is_over, PATIENCE_SECONDS)
    cpu = meter.read()
    if not is_over():
        shown = Counter(screen.ballots for screen in crowd.everybody())
        raise Failed(f"{len(voting.open)} of {phones * votes} ballots were never acknowledged; turnouts shown: {dict(shown)}")
    commits = crowd.stages[0].slots["turnout"]["rev"] - revision  # it follows the room's number of counted batches
    return {"cpu": cpu, "commits": commits, "last_ack": voting.last_ack - started}


async def vote_all(crowd: Crowd, pids: Sequence[int], within: float, seed: int, votes: int = 1) -> dict:
    """Everybody votes, then the poll is closed and its result shown; everything that `check` looks at."""
    voting = Voting(crowd, seed)
    costs = await cast_all(voting, pids, within, seed, votes)
    await crowd.reveal()
    return costs | {
        "acks": voting.acks,
        "stage": voting.to_stage() if votes == 1 else [],
        "refused": dict(voting.refused),
        "told": voting.told(),
        "results": crowd.results(),
        "screens": len(crowd.everybody()),
    }


def check(run: dict, site: Site, room: dict) -> None:
    """Every ack says saved; what was told, the database and every screen agree; the server wrote no complaint."""
    if run["refused"]:
        raise Failed(f"acknowledgements that are not 'saved': {run['refused']}")
    stored = stored_stops(site.database, room["poll"])
    if stored != run["told"]:
        raise Failed(f"{sum(stored)} of {sum(run['told'])} ballots in the database, or other ones than were acknowledged")
    if run["results"] != {json.dumps(stored): run["screens"]}:
        raise Failed(f"a screen shows another result than the database: {run['results']}")
    if complaints := site.complaints():
        raise Failed(f"the server complained: {complaints}")
