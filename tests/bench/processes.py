"""One server process and two on PostgreSQL and Redis: what the second one costs, and whether every screen is right at both."""

from .ballots import check, percentile, vote_all
from .load import Crowd
from .report import Figure
from .services import Missing, Postgres, redis

PHONES, VOTES = 1000, 3


def measure(bench) -> list[Figure]:
    ratio = "two processes ÷ one, PostgreSQL and Redis: server CPU"
    try:
        cluster = Postgres(bench.ground.new_folder(), bench.ground.static)
    except Missing as missing:
        return [Figure(ratio, [], "×", "<= 1.7", missing=str(missing))]
    try:
        with bench.ground.folder_of_its_own() as folder, redis(folder) as address:
            return figures(bench, ratio, cluster, address)
    except Missing as missing:
        return [Figure(ratio, [], "×", "<= 1.7", missing=str(missing))]
    finally:
        cluster.stop()


def figures(bench, ratio: str, cluster: Postgres, address: str) -> list[Figure]:
    phones = 20 if bench.quick else PHONES
    ways = {"one process": 1, "two processes": 2}
    runs = bench.alternate(
        {name: lambda many=many: once(bench, cluster.new_database(), address, phones, many) for name, many in ways.items()}
    )
    shown = []
    for name in ways:
        who = f"{name}, PostgreSQL and Redis, {phones} phones × {VOTES} ballots"
        shown += [
            Figure(f"{who}: server CPU per 1000 ballots", [1000 * run["cpu"] / phones / VOTES for run in runs[name]], "s"),
            Figure(f"{who}: ack p95", [1000 * percentile(run["acks"], 95) for run in runs[name]], "ms"),
            Figure(f"{who}: screens with the right result", [100 * right(run) for run in runs[name]], "%", ">= 100"),
        ]
    ratios = [two["cpu"] / one["cpu"] for one, two in zip(*runs.values(), strict=True)]
    return [*shown, Figure(ratio, ratios, "×", None if bench.quick else "<= 1.7")]


def right(run: dict) -> float:
    return max(run["results"].values()) / run["screens"]


def once(bench, database: str, address: str, phones: int, many: int) -> dict:
    """Everybody votes three times; phones and two stages are spread over the processes."""
    with bench.ground.site(database, address) as site:
        room = site.make_room(phones)
        urls = [site.serve().url for _process in range(many)]
        run = bench.drive("processes", urls=urls, pids=site.pids, room=room, within=bench.within, seed=bench.seed)
        check(run, site, room)
        return run


async def drive(urls: list[str], pids: list[int], room: dict, within: float, seed: int) -> dict:
    crowd = Crowd(urls, room)
    await crowd.enter()
    return await vote_all(crowd, pids, within, seed, VOTES)
