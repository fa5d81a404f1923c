"""What the server holds in memory: for each phone that is connected, and at most while 2,000 phones vote within ten seconds."""

from pathlib import Path

from .ballots import check, vote_all
from .load import Crowd
from .report import Figure

SIZES = (1000, 2000)
WITHIN = 10.0
MIB = 1024 * 1024


def measure(bench) -> list[Figure]:
    sizes = (20,) if bench.quick else SIZES
    runs = bench.alternate({f"{phones} phones": lambda phones=phones: once(bench, phones) for phones in sizes})
    shown = []
    for phones in sizes:
        of_this = runs[f"{phones} phones"]
        for name in ("pss", "rss"):
            each = [(run["connected"][name] - run["empty"][name]) / phones / 1024 for run in of_this]
            shown.append(Figure(f"memory, {phones} phones: {name.upper()} per connected phone", each, "KiB"))
    most = [run["highest"] / MIB for run in runs[f"{sizes[-1]} phones"]]
    shown.append(Figure(f"{sizes[-1]} phones vote within 10 s: server's highest RSS", most, "MiB", None if bench.quick else "<= 400"))
    return shown


def once(bench, phones: int) -> dict:
    """Connect, vote, and be right; raises Failed unless all ballots are saved and all screens show them."""
    with bench.ground.site() as site:
        room = site.make_room(phones)
        url = site.serve().url
        within = 1.0 if bench.quick else WITHIN
        run = bench.drive("memory", url=url, pids=site.pids, room=room, within=within, seed=bench.seed)
        check(run, site, room)
        return run


def held(pid: int) -> dict[str, int]:
    """Bytes: all pages in memory (RSS), shared ones counted in part (PSS), and the highest RSS so far."""
    found = {}
    for file, names in (("smaps_rollup", ("Rss", "Pss")), ("status", ("VmHWM",))):
        for line in Path(f"/proc/{pid}/{file}").read_text().splitlines():
            name, _, rest = line.partition(":")
            if name in names:
                found[name.lower()] = int(rest.split()[0]) * 1024
    return found


async def drive(url: str, pids: list[int], room: dict, within: float, seed: int) -> dict:
    crowd = Crowd([url], room)
    await crowd.enter_stages()
    empty = held(pids[0])
    await crowd.enter()
    connected = held(pids[0])
    seen = await vote_all(crowd, pids, within, seed)
    return seen | {"empty": empty, "connected": connected, "highest": held(pids[0])["vmhwm"]}
