"""Ballots arrive in any order and any number of times: the highest number stands, whoever answers says so, and no number is a clock."""

import asyncio
import random
import time

import pytest

from .conftest import size
from .hall import Hall
from .phones import Voter, online
from .reckoning import aside, reckon, require, until

CHANGES = 5


async def shuffle(hall: Hall, poll, voters: list[Voter], rng: random.Random) -> int:
    """Everybody's ballots, some of them twice, in an order of chance; the answers follow from the order."""
    await aside(hall.start)

    async def send(voter: Voter) -> int:
        seqs = [*range(1, CHANGES + 1), rng.randrange(1, CHANGES + 1), rng.randrange(1, CHANGES + 1)]
        rng.shuffle(seqs)
        highest = 0
        for seq in seqs:
            before = len(voter.acks)
            voter.say(poll.pk, seq, {"value": seq * 10})
            await until(lambda before=before: len(voter.acks) > before, 10, "a ballot gets no answer")
            ack = voter.acks[-1]
            if seq >= highest:
                require(ack["status"] == "saved", f"number {seq} after {highest} is {ack['status']}")
            else:
                stored = (ack["status"], ack.get("seq"), ack.get("answer"))
                require(stored == ("stale", highest, {"value": highest * 10}), f"number {seq} after {highest} is answered {ack}")
            highest = max(highest, seq)
            await asyncio.sleep(0.1)
        return len(seqs)

    async with online(voters):
        frames = sum(await asyncio.gather(*(send(voter) for voter in voters)))
        voters[0].say(poll.pk, int(time.time()), {"value": 0})
        await until(lambda: voters[0].acks[-1]["status"] == "invalid", 5, "a time of day counts as a number")
    return frames


def in_any_order(hall: Hall, phones: int) -> dict[str, int]:
    poll = hall.open_poll()
    voters = hall.voters(phones)
    frames = asyncio.run(shuffle(hall, poll, voters, random.Random(hall.seed)))
    require(reckon(poll, voters) == phones, "not everybody has one ballot")
    require(all(voter.saved[poll.pk] == CHANGES for voter in voters), "not the highest number stands")
    return {"phones": phones, "frames": frames}


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_ballots_in_any_order(hall, report, engine):
    report(**in_any_order(hall, size(300, 30)))
