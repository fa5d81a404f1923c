"""The way of the tutorials (the ORM, a count and `group_send` to all for each vote) beside ours: the comparison a reader knows."""

import json
import os
import random
import sqlite3
import subprocess
import sys
import time
from functools import partial

from ..waiting import LONG, free_port
from .ballots import percentile
from .load import AT_ONCE, PATIENCE_SECONDS, Meter, at_most, settle, spread, until
from .report import Figure
from .servers import ROOT, Failed, Server
from .sockets import connect
from .tally import STOPS
from .vote_path import ballots_once

GOALS = {100: ">= 15", 300: ">= 30"}
QUIET_SECONDS = 1.0  # without any message: then its work is done


def measure(bench) -> list[Figure]:
    shown = []
    for phones in (10,) if bench.quick else (100, 300):
        runs = bench.alternate(
            {
                f"tutorial {phones}": lambda phones=phones: once(bench, phones),
                f"ours {phones}": lambda phones=phones: ballots_once(bench, phones),
            }
        )
        theirs, ours = runs.values()
        ratios = [naive["cpu"] / good["cpu"] for naive, good in zip(theirs, ours, strict=True)]
        who, per_1000 = f"{phones} phones", 1000 / phones
        shown += [
            Figure(f"tutorial way, {who}: server CPU per 1000 votes", [per_1000 * run["cpu"] for run in theirs], "s"),
            Figure(f"tutorial way, {who}: last ack after", [run["last_ack"] for run in theirs], "s"),
            Figure(f"tutorial way, {who}: ack p95", [1000 * percentile(run["acks"], 95) for run in theirs], "ms"),
            Figure(f"tutorial way, {who}: tallies that arrived", [100 * run["arrived"] for run in theirs], "%"),
            Figure(f"tutorial way, {who}: votes on the stage in the end", [run["on_stage"] for run in theirs], "votes"),
            Figure(f"vote path, {who}: server CPU per 1000 ballots, beside it", [per_1000 * run["cpu"] for run in ours], "s"),
            Figure(f"tutorial way ÷ ours, {who}: server CPU", ratios, "×", GOALS.get(phones)),
        ]
    return shown


def once(bench, phones: int) -> dict:
    """One poll of the tutorial's; every vote must be in its database, or the run fails."""
    with bench.ground.folder_of_its_own() as folder:
        database, port = folder / "tutorial.sqlite3", free_port()
        env = {"DJANGO_SETTINGS_MODULE": "tests.bench.tutorial.settings", "TUTORIAL_DATABASE": str(database)}
        migrate = [sys.executable, "-m", "django", "migrate", "--run-syncdb", "-v", "0"]
        subprocess.run(migrate, cwd=ROOT, env={**os.environ, **env}, check=True, timeout=LONG)
        command = [sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", str(port), "-v", "0", "tests.bench.tutorial.asgi:application"]
        server = Server(command, env, folder / "tutorial.log", port)
        try:
            run = bench.drive("naive", url=server.url, pids=[server.pid], phones=phones, within=bench.within, seed=bench.seed)
        finally:
            server.stop()
        with sqlite3.connect(database) as connection:
            stored = connection.execute("SELECT COUNT(*) FROM tutorial_vote").fetchone()[0]
    if stored != phones:
        raise Failed(f"the tutorial's database has {stored} of {phones} votes")
    return run


class Seen:
    """What came back: acknowledgements, tallies, and when something came last."""

    def __init__(self) -> None:
        self.sent: dict[int, float] = {}
        self.acks: list[float] = []
        self.tallies = self.on_stage = 0
        self.last = self.last_ack = time.perf_counter()

    def hear(self, number: int, payload: bytes, when: float) -> None:
        frame, self.last = json.loads(payload), when
        if frame["type"] == "ack":
            self.acks.append(when - self.sent[number])
            self.last_ack = when
            return
        self.tallies += 1
        if number < 0:
            self.on_stage = sum(frame["counts"].values())


async def drive(url: str, pids: list[int], phones: int, within: float, seed: int) -> dict:
    """Everybody votes within so many seconds, beside a stage; the clock runs until nothing has come for a second."""
    seen, answers = Seen(), random.Random(seed)

    async def enter(number: int):
        return await connect(
            url, f"/poll/{number + 1}/", {"Origin": url}, lambda payload, when: seen.hear(number, payload, when), lambda: None
        )

    await enter(-1)
    lines = await at_most(AT_ONCE, [partial(enter, number) for number in range(phones)])
    await settle()

    def vote(number: int) -> None:
        seen.sent[number] = time.perf_counter()
        lines[number].send(json.dumps({"choice": 5 * answers.randrange(STOPS)}).encode())

    meter, started = Meter(pids), time.perf_counter()
    await spread(phones, within, seed, vote)
    await until(lambda: len(seen.acks) >= phones and time.perf_counter() - seen.last > QUIET_SECONDS, PATIENCE_SECONDS)
    cpu = meter.read()
    if len(seen.acks) != phones:
        raise Failed(f"{len(seen.acks)} of {phones} votes were acknowledged")
    return {
        "cpu": cpu,
        "acks": seen.acks,
        "last_ack": seen.last_ack - started,
        "arrived": seen.tallies / (phones * (phones + 1)),
        "on_stage": seen.on_stage,
    }
