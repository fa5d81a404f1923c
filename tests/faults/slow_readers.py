"""Two phones stop reading. One wakes up later and gets the newest pictures only; the other is cut; nobody else notices anything."""

import asyncio
import json
import random
import select
import time

from participation.live.guards.identity import cookie_name, cookie_value
from participation.live.wire.frame_writer import STALL_SECONDS as PATIENCE_SECONDS
from participation.simulation.trial import percentile

from ..live.raw import TEXT, RawSocket, resident_kib
from .hall import Hall
from .phones import Voter, online
from .reckoning import aside, require, slower

PHONES = 60
GREETINGS = 45  # each makes the server send all slots; a phone may ask five times a second
VOTING_SECONDS = 8.0
ACK_MS, GROWTH_KIB = 250, 16 * 1024


class Sleeper(RawSocket):
    """A phone whose program asks but does not read."""

    def __init__(self, voter: Voter) -> None:
        room = voter.room
        super().__init__(voter.browser.base, f"/live/{room}/", f"{cookie_name(room)}={cookie_value(voter.identity)}", receive_buffer=4096)

    def fall_asleep(self) -> None:
        for number in range(GREETINGS):
            self.send({"t": "hello", "lang": ("de", "en")[number % 2]})
            time.sleep(0.21)

    def was_cut(self) -> bool:
        poll = select.poll()
        poll.register(self.socket, 0)
        return bool(poll.poll(0))

    def wake_up(self, seconds: float) -> list[dict]:
        """All frames that had been kept for it, and those that come within some time."""
        frames, deadline = [], time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            if (found := self.read(left)) and found[0] == TEXT:
                frames.append(json.loads(found[1]))
        return frames


def two_fall_asleep(hall: Hall) -> dict[str, object]:
    """One run, with what it measured."""
    poll = hall.open_poll(place="Jugendclub")
    voters = hall.voters(PHONES + 2)
    return asyncio.run(_evening(hall, poll, voters[:PHONES], voters[PHONES:]))


async def _evening(hall: Hall, poll, voters: list[Voter], sleepy: list[Voter]) -> dict[str, object]:
    server, rng, took = await aside(hall.start), random.Random(hall.seed), []

    async def vote(voter: Voter) -> None:
        await asyncio.sleep(rng.uniform(0, VOTING_SECONDS))
        begun = time.perf_counter()
        await voter.vote(poll.pk, {"value": rng.randrange(21) * 5})
        took.append(time.perf_counter() - begun)

    async with online(voters):
        before = resident_kib(server.process.pid)
        heavy, light = [await asyncio.to_thread(Sleeper, voter) for voter in sleepy]
        await asyncio.gather(asyncio.to_thread(heavy.fall_asleep), asyncio.to_thread(light.fall_asleep))
        asleep = time.monotonic()
        await asyncio.gather(*map(vote, voters))
        frames = await asyncio.to_thread(light.wake_up, 4.0)
        grown = resident_kib(server.process.pid) - before
        while not heavy.was_cut() and time.monotonic() - asleep < PATIENCE_SECONDS + 6:
            await asyncio.sleep(0.2)
        awake = heavy.was_cut(), time.monotonic() - asleep
        heavy.socket.close()
        light.socket.close()
        await asyncio.gather(*(voter.vote(poll.pk, {"value": 50}) for voter in voters))
        usual = 1000 * max(voter.answered[-1][1] for voter in voters)
    turnouts = [frame["data"]["ballots"] for frame in frames if frame.get("name") == "turnout" and frame["data"]]
    seen = [ballots for ballots in turnouts if ballots]
    require(seen and seen[-1] == PHONES, "who woke up was not shown the newest picture")
    require(len(seen) <= 2, "old pictures were kept for somebody who did not read")
    require(awake[0], "somebody who reads nothing was never cut")
    require(percentile(took, 95) < slower(ACK_MS, usual), f"others noticed it: {percentile(took, 95)} ms")
    require(grown < GROWTH_KIB, f"it cost {grown} KiB")
    return {"phones": PHONES, "pictures": len(seen), "cut_after_s": round(awake[1]), "ack_p95_ms": percentile(took, 95), "grown_kib": grown}
