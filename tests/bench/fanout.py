"""One new picture to every phone of a room: the server's time for each phone, and how long until the last one has it."""

import asyncio
import random
import time
from statistics import median

from .ballots import Voting
from .load import PATIENCE_SECONDS, Crowd, Meter, settle, until
from .report import Figure
from .servers import Failed

SIZES = (100, 500, 1000, 2000)
ROUNDS = 40  # pictures in each run
REST_SECONDS = 0.06  # for what the server does after the last phone has it


def measure(bench) -> list[Figure]:
    sizes, rounds = ((20, 60), 10) if bench.quick else (SIZES, ROUNDS)
    runs = bench.alternate({"fan-out": lambda: once(bench, sizes, rounds)})["fan-out"]
    shown = []
    for size in map(str, sizes):
        shown += [
            Figure(f"fan-out to {size} phones: server CPU per phone", [1e6 * run["cpu"][size] for run in runs], "µs"),
            Figure(f"fan-out to {size} phones: ballot sent until the last phone shows it", [1e3 * run["last"][size] for run in runs], "ms"),
        ]
    few, many = str(sizes[0]), str(sizes[-1])
    ratios = [run["cpu"][many] / run["cpu"][few] for run in runs]
    goal = None if bench.quick else "<= 1.3"
    return [*shown, Figure(f"fan-out: CPU per phone, {many} ÷ {few} phones", ratios, "×", goal)]


def once(bench, sizes: tuple[int, ...], rounds: int) -> dict:
    with bench.ground.site() as site:
        rooms = [site.make_room(size) for size in (rounds, *sizes)]
        site.serve()
        run = bench.drive("fanout", url=site.servers[0].url, pids=site.pids, rooms=rooms, rounds=rounds, seed=bench.seed)
        if complaints := site.complaints():
            raise Failed(f"the server complained: {complaints}")
        return run


async def drive(url: str, pids: list[int], rooms: list[dict], rounds: int, seed: int) -> dict:
    """In each round one phone of each room votes, room after room, and the new turnout goes to the whole room.

    In the first room only the one phone is there that votes. What that costs is the ballot, the commit and the rendering;
    what another room costs more is the fan-out to the others.
    """
    alone, *crowds = [Crowd([url], room, with_stage=False) for room in rooms]
    for crowd in crowds:
        await crowd.enter_phones()
    await settle()
    votings = {len(crowd.phones): Voting(crowd, seed) for crowd in crowds} | {1: Voting(alone, seed)}
    costs: dict[int, list[float]] = {size: [] for size in votings}
    lasts: dict[int, list[float]] = {size: [] for size in votings}
    shuffled = random.Random(seed)
    for number in range(rounds):
        for size in shuffled.sample(sorted(votings), len(votings)):
            if size == 1:
                await replace_phone(alone, votings[1])
            cost, last = await tell(votings[size], number, pids)
            costs[size].append(cost)
            lasts[size].append(last)
    base = median(costs.pop(1))
    return {
        "cpu": {size: (median(cost) - base) / (size - 1) for size, cost in costs.items()},
        "last": {size: median(lasts[size]) for size in costs},
    }


async def replace_phone(crowd: Crowd, voting: Voting) -> None:
    """The room's one phone leaves, and the next one enters."""
    for phone in crowd.phones[-1:]:
        phone.line.close()
    await crowd.enter_next()
    voting.listen()
    await asyncio.sleep(REST_SECONDS)


async def tell(voting: Voting, number: int, pids: list[int]) -> tuple[float, float]:
    """One ballot, and its turnout on every phone: the server's seconds, and how long it took until the last one."""
    phones, arrivals = [phone for phone in voting.crowd.phones if not phone.is_gone], []

    def hear(frame: dict, when: float) -> None:
        if frame["name"] == "turnout" and frame["data"]["ballots"] == number + 1:
            arrivals.append(when)

    for phone in phones:
        phone.hear_slot = hear
    meter, started = Meter(pids), time.perf_counter()
    voting.vote(number)
    await until(lambda: len(arrivals) >= len(phones) and not voting.open, PATIENCE_SECONDS)
    await asyncio.sleep(REST_SECONDS)
    cost = meter.read()
    if len(arrivals) != len(phones) or voting.refused:
        raise Failed(f"{len(arrivals)} of {len(phones)} phones show the turnout; refused: {dict(voting.refused)}")
    return cost, max(arrivals) - started
