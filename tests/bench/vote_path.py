"""The whole way of a ballot: sent, stored, acknowledged, counted, shown on all phones and the stage; and the server's time for it."""

import json
import random
import time
from collections import Counter
from collections.abc import Callable
from statistics import quantiles

from . import echo
from .load import PATIENCE_SECONDS, Crowd, Meter, spread, until
from .report import Figure
from .servers import Failed
from .tally import stored_stops

STOPS = 21
STANDARD = 1000  # the goals are for this many phones


def measure(bench) -> list[Figure]:
    """Side by side: the bare echo, our server, our server without the direct writes, and uvicorn if asked for."""
    variants = {"echo": lambda: echo_once(bench, bench.phones), "ours": lambda: ballots_once(bench, bench.phones)}
    variants["portable"] = lambda: ballots_once(bench, bench.phones, DIRECT_WRITES="0")
    if bench.server == "uvicorn":
        variants["uvicorn"] = lambda: ballots_once(bench, bench.phones, server="uvicorn")
    runs = bench.alternate(variants)
    return figures(runs, bench.phones)


WAYS = {"ours": ("vote path", "<= 0.6", "<= 2.0"), "portable": ("portable writes", None, "<= 3.5"), "uvicorn": ("uvicorn", None, None)}


def figures(runs: dict[str, list[dict]], phones: int) -> list[Figure]:
    who, per_1000 = f"{phones} phones", 1000 / phones

    def goal(text: str | None) -> str | None:
        return text if phones == STANDARD else None

    bare = [run["cpu"] for run in runs["echo"]]
    shown = [Figure(f"bare echo, {who}: server CPU per 1000 messages", [per_1000 * cpu for cpu in bare], "s")]
    for name in [name for name in WAYS if name in runs]:
        title, cpu_goal, ratio_goal = WAYS[name]
        cpu = [run["cpu"] for run in runs[name]]
        ratios = [ours / echoed for ours, echoed in zip(cpu, bare, strict=True)]
        shown += [
            Figure(f"{title}, {who}: server CPU per 1000 ballots", [per_1000 * each for each in cpu], "s", goal(cpu_goal)),
            Figure(f"{title}, {who}: server CPU ÷ bare echo", ratios, "×", goal(ratio_goal)),
        ]
        if name != "ours":
            shown.append(Figure(f"{title}, {who}: ack p95", [1000 * percentile(run["acks"], 95) for run in runs[name]], "ms"))
    return shown + latencies(who, runs["ours"], goal)


def latencies(who: str, runs: list[dict], goal: Callable[[str], str | None]) -> list[Figure]:
    """How long people wait."""

    def at(key: str, percent: int) -> list[float]:
        return [1000 * percentile(run[key], percent) for run in runs]

    return [
        Figure(f"vote path, {who}: last ack after", [run["last_ack"] for run in runs], "s", goal("<= 2.1")),
        Figure(f"vote path, {who}: ack p50", at("acks", 50), "ms"),
        Figure(f"vote path, {who}: ack p95", at("acks", 95), "ms", goal("<= 50")),
        Figure(f"vote path, {who}: ack p99", at("acks", 99), "ms"),
        Figure(f"vote path, {who}: vote to stage p95", at("stage", 95), "ms", goal("<= 120")),
    ]


def percentile(values: list[float], percent: int) -> float:
    """By the nearest of a hundred parts."""
    return quantiles(values, n=100, method="inclusive")[percent - 1] if len(values) > 1 else values[0]


def echo_once(bench, phones: int, messages: int = 1) -> dict:
    with bench.ground.folder_of_its_own() as folder:
        server = echo.serve(folder)
        job = {"url": server.url, "pids": [server.pid], "phones": phones, "within": bench.within, "seed": bench.seed, "messages": messages}
        try:
            return bench.drive("echo", **job)
        finally:
            server.stop()


def ballots_once(bench, phones: int, server: str = "daphne", within: float = 0, **env: str) -> dict:
    """One poll on a server of its own; raises Failed unless everything is right."""
    with bench.ground.site() as site:
        room = site.rooms("make", phones=phones)
        url = site.serve(server, **env).url
        run = bench.drive("vote_path", urls=[url], pids=site.pids, room=room, within=within or bench.within, seed=bench.seed)
        check(run, site, room, phones)
        return run


def check(run: dict, site, room: dict, phones: int) -> None:
    """Every ack says saved; what was told, the database and every screen agree; nobody complained."""
    if run["refused"]:
        raise Failed(f"acknowledgements that are not 'saved': {run['refused']}")
    stored = stored_stops(site.database, room["poll"])
    if not (sum(stored) == phones and stored == run["told"]):
        raise Failed(f"{sum(stored)} of {phones} ballots in the database, or other ones than were acknowledged")
    if run["results"] != {json.dumps(stored): run["screens"]}:
        raise Failed(f"a screen shows another result than the database: {run['results']}")
    if complaints := site.complaints():
        raise Failed(f"the server complained: {complaints}")


class Voting:
    """The ballots of one poll, and when they were sent, acknowledged and seen on a stage."""

    def __init__(self, crowd: Crowd, seed: int) -> None:
        self.crowd, self.random = crowd, random.Random(seed)
        self.poll = crowd.room["poll"]
        self.sent: list[float] = []
        self.open: dict[tuple[int, int], float] = {}
        self.answers: dict[int, int] = {}
        self.acks: list[float] = []
        self.refused: Counter[str] = Counter()
        self.last_ack = 0.0
        self.shown: list[tuple[float, int]] = []  # (when, ballots) on the first stage
        for number, phone in enumerate(crowd.phones):
            phone.hear_ack = lambda frame, when, number=number: self.hear_ack(number, frame, when)
        crowd.stages[0].hear_slot = self.hear_stage

    def vote(self, number: int, seq: int = 1) -> None:
        value = 5 * self.random.randrange(STOPS)
        self.answers[number] = value
        frame = {"t": "vote", "poll": self.poll, "seq": seq, "answer": {"value": value}}
        payload = json.dumps(frame).encode()
        now = self.open[number, seq] = time.perf_counter()
        self.sent.append(now)
        self.crowd.phones[number].send(payload)

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
        """For the n-th ballot sent, how long until the stage showed at least n."""
        seconds, shown = [], iter(self.shown)
        when, ballots = next(shown)
        for place, sent in enumerate(sorted(self.sent), start=1):
            while ballots < place:
                when, ballots = next(shown)
            seconds.append(when - sent)
        return seconds

    def told(self) -> list[int]:
        counts = Counter(self.answers.values())
        return [counts[5 * stop] for stop in range(STOPS)]


async def drive(urls: list[str], pids: list[int], room: dict, within: float, seed: int) -> dict:
    """Everybody votes once within so many seconds. The clock runs until every screen shows the last turnout."""
    crowd = Crowd(urls, room)
    await crowd.enter()
    voting, phones = Voting(crowd, seed), len(crowd.phones)
    meter, started = Meter(pids), time.perf_counter()
    await spread(phones, within, seed, voting.vote)
    await until(lambda: not voting.open and all(screen.ballots == phones for screen in crowd.everybody()), PATIENCE_SECONDS)
    cpu = meter.read()
    if voting.open or any(screen.ballots != phones for screen in crowd.everybody()):
        missing = Counter(screen.ballots for screen in crowd.everybody())
        raise Failed(f"{len(voting.open)} of {phones} ballots were never acknowledged; turnouts shown: {dict(missing)}")
    await crowd.reveal()
    return {
        "cpu": cpu,
        "acks": voting.acks,
        "last_ack": voting.last_ack - started,
        "stage": voting.to_stage(),
        "refused": dict(voting.refused),
        "told": voting.told(),
        "results": crowd.results(),
        "screens": len(crowd.everybody()),
    }
