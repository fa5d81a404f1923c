"""Votes in the middle of an outage of the database. Whatever it is: no ballot is said to be saved that is not, whoever is not
served in time hears `busy`, nobody hears anything else, and everything arrives once it is over."""

import asyncio
from collections import Counter
from collections.abc import Callable

from django.db import connection

from polls.models import Poll

from .hall import Hall
from .phones import Voter, online
from .reckoning import aside, reckon, require, slower, until

AT_MOST = 8.0 + 1.5  # seconds until `busy`; a busy machine may take a little longer to say it
RECOVERY = 12.0


async def vote_through(hall: Hall, poll: Poll, voters: list[Voter], begin: Callable, finish: Callable, seconds: float) -> dict:
    """Half of them have voted; the outage begins, everybody votes, `seconds` later it is over."""
    everybody, poster = voters, voters[-1]
    voters = voters[:-1]
    console = await aside(hall.console)
    await aside(hall.start)
    await console.enter()
    async with online(voters):
        await asyncio.gather(*(voter.vote(poll.pk, {"value": 0}) for voter in voters[::2]))
        await aside(begin)
        before = [len(voter.answered) for voter in voters]
        votes = [asyncio.create_task(voter.vote(poll.pk, {"value": 5 + number % 20 * 5})) for number, voter in enumerate(voters)]
        posted = asyncio.create_task(poster.post(poll.pk, 1, {"value": 50}))
        pressed = asyncio.create_task(console.press(hall.workshop.step - 1))  # too late: 409, if it can be told
        await asyncio.sleep(seconds)
        during = Counter(status for voter, start in zip(voters, before, strict=True) for status, _wait in voter.answered[start:])
        await aside(finish)
        recovery = await until(lambda: all(vote.done() for vote in votes), RECOVERY, "a ballot does not arrive after the outage is over")
        require({await vote for vote in votes} == {"saved"}, "a ballot is refused after the outage")
        await aside(reckon, poll, everybody)
        await until(lambda: all(voter.data("turnout").get("ballots", 0) >= len(voters) for voter in voters), 10, "the screens stay behind")
        status, ack = await posted
        require((status, ack.get("status")) in {(503, "busy"), (200, "saved")}, f"a vote by HTTP was answered {status} {ack}")
    require(await pressed in {409, 503}, f"a press of the main button was answered {await pressed}")
    require(set(during) <= {"busy", "saved"}, f"somebody heard {set(during)}")
    return {"saved": during["saved"], "busy": during["busy"], "recovered_after_s": round(recovery, 1), "by_http": status}


def outage(hall: Hall, begin: Callable, finish: Callable, *, seconds: float, phones: int = 20) -> dict[str, object]:
    """One outage from its beginning to the reckoning."""
    poll = hall.open_poll()
    voters = hall.voters(phones + 1)  # the last one votes by HTTP
    connection.close()  # this process's own would not survive either
    figures = asyncio.run(vote_through(hall, poll, voters, begin, finish, seconds))
    require(reckon(poll, voters) >= phones, "not everybody's ballot is there in the end")
    slowest = max(wait for voter in voters for _status, wait in voter.answered)
    usual = max(voter.answered[0][1] for voter in voters[:phones:2])  # before the outage
    require(slowest < slower(AT_MOST, usual), f"an answer came too late: after {slowest:.1f} s")
    return {"outage_s": seconds, "slowest_answer_s": round(slowest, 1)} | figures
