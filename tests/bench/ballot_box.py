"""How much the BallotBox costs beside the bare database driver that writes the same rows in the same batches."""

from .report import Figure
from .services import Missing, Postgres

BATCHES = (100, 1000)
GOALS = {("SQLite", 1000): ">= 0.5", ("PostgreSQL", 1000): ">= 0.4"}
BALLOTS = 4000  # in each round; three rounds a run, because one lasts a moment only


def measure(bench) -> list[Figure]:
    """Round by round in turns, on the same table: SQLite with synchronous=FULL, PostgreSQL with fsync."""
    with bench.ground.site() as site:
        shown = figures(bench, "SQLite", site)
    try:
        cluster = Postgres(bench.ground.new_folder(), bench.ground.static)
    except Missing as missing:
        return shown + [Figure(f"BallotBox ÷ bare driver, PostgreSQL, {batch} a batch", [], "×", missing=str(missing)) for batch in BATCHES]
    try:
        with bench.ground.site(cluster.new_database()) as site:
            return shown + figures(bench, "PostgreSQL", site)
    finally:
        cluster.stop()


def figures(bench, database: str, site) -> list[Figure]:
    shown = []
    for batch in (10, 50) if bench.quick else BATCHES:
        poll = site.make_room(0)["poll"]
        ballots = 4 * batch if bench.quick else BALLOTS
        run = site.inside("filling", "compare", poll=poll, batch=batch, ballots=ballots, rounds=3 * bench.runs, seed=bench.seed)
        where = f"{database}, {batch} a batch"
        ratios = [bare / box for box, bare in zip(run["box"], run["bare"], strict=True)]
        shown += [
            Figure(f"BallotBox, {where}", [ballots / seconds for seconds in run["box"]], "ballots/s"),
            Figure(f"bare driver, {where}", [ballots / seconds for seconds in run["bare"]], "rows/s"),
            Figure(f"BallotBox ÷ bare driver, {where}", ratios, "×", GOALS.get((database, batch))),
        ]
    return shown
