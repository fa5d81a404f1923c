"""Counted exactly once, over any network: lines are cut before, in and after the commit, ballots arrive twice and late."""

import asyncio

from .conftest import size
from .hall import Hall
from .phones import Voter, online
from .proxy import Proxy, bad_network
from .reckoning import aside, reckon, require, until

BALLOTS = 3


async def vote_through_it(hall: Hall, poll, voters: list[Voter]) -> dict[str, int]:
    """Everybody votes and changes their mind twice; what the network did to them."""
    await aside(hall.start)

    async def vote(voter: Voter) -> None:
        for _ballot in range(BALLOTS):
            await asyncio.sleep(voter.random.uniform(0, len(voters) / 60))
            status = await voter.vote(poll.pk, {"value": voter.random.randrange(21) * 5}, 120)
            require(status == "saved", f"a ballot of an open poll is {status}")

    async with bad_network(Proxy(hall.port, seed=hall.seed)) as network:
        for voter in voters:
            voter.go_to(network.base)
        async with online(voters, seconds=60, within=len(voters) / 100):
            votes = [asyncio.create_task(vote(voter)) for voter in voters]
            await until(lambda: all(vote.done() for vote in votes), 180, "a phone waits for ever")
            await asyncio.gather(*votes)
    return dict(network.done)


def badly_connected(hall: Hall, phones: int) -> dict[str, object]:
    poll = hall.open_poll()
    voters = hall.voters(phones)
    done = asyncio.run(vote_through_it(hall, poll, voters))
    require(reckon(poll, voters) == phones, "not everybody has a ballot")
    require(all(voter.saved[poll.pk] == max(seq for _poll, seq in voter.sent) for voter in voters), "not the newest ballot stands")
    return {"phones": phones, "ballots": phones * BALLOTS, "wrong": 0, "faults": sum(done.values())} | done


def test_a_bad_network(hall, report):
    figures = badly_connected(hall, size(500, 60))
    assert figures["faults"] >= figures["phones"] * 3
    report(**figures)
