"""How the cost of a ballot grows with the hall: the vote path and the bare echo from 100 phones to 2,000."""

from . import echo
from .report import Figure
from .vote_path import ballots_once, latencies

SIZES = (100, 300, 1000, 2000)


def measure(bench) -> list[Figure]:
    shown = []
    for phones in (10,) if bench.quick else SIZES:
        runs = bench.alternate(
            {
                f"echo {phones}": lambda phones=phones: echo.once(bench, phones),
                f"ours {phones}": lambda phones=phones: ballots_once(bench, phones),
            }
        )
        bare, ours = ([run["cpu"] for run in each] for each in runs.values())
        ratios = [cpu / echoed for cpu, echoed in zip(ours, bare, strict=True)]
        _last, _p50, p95, _p99, to_stage, _commits = latencies(f"{phones} phones", runs[f"ours {phones}"], lambda text: None)
        shown += [
            Figure(f"growth, {phones} phones: server CPU per 1000 ballots", [1000 / phones * cpu for cpu in ours], "s"),
            Figure(f"growth, {phones} phones: server CPU ÷ bare echo", ratios, "×"),
            Figure(p95.name.replace("vote path", "growth"), p95.samples, "ms"),
            Figure(to_stage.name.replace("vote path", "growth"), to_stage.samples, "ms"),
        ]
    return shown
