"""Clocks are wrong: the server's jumps by an hour in the middle of a vote, and on PostgreSQL it is not the database's any more.
Nothing changes: order comes from counters, time from the database alone, and what phones are told are durations."""

import asyncio

import pytest

from polls.models import Poll

from ..ballots import stored_ballots
from ..waiting import PATIENCE
from .conftest import SHORT
from .hall import Hall
from .phones import Voter, online
from .reckoning import aside, require, until

HOUR = 3600
CASES = [("postgres", +1), ("postgres", -1), ("sqlite", +1), ("sqlite", -1)]


async def evening(hall: Hall, poll: Poll, voters: list[Voter], hours: int) -> dict[str, float]:
    await aside(hall.start)
    console = await (await aside(hall.console)).enter()
    *voters, late = voters
    async with online([*voters, late]):
        await asyncio.gather(*(voter.vote(poll.pk, {"value": 50}) for voter in voters))
        hall.clock.write_text(str(hours * HOUR))
        statuses = await asyncio.gather(*(voter.vote(poll.pk, {"value": 100}) for voter in voters))
        require(set(statuses) == {"saved"}, "a ballot is refused")

        require(await console.act("timer", minutes=1) == 204, "the timer does not start")
        await until(lambda: late.data("timer"), 5, "nobody sees the timer")
        left = late.data("timer")["ends_in_ms"]
        require(10_000 < left <= 60_000, f"a minute has {left} ms")

        await console.step()
        require(await late.vote(poll.pk, {"value": 0}) == "closed", "a closed vote takes ballots")
        ago = late.acks[-1]["closed_ago_ms"]
        require(0 <= ago < 60_000, f"closed just now is {ago} ms ago")
        require(await console.undo() == 204, "closing can't be undone")
        require(await late.vote(poll.pk, {"value": 0}) == "saved", "a vote that is open again takes no ballots")
        closed = asyncio.get_running_loop().time()
        await console.step()
        while not await aside(lambda: Poll.objects.exclude(final_at=None).exists()):
            require(asyncio.get_running_loop().time() - closed < PATIENCE, "a closed vote does not become final")
            await asyncio.sleep(0.2)
        seconds = asyncio.get_running_loop().time() - closed
        require(seconds > 8, f"closing could be undone for {seconds:.0f} s only")
        await console.step()
        await until(lambda: late.data("results").get("n") == len(voters) + 1, 5, "a phone sees no result")
    return {"hours": hours, "final_after_s": round(seconds, 1)}


def wrong_clock(hall: Hall, hours: int) -> dict[str, float]:
    poll = hall.open_poll()
    voters = hall.voters(10)
    figures = asyncio.run(evening(hall, poll, voters, hours))
    tally = Poll.objects.values_list("tally", flat=True).get(pk=poll.pk)
    require((tally["n"], tally["b"], tally["a"]) == (10, 9, 1), f"the tally says {tally}")
    require(not stored_ballots(poll), "ballots of a final poll are still there")
    return figures


@pytest.mark.parametrize(("engine", "hours"), CASES[:1] + CASES[3:] if SHORT else CASES)
def test_a_clock_jumps_in_the_middle_of_a_vote(hall, report, hours):
    report(**wrong_clock(hall, hours))
