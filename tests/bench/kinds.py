"""How long each way of asking takes to check and count the ballots of a hall: `clean` and `tally`, without a server."""

import time
from collections.abc import Callable
from functools import partial
from types import SimpleNamespace

from .report import Figure

BALLOTS = 2000
OPTIONS, MOST_OPTIONS = 12, 40  # of most kinds; of statements
GOAL = "<= 30"
METHODS = {"equal shares": "<= 100", "Bradley–Terry": "<= 100"}  # methods that take long by themselves, with their goals


def measure(bench) -> list[Figure]:
    """CPU time in a process of its own, the best of several rounds for each sample, because other programs only add to it."""
    size = {"ballots": 50 if bench.quick else BALLOTS, "runs": bench.runs}
    with bench.ground.site() as site:
        kinds, methods = (site.inside("kinds", name, **size) for name in ("count", "count_by_method"))
    figures = [Figure(f"{BALLOTS} ballots of {slug}: clean and tally", in_ms(found), "ms", GOAL) for slug, found in kinds.items()]
    named = {name: f"{BALLOTS} ballots × {OPTIONS} options: {name}" for name in METHODS}
    return [*figures, *(Figure(named[name], in_ms(methods[name]), "ms", goal) for name, goal in METHODS.items())]


def in_ms(seconds: list[float]) -> list[float]:
    return [1000 * each for each in seconds]


def count(ballots: int, runs: int) -> dict[str, list[float]]:
    """CPU seconds by kind, one for each run. The ballots are those of simulated people."""
    from polls.kinds import KINDS

    found: dict[str, list[float]] = {}
    for slug, kind in KINDS.items():
        poll = asked(slug, min(kind.most_options, MOST_OPTIONS) if kind.most_options > OPTIONS else OPTIONS)
        found[slug] = best(partial(clean_and_tally, kind, poll, answers_to(kind, poll, ballots)), runs)
    return found


def count_by_method(ballots: int, runs: int) -> dict[str, list[float]]:
    """CPU seconds by method, one for each run. The budget pays for about two thirds of all costs."""
    from polls.kinds import KINDS
    from polls.kinds.bradley_terry import fit
    from polls.kinds.funding import equal_shares

    poll = asked("budget", OPTIONS)
    costs = {str(option["id"]): option["cost"] for option in poll.options}
    given = [answer["points"] for answer in answers_to(KINDS["budget"], poll, ballots)]
    pairs = asked("pairwise", OPTIONS)
    compared = KINDS["pairwise"].tally(pairs, answers_to(KINDS["pairwise"], pairs, ballots))
    return {
        "equal shares": best(partial(equal_shares, costs, poll.settings["cap"], given), runs),
        "Bradley–Terry": best(partial(fit, list(costs), compared["wins"]), runs),
    }


def clean_and_tally(kind, poll: SimpleNamespace, answers: list[dict]) -> None:
    kind.tally(poll, [kind.clean(poll, answer).answer for answer in answers])


def best(counting: Callable[[], object], runs: int) -> list[float]:
    """For each run the CPU seconds of the fastest of five rounds."""
    return [min(seconds(counting) for _round in range(5)) for _run in range(runs)]


def seconds(counting: Callable[[], object]) -> float:
    started = time.process_time()
    counting()
    return time.process_time() - started


def answers_to(kind, poll: SimpleNamespace, ballots: int) -> list[dict]:
    from participation.simulation.opinions import Person

    frame = {"id": 1, "kind": kind.slug, "state": "open", "options": poll.options, "settings": kind.client_settings(poll)}
    return [Person(seed).answer(frame) for seed in range(ballots)]


def asked(slug: str, options: int) -> SimpleNamespace:
    """A poll of this kind with so many options, and with the settings that its answers need."""
    from tests.evening import QUESTIONS

    named = [{"id": number, "label": {"de": f"Möglichkeit {number}"}, "cost": 1000 * number} for number in range(1, options + 1)]
    settings = QUESTIONS.get(slug, {}).get("settings", {})
    return SimpleNamespace(id=1, kind=slug, question="?", pole_a="A", pole_b="B", options=named, settings=settings)
