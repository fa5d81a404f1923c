"""`python3 -m participation bench`: how fast it is, side by side with what it is compared with, in one run.

Each figure is the median of several runs that alternate with what they are compared with. Where there are two cores the
server has one and the load the other. A run in which anything was lost, refused or counted wrong is no figure but a failure.
"""

import argparse
import contextlib
import importlib.util
import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from . import (
    ballot_box,
    echo,
    fanout,
    growth,
    kinds,
    large_town,
    machine,
    memory,
    naive,
    processes,
    profile,
    report,
    storm,
    vote_path,
)
from .servers import ROOT, Failed, Ground

FIGURES = (vote_path, growth, naive, fanout, ballot_box, kinds, storm, memory, processes, large_town, echo)
MODULES = {module.__name__.rpartition(".")[2]: module for module in FIGURES}
LOAD_SECONDS = 900  # after which a run is given up


def say(text: str) -> None:
    """Progress and trouble; stdout belongs to the figures."""
    print(text, file=sys.stderr, flush=True)


class Bench:
    """One run of the benchmark: how large, how often, where."""

    say = staticmethod(say)

    def __init__(self, ground: Ground, *, runs: int, quick: bool, phones: int, server: str, seed: int) -> None:
        self.ground, self.runs, self.quick, self.server, self.seed = ground, runs, quick, server, seed
        self.phones = phones
        self.within = 0.4 if quick else 2.0  # seconds within which everybody votes

    def drive(self, module: str, **job) -> dict:
        """Let the load process run a module's `drive`; raises Failed for what went wrong there."""
        command = [sys.executable, "-m", "tests.bench.load", module]
        env = {**os.environ, "BENCH_SETTLE": "0.2" if self.quick else "1"}
        try:
            done = subprocess.run(command, cwd=ROOT, env=env, input=json.dumps(job), capture_output=True, text=True, timeout=LOAD_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise Failed(f"the load was not done after {LOAD_SECONDS} s") from error
        if done.returncode:
            raise Failed(done.stderr[-2000:])
        seen = json.loads(done.stdout)
        if "failed" in seen:
            raise Failed(seen["failed"])
        return seen

    def alternate(self, variants: dict[str, Callable[[], dict]]) -> dict[str, list[dict]]:
        """Run the variants in turns, so that a noisy minute hits all of them."""
        results: dict[str, list[dict]] = {name: [] for name in variants}
        for number in range(self.runs):
            for name, run in variants.items():
                started = time.monotonic()
                results[name].append(run())
                say(f"    {name} {number + 1}/{self.runs}: {time.monotonic() - started:.0f} s")
        return results


def options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python3 -m participation bench", description=__doc__.partition("\n")[0])
    parser.add_argument("--only", nargs="+", choices=MODULES, metavar="NAME", help="only these; --list names them")
    parser.add_argument("--list", action="store_true", help="what is measured")
    parser.add_argument("--runs", type=int, help="how often, for the median (default: 5)")
    parser.add_argument("--phones", type=int, help="phones of the vote path (default: 1000)")
    parser.add_argument("--quick", action="store_true", help="small numbers and one run: shows that the command works, not how fast")
    parser.add_argument("--server", choices=["daphne", "uvicorn"], default="daphne", help="uvicorn: measured beside Daphne")
    parser.add_argument("--profile", action="store_true", help="no figures, but where the server's time goes while everybody votes")
    parser.add_argument("--seed", type=int, help="of the order in which the phones vote (default: a new one)")
    parser.add_argument("--json", action="store_true", help="machine and figures as one line of JSON")
    parser.add_argument("--markdown", metavar="FILE", type=Path, help="print the table of an earlier run's JSON, and measure nothing")
    return parser.parse_args(arguments)


@contextlib.contextmanager
def bench_of(chosen: argparse.Namespace) -> Iterator[Bench]:
    with tempfile.TemporaryDirectory(prefix="augenhoehe-bench-") as folder:
        runs, phones = chosen.runs or (1 if chosen.quick else 5), chosen.phones or (25 if chosen.quick else 1000)
        yield Bench(Ground(Path(folder)), runs=runs, quick=chosen.quick, phones=phones, server=chosen.server, seed=chosen.seed)


def measure(bench: Bench, names: Iterable[str]) -> list[report.Figure]:
    figures: list[report.Figure] = []
    for name in names:
        say(f"  {name} …")
        try:
            figures += MODULES[name].measure(bench)
        except Failed as error:
            say(f"  {name} FAILED: {error}")
            figures.append(report.Figure(name, [], "", failed=str(error).strip().splitlines()[-1]))
    return figures


def allow_many_sockets() -> None:
    """Two thousand phones need more than the usual 1,024 open files, here and in the servers that are started from here."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(max(soft, 16_384), hard), hard))


def main(arguments: list[str]) -> int:
    chosen = options(arguments)
    if chosen.list:
        print("\n".join(f"{name:<12} {module.__doc__.partition(chr(10))[0]}" for name, module in MODULES.items()))
        return 0
    if chosen.markdown:
        print(report.as_markdown(json.loads(chosen.markdown.read_text())))
        return 0
    if chosen.server == "uvicorn" and not importlib.util.find_spec("uvicorn"):
        sys.exit("uvicorn is not installed here: .venv/bin/python -m pip install 'uvicorn>=0.54'")
    chosen.seed = secrets.randbelow(10**6) if chosen.seed is None else chosen.seed
    allow_many_sockets()
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))  # so that the servers are stopped too
    about = machine.describe(chosen.seed, chosen.server)
    with bench_of(chosen) as bench:
        if chosen.profile:
            print(profile.show(bench))
            return 0
        figures = measure(bench, chosen.only or MODULES)
    if chosen.json:
        print(report.as_json(about, figures))
    else:
        print("\n".join(f"{name:<12} {value}" for name, value in about.items() if value is not None))
        print(report.table(figures))
    return 1 if any(figure.failed for figure in figures) else 0


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        sys.exit(main(sys.argv[1:]))
    sys.exit(130)
