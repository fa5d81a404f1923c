"""The line to PostgreSQL dies unnoticed, behind a proxy for instance: nobody waits for ever, neither phones nor who stops the server."""

import asyncio
import time

import pytest
from django.db import connection

from participation.live.wire.server import STOP_SECONDS
from polls.models import Poll

from ..e2e.conftest import database_url
from ..waiting import PATIENCE
from .black_hole import BlackHole, black_hole
from .conftest import size
from .hall import Hall
from .outage import AT_MOST, RECOVERY
from .phones import Voter, online
from .reckoning import aside, reckon, require, slower, until

pytestmark = pytest.mark.parametrize("engine", ["postgres"])


@pytest.fixture
def hole(hall, postgres):
    with black_hole(postgres.port) as hole:
        hall.env["DATABASE_URL"] = database_url(connection.settings_dict | {"PORT": hole.port})
        yield hole


async def vote_through(hall: Hall, poll: Poll, voters: list[Voter], hole: BlackHole, seconds: float) -> dict[str, object]:
    """Half of them have voted; the lines die, everybody votes, and `seconds` later new lines get through."""
    await aside(hall.start)
    async with online(voters):
        await asyncio.gather(*(voter.vote(poll.pk, {"value": 0}) for voter in voters[::2]))
        before = [len(voter.answered) for voter in voters]
        hole.open()
        votes = [asyncio.create_task(voter.vote(poll.pk, {"value": 50})) for voter in voters]
        await asyncio.sleep(seconds)
        during = {status for voter, start in zip(voters, before, strict=True) for status, _wait in voter.answered[start:]}
        hole.close()
        back = await until(lambda: all(vote.done() for vote in votes), RECOVERY, "a ballot does not arrive over the new lines")
        require({await vote for vote in votes} == {"saved"}, "a ballot is refused after the outage")
    require(during == {"busy"}, f"without an answer of the database somebody heard {during}")
    slowest = max(wait for voter in voters for _status, wait in voter.answered)
    require(slowest < slower(AT_MOST, voters[0].answered[0][1]), f"an answer came too late: after {slowest:.1f} s")
    return {"slowest_answer_s": round(slowest, 1), "recovered_after_s": round(back, 1)}


def test_ballots_hear_busy_in_time_and_arrive_over_new_lines(hall, hole, report):
    poll = hall.open_poll()
    voters = hall.voters(20)
    connection.close()
    figures = asyncio.run(vote_through(hall, poll, voters, hole, size(40, 15)))
    require(reckon(poll, voters) == len(voters), "not everybody's ballot is there in the end")
    report(**figures)


def test_the_server_stops_in_time(hall, hole, report):
    hall.open_poll()
    server = hall.start()
    hole.open()
    begun = time.monotonic()
    server.process.terminate()
    code = server.process.wait(STOP_SECONDS + PATIENCE)
    assert code == 0, "".join(server.log)
    report(stopped_after_s=round(time.monotonic() - begun, 1))
