"""One poll led through on a server of its own, and what it cost: acknowledgements, the stage, CPU, and whether nothing got lost."""

import asyncio
import json
import os
import secrets
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from .phone import Phone, Record, crowd
from .wire import Browser, Forms, Gone, Socket

ROOT = Path(__file__).resolve().parent.parent.parent
WORDS_APART = {"reason", "words"}  # remarks are stored apart from the ballot


def trial(phones: int, seconds: float) -> dict:
    """Start a demo server in a temporary database, measure one poll, stop it."""
    with tempfile.TemporaryDirectory(prefix="augenhoehe-") as folder:
        database = Path(folder) / "trial.sqlite3"
        server = start_server(database)
        try:
            links = json.loads(server.stdout.readline() or "{}")
            if not links:
                raise SystemExit("The server did not start.")
            return asyncio.run(run(links, database, server.pid, phones, seconds))
        finally:
            server.terminate()
            server.wait(20)


def start_server(database: Path, *, phones: int = 0, seconds: float = 9) -> subprocess.Popen:
    """`manage.py demo --json` with a database of its own, ready when it has printed its line."""
    env = {
        **os.environ,
        "DEBUG": "0",
        "ALLOWED_HOSTS": "*",
        "BASE_URL": "http://localhost",
        "REDIS_URL": "",
        "DATABASE_URL": f"sqlite:///{database}",
        "LOGIN_LINK_KEY": secrets.token_urlsafe(32),
    }
    command = [sys.executable, "manage.py", "demo", "--json", "--host", "127.0.0.1", "--port", "0"]
    command += ["--phones", str(phones), "--seconds", str(seconds)]
    return subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)


async def run(links: dict, database: Path, server: int, phones: int, seconds: float) -> dict:
    stage, console = Stage(links), Console(links)
    watching = asyncio.create_task(stage.watch())
    await console.enter()
    record = Record()
    join = urlsplit(links["join"]).path
    people = [Phone(number, links["base"], join, seconds=seconds, record=record, lively=False) for number in range(phones)]
    started = time.perf_counter()
    tasks = await crowd(people, within=phones / 250)
    await until(lambda: all(phone.socket for phone in people), 60)
    joined = time.perf_counter() - started
    try:
        poll = await console.press_until(lambda: stage.poll, "open")
        before, opened = cpu_seconds(server), time.perf_counter()
        await until(lambda: record.count(poll) >= phones, seconds + 60)
        await until(lambda: stage.ballots.get(poll, (0, 0.0))[0] >= record.count(poll), 10)
        await asyncio.sleep(1)
        after = cpu_seconds(server)
        await console.press_until(lambda: stage.poll, "revealed")
        await until(lambda: stage.results.get("poll") == poll, 10)
    finally:
        for task in [*tasks, watching]:
            task.cancel()
        await asyncio.gather(*tasks, watching, return_exceptions=True)
    return {
        **figures_of(record, phones),
        "joining_seconds": round(joined, 2),
        "voting_seconds": round(record.last_ack - opened, 2),
        "stage_ms": round((stage.ballots[poll][1] - record.last_vote) * 1000),
        "server_cpu_seconds_per_1000_ballots": round((after - before) / max(1, record.count(poll)) * 1000, 2) if before else None,
        "tally_equals_database": compare(database, poll, record, stage.results),
    }


def figures_of(record: Record, phones: int) -> dict:
    return {
        "phones": phones,
        "ballots_saved": len(record.acks),
        "refused": len(record.refused),
        "ack_p50_ms": percentile(record.acks, 50),
        "ack_p95_ms": percentile(record.acks, 95),
    }


def percentile(seconds: list[float], percent: int) -> float | None:
    """In milliseconds; None for no figures."""
    ordered = sorted(seconds)
    return round(ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] * 1000, 1) if ordered else None


async def until(holds: Callable[[], object], seconds: float) -> None:
    """Wait until something holds, at most this long."""
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        await asyncio.sleep(0.02)


def cpu_seconds(pid: int) -> float:
    """User and system time of a process so far; 0 where /proc does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def compare(database: Path, poll: int, record: Record, results: dict) -> bool:
    """Whether the answers that phones were told are saved, the rows of the database and the count on the stage are the same."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        rows = connection.execute("SELECT answer FROM polls_finalballot WHERE poll_id = ?", [poll]).fetchall()
    stored = Counter(json.dumps(json.loads(answer), sort_keys=True) for (answer,) in rows)
    told = Counter(
        json.dumps({key: value for key, value in answer.items() if key not in WORDS_APART}, sort_keys=True)
        for answer in record.saved.get(poll, {}).values()
    )
    return stored == told and results.get("n") == len(rows)


class Stage:
    """What the projector sees, and since when."""

    def __init__(self, links: dict) -> None:
        token = urlsplit(links["stage"]).path.rstrip("/").rpartition("/")[2]
        self.browser, self.path = Browser(links["base"]), f"{links['room']}stage/{token}/"
        self.poll: dict = {}
        self.ballots: dict[int, tuple[int, float]] = {}
        self.results: dict = {}

    async def watch(self) -> None:
        socket = await Socket.open(self.browser, self.path)
        socket.send({"t": "hello", "lang": "de"})
        while True:
            frame = await socket.receive()
            data = frame.get("data") or {}
            if frame.get("name") == "step":
                self.poll = data.get("poll") or {}
            elif frame.get("name") == "turnout" and data:
                known = self.ballots.get(data["poll"], (-1, 0.0))
                if data["ballots"] != known[0]:
                    self.ballots[data["poll"]] = data["ballots"], time.perf_counter()
            elif frame.get("name") == "results" and data:
                self.results = data


class Console:
    """The facilitator's main button, pressed as a browser without script would."""

    def __init__(self, links: dict) -> None:
        self.browser, self.path = Browser(links["base"]), links["console"]

    async def enter(self) -> None:
        for _hop in range(5):
            status, location, page = await self.browser.request(self.path)
            if status == 200:
                return
            self.path = location
        raise Gone(f"the console stays shut: {status}")

    async def press(self) -> None:
        _status, _location, page = await self.browser.request(self.path)
        form = next(form for form in Forms(page).forms if any(button.get("id") == "next-step" for button in form["buttons"]))
        button = next(button for button in form["buttons"] if button.get("id") == "next-step")
        fields = {**form["fields"], **({button["name"]: button.get("value", "")} if button.get("name") else {})}
        await self.browser.request(form["action"] or self.path, fields)

    async def press_until(self, poll: Callable[[], dict], state: str) -> int:
        """Press until the stage's poll is in this state; gives the poll."""
        for _press in range(20):
            if poll().get("state") == state:
                return poll()["id"]
            await self.press()
            seen = dict(poll())
            await until(lambda seen=seen: poll() != seen, 3)
        raise Gone(f"no poll became {state}")
