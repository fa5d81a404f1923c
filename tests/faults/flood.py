"""A flood of everything beside thirty people who just want to vote: they are acknowledged in time, and the server stays small."""

import asyncio
import json
import random
import subprocess
import sys
import time

from participation.live.identity import cookie_name, cookie_value
from participation.simulation.trial import cpu_seconds, percentile

from ..live.raw import resident_kib
from .hall import Hall
from .phones import Voter, online
from .reckoning import aside, reckon, require

PHONES, BAD_PHONES = 30, 4
VOTE = {"value": 95}
ACK_MS, GROWTH_KIB = 1000, 64 * 1024
TAKEN_MIB = 16  # of a body that is refused: what the system holds on the way


def flooded(hall: Hall, *, seconds: float = 30, kinds: tuple[str, ...] = ()) -> dict[str, object]:
    """One run, with what it measured. `kinds` of attack: flooder.py; none means all."""
    poll = hall.open_poll()
    voters = hall.voters(PHONES + BAD_PHONES)
    figures = asyncio.run(_flood(hall, poll, voters[:PHONES], voters[PHONES:], seconds, kinds))
    for dev in voters[PHONES:]:
        dev.sent[poll.pk, 1] = VOTE
    require(reckon(poll, voters) >= PHONES, "not everybody's ballot is there")
    return figures


def start_flooder(plan: dict) -> subprocess.Popen:
    flooder = subprocess.Popen([sys.executable, "-m", "tests.faults.flooder"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    flooder.stdin.write(json.dumps(plan))
    flooder.stdin.close()
    return flooder


async def _flood(hall: Hall, poll, voters: list[Voter], bad: list[Voter], seconds: float, kinds) -> dict[str, object]:
    server, rng = await aside(hall.start), random.Random(hall.seed)
    took: list[float] = []
    sizes: list[int] = []
    plan = {
        "base": hall.base,
        "join": f"/j/{hall.workshop.code}/",
        "room": hall.workshop.room.slug,
        "cookies": [f"{cookie_name(each.room)}={cookie_value(each.identity)}" for each in bad],
        "vote": json.dumps({"t": "vote", "poll": poll.pk, "seq": 1, "answer": VOTE}),
        "seconds": seconds,
        "kinds": kinds,
    }

    async def vote_on(voter: Voter, until: float) -> None:
        while time.monotonic() < until:
            begun = time.perf_counter()
            word = await voter.vote(poll.pk, {"value": rng.randrange(21) * 5})
            require(word == "saved", f"an honest ballot was answered {word}")
            took.append(time.perf_counter() - begun)
            await asyncio.sleep(rng.uniform(0.5, 1.0))

    async def watch(until: float) -> None:
        while time.monotonic() < until:
            sizes.append(resident_kib(server.process.pid))
            await asyncio.sleep(0.25)

    async with online(voters):
        await vote_on(voters[0], 0)
        before, cpu = resident_kib(server.process.pid), cpu_seconds(server.process.pid)
        flooder = await asyncio.to_thread(start_flooder, plan)
        until = time.monotonic() + seconds + 2
        try:
            await asyncio.gather(watch(until), *(vote_on(voter, until) for voter in voters))
            done = json.loads(await asyncio.to_thread(flooder.stdout.read))
        finally:
            flooder.kill()
            flooder.wait()
            flooder.stdout.close()
        cpu = cpu_seconds(server.process.pid) - cpu
        stayed = sum(voter.welcomes == 1 for voter in voters)
    grown = max(sizes) - before
    require(done.get("MiB sent", 0) <= TAKEN_MIB * done.get("huge bodies", 0), "bodies of 300 MiB were taken in")
    felt = f"honest phones waited {percentile(took, 95)} ms (p95), the server grew by {grown // 1024} MiB"
    require(percentile(took, 95) <= ACK_MS and grown <= GROWTH_KIB, f"the flood was felt: {felt}")
    require(not [line for line in server.log if "Traceback" in line], "a traceback in the log")
    return {
        "ballots": len(took),
        **{f"ack_p{p}_ms": percentile(took, p) for p in (50, 95, 99)},
        "stayed_connected": f"{stayed} of {PHONES}",
        "server_cpu_share": round(cpu / seconds, 2),
        "before_mib": before // 1024,
        "grown_mib": round(grown / 1024, 1),
        **done,
    }
