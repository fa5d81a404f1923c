"""Where the server's time goes while a room votes: the vote path once more, watched from outside by py-spy. Its figures do not count."""

import asyncio
import shutil
import signal
import sys
from asyncio.subprocess import PIPE, STDOUT
from collections import Counter
from pathlib import Path

from ..waiting import PATIENCE
from .ballots import Voting, cast_all
from .load import Crowd
from .report import aligned
from .servers import Failed

LINES = 30
START_SECONDS = 2.0  # py-spy reads the program's symbols first
RATE = 400
WAITING = ("Condition.wait ", "_worker (concurrent", "Writer._gather ", "EpollSelector.select ")  # threads that have nothing to do


def show(bench) -> str:
    """A table: each thread's share of the time, and the functions with the most, with and without what they call."""
    with bench.ground.site() as site:
        room = site.make_room(bench.phones)
        url = site.serve().url
        stacks = site.folder / "stacks.txt"
        bench.drive("profile", url=url, pids=site.pids, room=room, within=bench.within, seed=bench.seed, stacks=str(stacks))
        return summary(stacks.read_text())


async def drive(url: str, pids: list[int], room: dict, within: float, seed: int, stacks: str) -> dict:
    crowd = Crowd([url], room)
    await crowd.enter()
    program = shutil.which("py-spy") or str(Path(sys.executable).with_name("py-spy"))
    options = ["record", "--pid", str(pids[0]), "--format", "raw", "--threads", "--function", "--rate", str(RATE), "-o", stacks]
    try:
        spy = await asyncio.create_subprocess_exec(program, *options, stdout=PIPE, stderr=STDOUT)
    except OSError as error:
        raise Failed("py-spy is not installed") from error
    await asyncio.sleep(START_SECONDS)
    try:
        return await cast_all(Voting(crowd, seed), pids, within, seed)
    finally:
        if spy.returncode is None:
            spy.send_signal(signal.SIGINT)
        said, _nothing = await asyncio.wait_for(spy.communicate(), PATIENCE)
        if spy.returncode:
            raise Failed(f"py-spy: {said.decode(errors='replace')[-500:]}")


def summary(stacks: str) -> str:
    """From lines such as `thread (0x1): "writer";_run (writer.py);store (ballot_box.py) 17`: shares of all samples."""
    alone, whole, threads, total = Counter(), Counter(), Counter(), 0
    for line in stacks.splitlines():
        stack, _, count = line.rpartition(" ")
        thread, *frames = stack.split(";")
        if frames and not frames[-1].startswith(WAITING):
            total += int(count)
            threads[thread.rpartition(":")[2].strip().strip('"')] += int(count)
            alone[frames[-1]] += int(count)
            whole.update(dict.fromkeys(frames, int(count)))

    def share(samples: int) -> str:
        return f"{100 * samples / max(1, total):.1f} %"

    wrappers = {name for name, samples in whole.items() if not alone[name] and samples in threads.values()}
    names = [name for name, _samples in whole.most_common() if name not in wrappers][:LINES]
    names += [name for name, _samples in alone.most_common(LINES) if name not in names]
    rows = [("thread", "share", ""), *((name, share(samples), "") for name, samples in threads.most_common())]
    rows += [("", "", ""), ("function", "with what it calls", "alone")]
    rows += [(name, share(whole[name]), share(alone[name])) for name in names]
    return "\n".join(aligned(rows, right=(1, 2)))
