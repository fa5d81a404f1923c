"""The whole way of a ballot: sent, stored, acknowledged, counted, shown on all phones and the stage; and the server's time for it."""

from collections.abc import Callable

from . import echo
from .ballots import check, percentile, vote_all
from .load import Crowd
from .report import Figure

STANDARD = 1000  # the goals are for this many phones
BARE = {"echo": "bare echo of the ballots alone", "telling": "bare echo with as many messages"}
WAYS = {"ours": ("vote path", "<= 0.6", "<= 2.0"), "portable": ("portable writes", None, "<= 3.5"), "uvicorn": ("uvicorn", None, None)}


def measure(bench) -> list[Figure]:
    """Side by side: the bare echo, without and with turnouts; our server, with and without direct writes; uvicorn if asked for."""
    variants = {
        "echo": lambda: echo.once(bench, bench.phones),
        "telling": lambda: echo.once(bench, bench.phones, "telling"),
        "ours": lambda: ballots_once(bench, bench.phones),
        "portable": lambda: ballots_once(bench, bench.phones, DIRECT_WRITES="0"),
    }
    if bench.server == "uvicorn":
        variants["uvicorn"] = lambda: ballots_once(bench, bench.phones, server="uvicorn")
    return figures(bench.alternate(variants), bench.phones)


def figures(runs: dict[str, list[dict]], phones: int) -> list[Figure]:
    who, per_1000 = f"{phones} phones", 1000 / phones

    def goal(text: str | None) -> str | None:
        return text if phones == STANDARD else None

    bare = {name: [run["cpu"] for run in runs[name]] for name in BARE if name in runs}
    shown = [
        Figure(f"{BARE[name]}, {who}: server CPU per 1000 ballots", [per_1000 * each for each in cpu], "s") for name, cpu in bare.items()
    ]
    for name in [name for name in WAYS if name in runs]:
        title, cpu_goal, ratio_goal = WAYS[name]
        cpu = [run["cpu"] for run in runs[name]]
        shown.append(Figure(f"{title}, {who}: server CPU per 1000 ballots", [per_1000 * each for each in cpu], "s", goal(cpu_goal)))
        for other, others in bare.items():
            ratios = [ours / theirs for ours, theirs in zip(cpu, others, strict=True)]
            shown.append(Figure(f"{title}, {who}: server CPU ÷ {BARE[other]}", ratios, "×", goal(ratio_goal)))
        if name != "ours":
            shown.append(Figure(f"{title}, {who}: ack p95", [1000 * percentile(run["acks"], 95) for run in runs[name]], "ms"))
    return shown + latencies(who, runs["ours"], goal)


def latencies(who: str, runs: list[dict], goal: Callable[[str], str | None]) -> list[Figure]:
    """How long people wait."""

    def at(key: str, percent: int) -> list[float]:
        return [1000 * percentile(run[key], percent) for run in runs]

    return [
        Figure(f"vote path, {who}: last ack after", [run["last_ack"] for run in runs], "s", goal("<= 2.1")),
        Figure(f"vote path, {who}: ack p50", at("acks", 50), "ms"),
        Figure(f"vote path, {who}: ack p95", at("acks", 95), "ms", goal("<= 50")),
        Figure(f"vote path, {who}: ack p99", at("acks", 99), "ms"),
        Figure(f"vote path, {who}: vote to stage p95", at("stage", 95), "ms", goal("<= 120")),
        Figure(f"vote path, {who}: commits", [run["commits"] for run in runs], "commits"),
    ]


def ballots_once(bench, phones: int, server: str = "daphne", **env: str) -> dict:
    """One poll on a server of its own; raises Failed unless everything is right."""
    with bench.ground.site() as site:
        room = site.make_room(phones)
        url = site.serve(server, **env).url
        run = bench.drive("vote_path", urls=[url], pids=site.pids, room=room, within=bench.within, seed=bench.seed)
        check(run, site, room)
        return run


async def drive(urls: list[str], pids: list[int], room: dict, within: float, seed: int, votes: int = 1) -> dict:
    crowd = Crowd(urls, room)
    await crowd.enter()
    return await vote_all(crowd, pids, within, seed, votes)
