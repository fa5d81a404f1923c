"""What it is compared with: the barest WebSocket server that Daphne can be, which sends back every message it gets."""

import asyncio
import json
import sys
import time
from pathlib import Path

from ..waiting import free_port
from .ballots import percentile
from .load import AT_ONCE, PATIENCE_SECONDS, Meter, at_most, settle, spread, until
from .report import Figure
from .servers import Failed, Server
from .sockets import connect

TURNOUT = json.dumps({"t": "slot", "name": "turnout", "html": "x" * 250}).encode()  # as long as ours


def measure(bench) -> list[Figure]:
    """The echo alone: what a round trip takes on this machine at best."""
    runs, who = bench.alternate({"echo": lambda: once(bench, bench.phones)})["echo"], f"bare echo alone, {bench.phones} phones"
    return [
        Figure(f"{who}: round trip p50", [1000 * percentile(run["acks"], 50) for run in runs], "ms"),
        Figure(f"{who}: round trip p95", [1000 * percentile(run["acks"], 95) for run in runs], "ms"),
        Figure(f"{who}: server CPU per message", [1e6 * run["cpu"] / bench.phones for run in runs], "µs"),
    ]


async def application(scope, receive, send) -> None:
    """The whole server, as an ASGI application."""
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": message["text"]})


class Telling:
    """The same, but as long as messages come everybody is told the turnout five times a second: all that leaves while a room votes."""

    def __init__(self) -> None:
        self.everybody: set = set()
        self.task: asyncio.Task | None = None

    async def __call__(self, scope, receive, send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        self.everybody.add(send)
        while (message := await receive())["type"] == "websocket.receive":
            await send({"type": "websocket.send", "text": message["text"]})
            if self.task is None or self.task.done():
                self.task = asyncio.create_task(self.tell())
        self.everybody.discard(send)

    async def tell(self) -> None:
        for send in tuple(self.everybody):
            await send({"type": "websocket.send", "text": TURNOUT.decode()})
        await asyncio.sleep(0.2)


telling = Telling()


def serve(folder: Path, what: str) -> Server:
    """Plain Daphne, as its own command starts it, without a log."""
    port = free_port()
    command = [sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", str(port), "-v", "0", f"tests.bench.echo:{what}"]
    return Server(command, {}, folder / "echo.log", port)


def once(bench, phones: int, what: str = "application") -> dict:
    with bench.ground.folder_of_its_own() as folder:
        server = serve(folder, what)
        try:
            return bench.drive("echo", url=server.url, pids=[server.pid], phones=phones, within=bench.within, seed=bench.seed)
        finally:
            server.stop()


async def drive(url: str, pids: list[int], phones: int, within: float, seed: int) -> dict:
    """Every phone sends one message within so many seconds, spread evenly; how long until it is back, and the server's time."""
    sent, back = [0.0] * phones, []

    def hear(number: int):
        return lambda payload, when: payload != TURNOUT and back.append(when - sent[number])

    jobs = [lambda number=number: connect(url, "/", {"Origin": url}, hear(number), lambda: None) for number in range(phones)]
    lines = await at_most(AT_ONCE, jobs)
    await settle()
    ballot = json.dumps({"t": "vote", "poll": 1, "seq": 1, "answer": {"value": 50}}).encode()

    def send(number: int) -> None:
        sent[number] = time.perf_counter()
        lines[number].send(ballot)

    meter = Meter(pids)
    await spread(phones, within, seed, send)
    await until(lambda: len(back) >= phones, PATIENCE_SECONDS)
    cpu = meter.read()
    if len(back) != phones:
        raise Failed(f"{len(back)} of {phones} messages came back")
    return {"cpu": cpu, "acks": back}
