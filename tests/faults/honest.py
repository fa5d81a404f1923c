"""Honest people vote on at their own pace while a program attacks: what both attacks need, tests/faults/flood.py and siege.py."""

import asyncio
import json
import random
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from participation.simulation.trial import percentile

from ..waiting import LONG, PATIENCE
from .phones import Voter
from .reckoning import require


async def vote_once(voters: list[Voter], poll: int) -> float:
    """Everybody votes before the attack; how many milliseconds the slowest has waited when nothing was wrong."""
    await asyncio.gather(*(voter.vote(poll, {"value": 50}) for voter in voters))
    return 1000 * max(wait for voter in voters for _status, wait in voter.answered)


async def vote_on(voter: Voter, poll: int, rng: random.Random, took: list[float], is_over: Callable[[], bool]) -> None:
    """One ballot after the other; adds to `took` how many seconds each of them waited."""
    while not is_over():
        begun = time.perf_counter()
        word = await voter.vote(poll, {"value": rng.randrange(21) * 5})
        require(word == "saved", f"an honest ballot was answered {word}")
        took.append(time.perf_counter() - begun)
        await asyncio.sleep(rng.uniform(0.5, 1.0))


def waits(took: list[float]) -> dict[str, object]:
    """How many ballots there were, and how long they waited."""
    return {"ballots": len(took), **{f"ack_p{p}_ms": percentile(took, p) for p in (50, 95, 99)}}


@asynccontextmanager
async def attacker(module: str, plan: dict) -> AsyncIterator[subprocess.Popen]:
    """A program of tests/faults that reads its plan and prints what it did; it is killed at the end."""
    process = await asyncio.to_thread(start, module, plan)
    try:
        yield process
    finally:
        process.kill()
        process.wait(PATIENCE)
        process.stdout.close()


def start(module: str, plan: dict) -> subprocess.Popen:
    command = [sys.executable, "-m", f"tests.faults.{module}"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    process.stdin.write(json.dumps(plan))
    process.stdin.close()
    return process


async def told(process: subprocess.Popen) -> dict:
    """What the program has done, which it prints at its end."""
    return json.loads(await asyncio.wait_for(asyncio.to_thread(process.stdout.read), LONG))
