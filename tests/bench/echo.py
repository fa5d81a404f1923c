"""What it is compared with: the barest WebSocket server that Daphne can be, which sends back every message it gets."""

import asyncio
import json
import sys
import time
from pathlib import Path

from .load import AT_ONCE, PATIENCE_SECONDS, SETTLE_SECONDS, Meter, at_most, spread, until
from .servers import Failed, Server, free_port
from .sockets import connect


async def application(scope, receive, send) -> None:
    """The whole server, as an ASGI application."""
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": message["text"]})


def serve(folder: Path) -> Server:
    """Plain Daphne, as its own command starts it, without a log."""
    port = free_port()
    command = [sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", str(port), "-v", "0", "tests.bench.echo:application"]
    return Server(command, {}, folder / "echo.log", port)


async def drive(url: str, pids: list[int], phones: int, within: float, seed: int, messages: int = 1) -> dict:
    """Every phone sends its messages within so many seconds, spread evenly; how long until they are back, and the server's time."""
    sent, back = [0.0] * phones, []

    def hear(number: int):
        return lambda payload, when: back.append(when - sent[number])

    jobs = [lambda number=number: connect(url, "/", {"Origin": url}, hear(number), lambda: None) for number in range(phones)]
    lines = await at_most(AT_ONCE, jobs)
    await asyncio.sleep(SETTLE_SECONDS)
    ballot = json.dumps({"t": "vote", "poll": 1, "seq": 1, "answer": {"value": 50}}).encode()

    def send(number: int) -> None:
        sent[number % phones] = time.perf_counter()
        lines[number % phones].send(ballot)

    meter = Meter(pids)
    await spread(phones * messages, within, seed, send)
    await until(lambda: len(back) >= phones * messages, PATIENCE_SECONDS)
    cpu = meter.read()
    if len(back) != phones * messages:
        raise Failed(f"{len(back)} of {phones * messages} messages came back")
    return {"cpu": cpu, "acks": back}
