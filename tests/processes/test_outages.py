"""Redis and PostgreSQL go away and come back under running servers: the evening goes on, and nobody has to restart anything."""

import asyncio
import json
import random
import signal
import time
from functools import partial

from django.db import connection

from ..ballots import stored_ballots
from ..evening import press
from ..waiting import PATIENCE, until
from .conftest import serving
from .voters import Voter, come_in, crowd, go_out


def stage_on(server, make_phone, workshop):
    return make_phone(server).open(path=f"/live/{workshop.room.slug}/stage/{workshop.stage_token}/")


def test_without_redis_screens_follow_within_seconds(stoppable, shaken, database, make_phone, make_workshop, ben):
    """Killed under the servers, absent when one starts, and back again. How fast this machine is, it says while Redis is there."""
    _cluster, redis = stoppable
    workshop = press(make_workshop("slider"), times=2, by=ben)
    poll = workshop.item.polls.get().pk
    stages = [stage_on(server, make_phone, workshop) for server in shaken]
    amina = make_phone(shaken[0], workshop).open()
    for stage in stages:
        stage.shows("people", data={"joined": 1, "connected": 1})
    began = time.monotonic()
    assert amina.vote(poll, 1, {"value": 20})["status"] == "saved"
    for stage in stages:
        stage.shows("turnout", data__ballots=1)
    slowness = 10 * (time.monotonic() - began)

    redis.kill()
    with serving(1, database, redis) as (latecomer,):
        stages.append(stage_on(latecomer, make_phone, workshop))
        bilal = make_phone(latecomer, workshop).open()
        for number, phone in enumerate((amina, bilal), start=1):
            began = time.monotonic()
            assert phone.vote(poll, 2, {"value": 30})["status"] == "saved"
            assert time.monotonic() - began < 2 + slowness
            for stage in stages:
                stage.shows("turnout", data__ballots=number)
            assert time.monotonic() - began < 10 + slowness
        redis.start()
        for stage in stages:  # who is connected elsewhere is told by Redis alone
            stage.shows("people", data={"joined": 2, "connected": 2})
        assert "Traceback" not in "".join(latecomer.log)
    for server in shaken:  # who hears from others again may not have sent anything yet
        until(partial(_is_back, server.log), lambda log=server.log: "".join(log))


def _is_back(log) -> bool:
    lines = "".join(log)
    return lines.count("is away") == lines.count("is back") > 0


async def vote_until(ends_at: float, voter: Voter, poll: int, acked: dict[Voter, int], rng: random.Random) -> None:
    """One ballot after the other; "busy" is asked again."""
    seq = acked.get(voter, 0)
    while time.monotonic() <= ends_at:
        seq += 1
        answer = {"value": seq % 21 * 5}
        while (said := await voter.vote(poll, seq, answer)) == "busy":
            await asyncio.sleep(0.3)
        assert said == "saved"
        acked[voter] = seq
        await asyncio.sleep(rng.uniform(0.3, 0.6))


async def restarted_while_people_vote(cluster, voters: list[Voter], late, workshop, poll: int) -> dict[Voter, int]:
    """The last number of each voter that was acknowledged; `late` asks for pages while the database is away."""
    rng, acked = random.Random(5), {}
    await come_in(voters)
    ends_at = time.monotonic() + 4
    voting = [asyncio.create_task(vote_until(ends_at, voter, poll, acked, rng)) for voter in voters]
    await asyncio.sleep(1)
    cluster.process.send_signal(signal.SIGINT)  # as `systemctl restart` does: every connection is ended
    await asyncio.to_thread(cluster.process.wait)
    page = await asyncio.to_thread(late.request, "GET", f"/j/{workshop.code}/")
    health = await asyncio.to_thread(late.request, "GET", "/healthz")
    await asyncio.sleep(1)
    await asyncio.to_thread(cluster.start)
    came_back = time.monotonic()
    await asyncio.gather(*voting)
    assert time.monotonic() - came_back < PATIENCE
    assert (page[0], page[1]["Retry-After"], health[0], json.loads(health[2])["database"]) == (503, "3", 503, False)
    await go_out(voters)
    return acked


def test_postgresql_restarts_under_the_crowd(stoppable, shaken, make_phone, make_workshop, ben):
    """Ballots wait or get "busy"; what was acknowledged is stored; all comes back by itself, pages and screens too."""
    cluster, _redis = stoppable
    workshop = press(make_workshop("slider", expected=100, capacity=100), times=2, by=ben)
    poll = workshop.item.polls.get().pk
    voters = crowd(workshop, shaken[:2], 20)
    late = make_phone(shaken[2])
    acked = asyncio.run(restarted_while_people_vote(cluster, voters, late, workshop, poll))
    connection.close()  # this process has lost its own, too
    for server in shaken:
        assert make_phone(server, workshop).open().owns()
        assert make_phone(server).request("GET", "/healthz")[0] == 200
    stored = {ballot.key: ballot.seq for ballot in stored_ballots()}
    assert len(stored) == len(voters)
    for voter in voters:
        assert stored[voter.identity.key("ballot", workshop.item.polls.get().linkage)] == acked[voter]
