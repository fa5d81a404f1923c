"""Redis and PostgreSQL go away and come back under running servers: the evening goes on, and nobody has to restart anything."""

import asyncio
import json
import random
import signal
import time

from django.db import connection

from polls.models import Ballot

from ..evening import press
from .conftest import serving
from .voters import Voter, come_in, crowd, go_out


def stage_on(server, make_phone, workshop):
    return make_phone(server).open(path=f"/live/{workshop.room.slug}/stage/{workshop.stage_token}/")


def test_without_redis_screens_follow_within_seconds(stoppable, shaken, database, make_phone, make_workshop, ben):
    """Killed under the servers, absent when one starts, and back again."""
    _cluster, redis = stoppable
    workshop = press(make_workshop("slider"), times=2, by=ben)
    poll = workshop.item.polls.get().pk
    stages = [stage_on(server, make_phone, workshop) for server in shaken]
    amina = make_phone(shaken[0], workshop).open()
    for stage in stages:
        stage.shows("people", data={"joined": 1, "connected": 1})

    redis.kill()
    with serving(1, database, redis) as (latecomer,):
        stages.append(stage_on(latecomer, make_phone, workshop))
        bilal = make_phone(latecomer, workshop).open()
        for number, phone in enumerate((amina, bilal), start=1):
            began = time.monotonic()
            assert phone.vote(poll, 1, {"value": 30})["status"] == "saved"
            assert time.monotonic() - began < 2
            for stage in stages:
                stage.shows("turnout", data__ballots=number)
            assert time.monotonic() - began < 10
        redis.start()
        for stage in stages:  # who is connected elsewhere is told by Redis alone
            stage.shows("people", data={"joined": 2, "connected": 2})
        assert "Traceback" not in "".join(latecomer.log)
    for server in shaken:
        log = "".join(server.log)
        assert log.count("is away") == log.count("is back") > 0, log


def test_postgresql_restarts_under_the_crowd(stoppable, shaken, make_phone, make_workshop, ben):
    """Ballots wait or get "busy"; what was acknowledged is stored; all comes back by itself, pages and screens too."""
    cluster, _redis = stoppable
    workshop = press(make_workshop("slider", capacity=100), times=2, by=ben)
    poll = workshop.item.polls.get().pk
    voters = crowd(workshop, shaken[:2], 20)
    late = make_phone(shaken[2])
    rng = random.Random(5)
    acked: dict[Voter, int] = {}

    async def vote_on(voter: Voter, until) -> None:
        seq = acked.get(voter, 0)
        while not until():
            seq += 1
            answer = {"value": seq % 21 * 5}
            while (said := await voter.vote(poll, seq, answer)) == "busy":
                await asyncio.sleep(0.3)
            assert said == "saved"
            acked[voter] = seq
            await asyncio.sleep(rng.uniform(0.3, 0.6))

    async def evening() -> None:
        await come_in(voters)
        ends_at = time.monotonic() + 4
        voting = [asyncio.create_task(vote_on(voter, lambda: time.monotonic() > ends_at)) for voter in voters]
        await asyncio.sleep(1)
        cluster.process.send_signal(signal.SIGINT)  # as `systemctl restart` does: every connection is ended
        await asyncio.to_thread(cluster.process.wait)
        page = await asyncio.to_thread(late.request, "GET", f"/j/{workshop.code}/")
        health = await asyncio.to_thread(late.request, "GET", "/healthz")
        await asyncio.sleep(1)
        await asyncio.to_thread(cluster.start)
        came_back = time.monotonic()
        await asyncio.gather(*voting)
        assert time.monotonic() - came_back < 10
        assert (page[0], page[1]["Retry-After"], health[0], json.loads(health[2])["database"]) == (503, "3", 503, False)
        await go_out(voters)

    asyncio.run(evening())
    connection.close()  # this process has lost its own, too
    for server in shaken:
        assert make_phone(server, workshop).open().owns()
        assert make_phone(server).request("GET", "/healthz")[0] == 200
    stored = {bytes(ballot.key): ballot.seq for ballot in Ballot.objects.all()}
    assert len(stored) == len(voters)
    for voter in voters:
        assert stored[voter.identity.key("ballot", workshop.item.polls.get().linkage)] == acked[voter]
