"""Two processes at once in full cry: no deadlock, no "busy", and one truth at the end."""

import asyncio
import random
import time
from itertools import count

from polls.models import Poll

from ..ballots import stored_ballots
from ..evening import press
from .voters import Voter, come_in, crowd, deadlocks, go_out

CROWD = 200  # phones on each of the two processes


def test_a_crowd_on_two_processes_is_told_one_truth(servers, make_workshop, make_console, ben):
    """Everybody votes on and on; when each has been counted twice the facilitator closes, on a third process."""
    workshop = press(make_workshop("slider", expected=CROWD, capacity=2 * CROWD), times=2, by=ben)
    poll = workshop.item.polls.get().pk
    console = make_console(servers[2], workshop)
    voters = crowd(workshop, servers[:2], CROWD)
    rng = random.Random(7)
    before = deadlocks()

    async def evening() -> None:
        await come_in(voters)
        voting = asyncio.gather(*(on_and_on(voter) for voter in voters))
        while not all(voter.saved[0] >= 2 for voter in voters):
            await asyncio.sleep(0.05)
        assert await asyncio.to_thread(console.press, 2) == 204
        await voting
        assert console.press(3) == 204
        await asyncio.gather(*(voter.shows("results") for voter in voters))
        await go_out(voters)

    async def on_and_on(voter: Voter) -> None:
        for seq in count(1):
            await asyncio.sleep(rng.uniform(0.1, 1.9))
            if await voter.vote(poll, seq, {"value": rng.randrange(0, 101, 5)}) == "closed":
                break

    asyncio.run(evening())
    said = [status for voter in voters for status in voter.said]
    assert set(said) == {"saved", "closed"}, set(said)
    final = Poll.objects.get()
    stops = [0] * 21
    for voter in voters:
        seq, answer = voter.saved
        if seq:
            stops[answer["value"] // 5] += 1
    assert final.tally["stops"] == stops
    assert all(voter.slots["results"]["data"]["stops"] == stops for voter in voters)
    assert len({voter.slots["results"]["rev"] for voter in voters}) == 1
    assert deadlocks() == before


def test_no_deadlock_between_rooms_and_hands(servers, make_workshop, make_console, ben):
    """Two rooms, two processes: everything that may happen at once happens at once, for some seconds."""
    rooms = [press(make_workshop("slider", "slider", expected=200, capacity=200), times=2, by=ben) for _room in range(2)]
    voters = [voter for room in rooms for voter in crowd(room, servers[:2], 20)]
    consoles = [make_console(server, room) for room in rooms for server in servers[:2]]
    polls = {room.room.slug: room.item.polls.get().pk for room in rooms}
    rng, before, deadline = random.Random(3), deadlocks(), time.monotonic() + 4

    def facilitate(console) -> None:
        while time.monotonic() < deadline:
            console.act(rng.choice(["curtain", "lock", "more", "bigcode"]))

    async def keep_voting(voter: Voter) -> None:
        seq = 0
        while time.monotonic() < deadline:
            seq += 1
            answer = {"value": rng.randrange(0, 101, 5), "reason": rng.choice(["Schatten", "Parken", "Beides"])}
            await voter.vote(polls[voter.identity.room], seq, answer)
            await asyncio.sleep(rng.uniform(0.2, 0.4))

    async def evening() -> None:
        await come_in(voters)
        hands = [asyncio.to_thread(facilitate, console) for console in consoles]
        await asyncio.gather(*hands, *(keep_voting(voter) for voter in voters))
        await go_out(voters)

    asyncio.run(evening())
    assert {status for voter in voters for status in voter.said} == {"saved"}
    assert len(stored_ballots()) == len(voters)
    assert deadlocks() == before
