"""The crowd, in a process and on a core of its own: `python -m tests.bench.load MODULE` runs the module's `drive(**job)`.

The job comes as JSON on stdin, what was seen goes as JSON to stdout. The phones know only docs/protocol.md.
"""

import asyncio
import importlib
import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from functools import lru_cache, partial

from participation.simulation.trial import Console, until

from .servers import LOAD_CORE, Failed, cpu_seconds, pin
from .sockets import AT_ONCE, Line, connect

PATIENCE_SECONDS = 120.0


@lru_cache(maxsize=256)
def decoded(payload: bytes) -> dict:
    """Most frames are the same for everybody: read once."""
    return json.loads(payload)


class Screen:
    """One socket of the protocol: the newest frame of each slot, and who wants to know of what comes."""

    __slots__ = ("hear_ack", "hear_slot", "is_gone", "line", "slots")

    def __init__(self) -> None:
        self.slots: dict[str, dict] = {}
        self.is_gone = False
        self.hear_ack: Callable[[dict, float], None] | None = None
        self.hear_slot: Callable[[dict, float], None] | None = None
        self.line: Line | None = None

    async def open(self, url: str, path: str, cookie: str = "") -> "Screen":
        headers = {"Origin": url} | ({"Cookie": cookie} if cookie else {})
        self.line = await connect(url, path, headers, self.hear, self.leave)
        self.line.send(b'{"t":"hello","lang":"de"}')
        return self

    def leave(self) -> None:
        self.is_gone = True

    def hear(self, payload: bytes, when: float) -> None:
        frame = decoded(payload)
        kind = frame["t"]
        if kind == "slot":
            known = self.slots.get(frame["name"])
            if known is None or frame["rev"] > known["rev"]:
                self.slots[frame["name"]] = frame
                if self.hear_slot:
                    self.hear_slot(frame, when)
        elif kind == "ack" and self.hear_ack:
            self.hear_ack(frame, when)

    def data(self, slot: str) -> dict:
        return (self.slots.get(slot) or {}).get("data") or {}

    @property
    def ballots(self) -> int:
        """The turnout it shows."""
        return self.data("turnout").get("ballots", -1)

    @property
    def is_ready(self) -> bool:
        return "turnout" in self.slots and "step" in self.slots


class Crowd:
    """All screens of one room: phones, spread over the servers, and a stage at each server."""

    def __init__(self, urls: Sequence[str], room: dict, with_stage: bool = True) -> None:
        self.urls, self.room, self.with_stage = urls, room, with_stage
        self.phones: list[Screen] = []
        self.stages: list[Screen] = []

    async def enter(self) -> None:
        """Connect everybody and wait until all show the question and nothing happens any more."""
        if not self.stages:
            await self.enter_stages()
        await self.enter_phones()
        await settle()

    async def enter_stages(self) -> None:
        if self.with_stage:
            self.stages = [await Screen().open(url, self.room["stage"]) for url in self.urls]
            await self.see(self.stages)

    async def enter_phones(self) -> None:
        self.phones = await at_most(AT_ONCE, [partial(self.open_phone, number) for number in range(len(self.room["cookies"]))])
        await self.see(self.phones)

    async def enter_next(self) -> None:
        """One phone more."""
        self.phones.append(await self.open_phone(len(self.phones)))
        await self.see(self.phones[-1:])

    async def open_phone(self, number: int) -> Screen:
        return await Screen().open(self.urls[number % len(self.urls)], f"/live/{self.room['room']}/", self.room["cookies"][number])

    async def see(self, screens: Sequence[Screen]) -> None:
        await until(lambda: all(screen.is_ready for screen in screens), PATIENCE_SECONDS)
        if not all(screen.is_ready and screen.data("step")["poll"]["state"] == "open" for screen in screens):
            raise Failed("not every screen shows the open question")

    def everybody(self) -> list[Screen]:
        return [*self.stages, *self.phones]

    async def reveal(self) -> None:
        """Close the poll and show its result, by the console's button, until every screen has it."""
        console = Console({"base": self.urls[0], "console": self.room["console"]})
        console.browser.cookies = dict(self.room["staff"])
        await console.enter()
        await console.press_until(lambda: self.stages[0].data("step").get("poll") or {}, "revealed")
        poll = self.room["poll"]
        await until(lambda: all(screen.data("results").get("poll") == poll for screen in self.everybody()), 15)

    def results(self) -> Counter[str]:
        """How many screens show which result."""
        return Counter(json.dumps(self.stops(screen)) for screen in self.everybody())

    @staticmethod
    def stops(screen: Screen) -> list[int] | None:
        return screen.data("results").get("stops")


async def at_most(many: int, jobs: Sequence[Callable[[], Awaitable]]) -> list:
    """Run all jobs, so many at once; their results in order."""
    gate = asyncio.Semaphore(many)

    async def run(job):
        async with gate:
            return await job()

    return await asyncio.gather(*map(run, jobs))


async def spread(count: int, within: float, seed: int, act: Callable[[int], None]) -> None:
    """Call `act` for each number below `count`, in a shuffled order and at even distances within so many seconds."""
    order = list(range(count))
    random.Random(seed).shuffle(order)
    start = time.perf_counter()
    for place, number in enumerate(order):
        wait = start + within * place / count - time.perf_counter()
        if wait > 0:
            await asyncio.sleep(wait)
        act(number)


async def settle() -> None:
    """Let the server finish what arriving made it do, before anything is measured."""
    await asyncio.sleep(float(os.environ.get("BENCH_SETTLE", "1")))


class Meter:
    """CPU seconds of the servers since it was made."""

    def __init__(self, pids: Sequence[int]) -> None:
        self.pids, self.before = pids, cpu_seconds(pids)

    def read(self) -> float:
        return cpu_seconds(self.pids) - self.before


def main() -> None:
    pin(os.getpid(), LOAD_CORE)
    try:
        import uvloop

        run = uvloop.run
    except ImportError:
        run = asyncio.run
    module = importlib.import_module(f"tests.bench.{sys.argv[1]}")
    try:
        seen = run(module.drive(**json.load(sys.stdin)))
    except Failed as error:
        seen = {"failed": str(error)}
    print(json.dumps(seen))


if __name__ == "__main__":
    main()
