"""Fuzzing a real server: many hands that send what nobody meant, beside honest phones whose ballots must be saved all the time."""

import asyncio
import random
import threading
from collections import Counter
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

from ..ballots import stored_ballots
from ..e2e.conftest import Server
from ..live.raw import resident_kib
from ..waiting import LONG
from .fuzz_frames import ANSWERS
from .fuzz_hands import Hand, Room, rooms_of
from .fuzz_site import Site
from .hall import Hall
from .phones import online
from .reckoning import aside, require

HANDS = 8
GROWTH_KIB = 32 * 1024
ROUND = 2_000  # inputs between two looks at the server
EVENING = 5  # rounds
SHARES = {"frames": 50, "scraps": 8, "handshakes": 4, "lines": 10, "twins": 12, "addresses": 8, "forms": 8}


def fuzzed(hall: Hall, inputs: int, *, warm_up: int, shares: dict[str, int] = SHARES, hands: int = HANDS) -> dict[str, object]:
    """One run against a real server, with what it did and measured."""
    rooms, site = rooms_of(hall), Site(random.Random(f"{hall.seed} site"))
    figures = asyncio.run(Fuzzing(hall, rooms, site, shares, hands).run(inputs, warm_up))
    for room in rooms:
        seqs = {ballot.key: ballot.seq for ballot in stored_ballots(room.poll)}
        stored = seqs.get(room.voter.identity.key("ballot", room.poll.linkage))
        require(stored == room.voter.saved[room.poll.pk], "an honest phone's acknowledged ballot is gone")
    return figures


class Fuzzing:
    """One server, its hands, and how large it was after each round."""

    def __init__(self, hall: Hall, rooms: list[Room], site: Site, shares: dict[str, int], hands: int) -> None:
        self.hall, self.rooms, self.site, self.shares = hall, rooms, site, shares
        rngs = [random.Random(f"{hall.seed} {number}") for number in range(hands)]
        self.hands = [Hand(hall.base, rooms, site, rng, slice(number, None, hands)) for number, rng in enumerate(rngs)]
        self.sizes: list[int] = []
        self.server: Server

    async def run(self, inputs: int, warm_up: int) -> dict[str, object]:
        """The server's memory is measured from the end of the warm-up, in which every way in was used: by then it has compiled
        its templates, opened its connections and filled their caches. Growth is what the largest of all looks was above that."""
        self.server = await aside(self.hall.start)
        async with online([room.voter for room in self.rooms]):
            async with self.honest_phones() as votes:
                await asyncio.to_thread(self.hands[0].say_again)
                await self.rounds(warm_up, votes)
                before, self.sizes = resident_kib(self.server.process.pid), []
                for hand in self.hands:
                    hand.done.clear()
                await self.rounds(inputs, votes)
            for room in self.rooms:
                await room.voter.vote(room.poll.pk, ANSWERS[room.kind])
        grown = max(self.sizes) - before
        require(grown <= GROWTH_KIB, f"the server grew by {grown // 1024} MiB")
        self.look_at_the_log()
        done = sum((hand.done for hand in self.hands), Counter())
        kinds = {name: done[name] for name in self.shares}
        honest = sum(len(room.voter.acks) for room in self.rooms)
        return {"inputs": inputs, **kinds, "honest_ballots": honest, "before_mib": before // 1024, "grown_mib": round(grown / 1024, 1)}

    @asynccontextmanager
    async def honest_phones(self) -> AsyncIterator[list[asyncio.Task]]:
        votes = [asyncio.create_task(vote_on(room)) for room in self.rooms]
        try:
            yield votes
        finally:
            for task in votes:
                task.cancel()
            await asyncio.gather(*votes, return_exceptions=True)
            for hand in self.hands:
                await asyncio.to_thread(hand.leave)

    async def rounds(self, inputs: int, votes: list[asyncio.Task]) -> None:
        for start in range(0, inputs, ROUND):
            await asyncio.to_thread(self.one_round, min(ROUND, inputs - start) // len(self.hands))
            self.sizes.append(resident_kib(self.server.process.pid))
            self.look_at_the_log()
            for task in votes:
                if task.done():
                    await task
            if len(self.sizes) % EVENING == 0:
                await aside(self.site.renew)

    def one_round(self, each: int) -> None:
        """All hands at once; the first that finds something ends the round."""
        stop = threading.Event()
        with ThreadPoolExecutor(len(self.hands)) as pool:
            for future in [pool.submit(hand.go_on, self.shares, each, stop) for hand in self.hands]:
                future.result(LONG)

    def look_at_the_log(self) -> None:
        log = list(self.server.log)
        if any("Traceback" in line or " ERROR " in line for line in log):
            said = [words for hand in self.hands for words in hand.lately]
            require(False, "a traceback in the log:\n" + "".join(log) + "\nafter one of:\n" + "\n".join(said))


async def vote_on(room: Room) -> None:
    """An honest phone changes its mind every second, and each time its ballot is saved."""
    rng = random.Random(room.slug)
    while True:
        word = await room.voter.vote(room.poll.pk, ANSWERS[room.kind])
        require(word == "saved", f"an honest ballot was answered {word}")
        await asyncio.sleep(rng.uniform(0.5, 1.0))
