"""Saved means saved: the server is killed with SIGKILL while a hundred phones vote. No acknowledged ballot is lost, none counted twice."""

import asyncio
import json
import random

import pytest
from django.db import connection
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from participation.live.identity import cookie_name, cookie_value
from polls.models import Ballot, Poll
from workshops.actions import join

from ..e2e.conftest import Server
from ..evening import press

pytestmark = pytest.mark.django_db(transaction=True)
PHONES = 100
KILLS = [pytest.param(seed, marks=[pytest.mark.slow] if seed >= 3 else []) for seed in range(10)]


@pytest.fixture
def start(tmp_path_factory, settings):
    """start() → a server of this test's own, on the test database."""
    servers = []

    def begin():
        servers.append(Server(connection.settings_dict, settings.VAR_DIR / "static-test-kill"))
        return servers[-1]

    yield begin
    for server in servers:
        server.stop()


async def vote_until_killed(url, room, poll, identity, acked, rng):
    """Vote, again and again, and remember the highest seq that was acknowledged."""
    headers = {"Cookie": f"{cookie_name(room)}={cookie_value(identity)}"}
    try:
        async with connect(
            url.replace("http", "ws") + f"/live/{room}/", additional_headers=headers, origin=url, compression=None, open_timeout=20
        ) as socket:
            await socket.send(json.dumps({"t": "hello", "lang": "de"}))
            for seq in range(1, 500):
                await socket.send(json.dumps({"t": "vote", "poll": poll, "seq": seq, "answer": {"value": seq % 21 * 5}}))
                while (frame := json.loads(await socket.recv()))["t"] != "ack":
                    pass
                if frame["status"] == "saved":
                    acked[identity.id] = seq
                await asyncio.sleep(rng.uniform(0.2, 0.35))
    except (ConnectionClosed, OSError, TimeoutError):
        pass


async def storm(server, room, poll, identities, rng) -> dict[int, int]:
    acked: dict[int, int] = {}
    phones = [asyncio.create_task(vote_until_killed(server.url, room, poll, identity, acked, rng)) for identity in identities]
    async with asyncio.timeout(60):
        while len(acked) < PHONES // 2:  # in the middle of the crowd
            await asyncio.sleep(0.01)
    await asyncio.sleep(rng.uniform(0.0, 0.6))
    server.process.kill()
    await asyncio.gather(*phones)
    return acked


@pytest.mark.parametrize("seed", KILLS)
def test_killed_in_the_middle_of_voting(start, make_workshop, ben, seed):
    workshop = press(make_workshop("slider", capacity=PHONES), times=2, by=ben)
    poll = Poll.objects.get()
    identities = [join(workshop=workshop, nonce=f"{seed}-{number}").identity for number in range(PHONES)]
    connection.close()
    acked = asyncio.run(storm(start(), workshop.room.slug, poll.pk, identities, random.Random(seed)))
    assert len(acked) >= PHONES // 2

    stored = {bytes(ballot.key): (ballot.seq, ballot.answer) for ballot in Ballot.objects.filter(poll=poll)}
    assert len(stored) == Ballot.objects.count() <= PHONES
    for identity in identities:
        seq, answer = stored.get(identity.key("ballot", poll.uuid), (0, {"value": 0}))
        assert seq >= acked.get(identity.id, 0), "an acknowledged ballot is gone"
        assert answer == {"value": seq % 21 * 5}
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA integrity_check")
            assert cursor.fetchone() == ("ok",)
