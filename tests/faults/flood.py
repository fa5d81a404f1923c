"""A flood of everything beside thirty people who just want to vote: they are acknowledged in time, and the server stays small."""

import asyncio
import json
import random
import time
from collections.abc import Callable

from participation.live.guards.identity import cookie_name, cookie_value
from participation.simulation.trial import cpu_seconds, percentile

from ..live.raw import resident_kib
from .hall import Hall
from .honest import attacker, told, vote_on, vote_once, waits
from .phones import Voter, online
from .reckoning import aside, reckon, require, slower

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


def plan_for(hall: Hall, poll, bad: list[Voter], seconds: float, kinds) -> dict[str, object]:
    """What flooder.py reads."""
    return {
        "base": hall.base,
        "join": f"/j/{hall.workshop.code}/",
        "room": hall.workshop.room.slug,
        "cookies": [f"{cookie_name(each.room)}={cookie_value(each.identity)}" for each in bad],
        "vote": json.dumps({"t": "vote", "poll": poll.pk, "seq": 1, "answer": VOTE}),
        "seconds": seconds,
        "kinds": kinds,
    }


async def watch(pid: int, sizes: list[int], is_over: Callable[[], bool]) -> None:
    """Adds to `sizes` how many KiB the server holds, four times a second."""
    while not is_over():
        sizes.append(resident_kib(pid))
        await asyncio.sleep(0.25)


def require_unfelt(took: list[float], usual: float, grown: int, done: dict) -> None:
    """`usual` in milliseconds, `grown` in KiB; `done` is what the flooder says of itself."""
    require(done.get("MiB sent", 0) <= TAKEN_MIB * done.get("huge bodies", 0), "bodies of 300 MiB were taken in")
    felt = f"honest phones waited {percentile(took, 95)} ms (p95), the server grew by {grown // 1024} MiB"
    require(percentile(took, 95) <= slower(ACK_MS, usual) and grown <= GROWTH_KIB, f"the flood was felt: {felt}")


async def _flood(hall: Hall, poll, voters: list[Voter], bad: list[Voter], seconds: float, kinds) -> dict[str, object]:
    server, rng = await aside(hall.start), random.Random(hall.seed)
    pid = server.process.pid
    took: list[float] = []
    sizes: list[int] = []
    async with online(voters):
        usual = await vote_once(voters, poll.pk)
        before, cpu = resident_kib(pid), cpu_seconds(pid)
        async with attacker("flooder", plan_for(hall, poll, bad, seconds, kinds)) as flooder:
            until = time.monotonic() + seconds + 2

            def is_over() -> bool:
                return time.monotonic() >= until

            await asyncio.gather(watch(pid, sizes, is_over), *(vote_on(voter, poll.pk, rng, took, is_over) for voter in voters))
            done = await told(flooder)
        cpu = cpu_seconds(pid) - cpu
        stayed = sum(voter.welcomes == 1 for voter in voters)
    grown = max(sizes) - before
    require_unfelt(took, usual, grown, done)
    require(not [line for line in server.log if "Traceback" in line], "a traceback in the log")
    return {
        **waits(took),
        "stayed_connected": f"{stayed} of {PHONES}",
        "server_cpu_share": round(cpu / seconds, 2),
        "before_mib": before // 1024,
        "grown_mib": round(grown / 1024, 1),
        **done,
    }
