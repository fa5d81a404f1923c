"""Pages of a town with 50,000 proposals, 500,000 supports and 200,000 contributions, on SQLite and on PostgreSQL."""

import contextlib
import gc
import os
import random
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median_low

from .ballots import percentile
from .large_pages import ALIKE, OF_ONE, SLOW, pages
from .report import Figure
from .services import Missing, Postgres

FULL = {"proposals": 50_000, "supports": 500_000, "contributions": 200_000, "workshops": 2_000, "years": 5}
QUICK = {"proposals": 1_000, "supports": 4_000, "contributions": 1_500, "workshops": 100, "years": 2}
REQUESTS, COUNTED, GOAL = 40, 11, "<= 200"


def measure(bench) -> list[Figure]:
    """Server time of each page in a process of its own: of every request that of view, templates and middleware, without a network."""
    with contextlib.ExitStack() as stack:
        databases = {"SQLite": lambda: ""}
        try:
            cluster = Postgres(bench.ground.new_folder(), bench.ground.static)
            stack.callback(cluster.stop)
            databases["PostgreSQL"] = cluster.new_database
        except Missing as missing:
            return [*of_one("SQLite", databases["SQLite"], bench), Figure("large town, PostgreSQL", [], "ms", GOAL, missing=str(missing))]
        return [figure for name, new_database in databases.items() for figure in of_one(name, new_database, bench)]


def of_one(database: str, new_database: Callable[[], str], bench) -> list[Figure]:
    """The figures of one database, beside the numbers of queries in another one with a tenth of everything."""
    size = QUICK if bench.quick else FULL
    tenth = {name: many if name == "years" else max(many // 10, 100) for name, many in size.items()}
    filled, runs = filled_and_visited(bench, new_database(), size, bench.runs, 4 if bench.quick else REQUESTS)
    _seconds, (small,) = filled_and_visited(bench, new_database(), tenth, 1, 0)
    figures = [Figure(f"large town, {database}: filling", [filled], "s")]
    for page in runs[0]:
        name = f"large town, {database}: {page}"
        queries = [run[page]["queries"] for run in runs]
        more = [many - small[page]["queries"] for many in queries]
        figures += [
            *times(name, [run[page] for run in runs], None if page in SLOW or bench.quick else GOAL),
            Figure(f"{name}, queries", queries, ""),
            Figure(f"{name}, queries more than with a tenth of it", more, "", None if bench.quick or page in OF_ONE else "<= 0"),
        ]
    return figures


def times(name: str, runs: list[dict], goal: str | None) -> list[Figure]:
    walls, cpus = ([[1000 * each for each in run[key]] for run in runs] for key in ("wall", "cpu"))
    return [
        Figure(f"{name}, p95", [percentile(wall, 95) for wall in walls], "ms", goal),
        Figure(f"{name}, p50", [percentile(wall, 50) for wall in walls], "ms"),
        Figure(f"{name}, CPU p50", [percentile(cpu, 50) for cpu in cpus], "ms"),
    ]


def filled_and_visited(bench, database: str, size: dict[str, int], runs: int, requests: int) -> tuple[float, list[dict]]:
    """Seconds until it was filled, and what `visit` found in each run."""
    with bench.ground.site(database) as site:
        seconds = site.inside("large_town", "fill", size=size, seed=1)
        bench.say(f"    {size['proposals']} proposals: filled in {seconds:.0f} s")
        return seconds, [site.inside("large_town", "visit", seed=bench.seed + run, requests=requests) for run in range(runs)]


# -- inside a process with the settings and the database of the site -----------------------
def fill(size: dict[str, int], seed: int) -> float:
    """Fill the database by the command that anybody can use. Returns the seconds."""
    from django.core.management import call_command

    from participation.demo_data import actions_large  # noqa: F401 (imports are not what is measured)

    started = time.perf_counter()
    with Path(os.devnull).open("w") as nowhere:
        call_command("fill_municipality", seed=seed, stdout=nowhere, **size)
    return time.perf_counter() - started


def visit(seed: int, requests: int) -> dict[str, dict]:
    """Ask for each page so often, each time for another proposal, word or page where there is a choice. Seconds and usual queries."""
    found, asked = {}, pages(random.Random(seed))
    for client, addresses in asked.values():
        ask(client, next(addresses))  # what is loaded once is loaded
    gc.collect()
    gc.freeze()  # as the server does: the modules, here those of the bench too, are not searched at every request
    for page, (client, addresses) in asked.items():
        taken = [ask(client, next(addresses)) for _request in range(1 if page in SLOW and requests else requests)]
        queries = [queries_of(client, next(addresses)) for _request in range(1 if page in SLOW else COUNTED)]
        walls, cpus = zip(*taken, strict=True) if taken else ((), ())
        found[page] = {"wall": walls, "cpu": cpus, "queries": int(median_low(queries))}
    return found


def queries_of(client, address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        ask(client, address)
    return len(queries)


def usual_queries() -> dict[str, int]:
    """How many queries each of the pages that are the same in every town takes; also asked by tests/test_large_town.py."""
    asked = {page: who for page, who in pages(random.Random(1)).items() if page in ALIKE}
    for client, addresses in asked.values():
        ask(client, next(addresses))
    return {page: queries_of(client, next(addresses)) for page, (client, addresses) in asked.items()}


def ask(client, address: str) -> tuple[float, float]:
    """Seconds of the clock and of the processor until the whole answer is there."""
    wall, cpu = time.perf_counter(), time.process_time()
    response = client.get(address, HTTP_HOST="127.0.0.1")
    taken = time.perf_counter() - wall, time.process_time() - cpu
    if response.status_code != 200:
        raise RuntimeError(f"{address}: {response.status_code}")
    return taken
