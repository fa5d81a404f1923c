"""The server is killed with SIGKILL in the middle of a vote: no acknowledged ballot is lost, none counted twice, and after the
next start what was under way arrives."""

import asyncio
import random

from .hall import Hall
from .phones import Voter, end, online
from .reckoning import aside, reckon, require, until

PHONES = 100


async def storm(hall: Hall, poll, voters: list[Voter], rng: random.Random) -> int:
    """Everybody votes, changes their mind and votes again; the server dies among them and comes back."""
    tired = False

    async def insist(voter: Voter) -> None:
        while True:  # once at least, also who was slow
            await asyncio.sleep(rng.uniform(0.2, 0.6))
            await voter.vote(poll.pk, {"value": rng.randrange(21) * 5})
            if tired:
                break

    server = await aside(hall.start)
    async with online(voters):
        taps = [asyncio.create_task(insist(voter)) for voter in voters]
        many = rng.randrange(1, len(voters))
        await until(lambda: sum(1 for voter in voters if voter.saved) >= many, 60, "too few are acknowledged")
        await asyncio.sleep(rng.uniform(0.0, 0.3))
        server.process.kill()
        await asyncio.to_thread(server.process.wait)
        await asyncio.sleep(0.05)  # what is on the wire still may arrive
        kept = await aside(reckon, poll, voters)
        tired = True
        await aside(hall.start)
        await until(lambda: all(tap.done() for tap in taps), 60, "after the restart a phone waits for ever")
        await end(taps)
    return kept


def killed_while_voting(hall: Hall, *, phones: int = PHONES) -> dict[str, int]:
    """One run; how many ballots were acknowledged before, how many kept, and that all arrived in the end."""
    poll = hall.open_poll()
    voters = hall.voters(phones)
    kept = asyncio.run(storm(hall, poll, voters, random.Random(hall.seed)))
    require(reckon(poll, voters) == phones, "not everybody's ballot is there in the end")
    return {"phones": phones, "kept_when_killed": kept, "acknowledged_in_all": sum(len(voter.acks) for voter in voters)}
