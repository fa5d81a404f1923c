"""Runs one poll on a temporary server and measures it: acknowledgements, the stage, CPU, and whether every ballot is counted."""

import asyncio
import json
import os
import secrets
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from participation import tasks
from participation.reloading import stop
from participation.tasks import cancel_all

from .phone import Phone, Record, crowd
from .wire import Browser, Forms, Gone, Socket

ROOT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 120.0  # for a server with its sample data
WORDS_APART = {"reason", "words"}  # remarks are stored apart from the ballot


def trial(phones: int, seconds: float) -> dict:
    """Start a demo server with a temporary database, measure one poll and stop the server. Returns the figures of `run`."""
    with tempfile.TemporaryDirectory(prefix="augenhoehe-") as folder:
        database = Path(folder) / "trial.sqlite3"
        server = start_server(database)
        impatience = threading.Timer(START_SECONDS, server.kill)  # ends the line below
        impatience.start()
        try:
            assert server.stdout
            links = json.loads(server.stdout.readline() or "{}")
            impatience.cancel()
            if not links:
                raise SystemExit("The server did not start.")
            return tasks.run(run(links, database, server.pid, phones, seconds))
        finally:
            impatience.cancel()
            stop(server)


def start_server(database: Path, *, phones: int = 0, seconds: float = 9) -> subprocess.Popen:
    """Start `manage.py demo --json` with this database. It is ready when it has printed a line of JSON to stdout."""
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
    """Let `phones` phones vote once within `seconds` and return the figures. `links` is what the server has printed."""
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
        after, rows = cpu_seconds(server), stored_answers(database, poll)
        await console.press_until(lambda: stage.poll, "revealed")
        await until(lambda: stage.results.get("poll") == poll, 10)
    finally:
        await cancel_all([*tasks, watching])
    return {
        **figures_of(record, phones),
        "joining_seconds": round(joined, 2),
        "voting_seconds": round(record.last_ack - opened, 2),
        "stage_ms": round((stage.ballots[poll][1] - record.last_vote) * 1000),
        "server_cpu_seconds_per_1000_ballots": round((after - before) / max(1, record.count(poll)) * 1000, 2) if before else None,
        "tally_equals_database": compare(rows, record.saved.get(poll, {}), stage.results),
    }


def figures_of(record: Record, phones: int) -> dict:
    """The figures that need nothing but the phones' own record."""
    return {
        "phones": phones,
        "ballots_saved": len(record.acks),
        "refused": len(record.refused),
        "ack_p50_ms": percentile(record.acks, 50),
        "ack_p95_ms": percentile(record.acks, 95),
    }


def percentile(seconds: list[float], percent: int) -> float | None:
    """A percentile of times in seconds, in milliseconds; None if there are no times."""
    ordered = sorted(seconds)
    return round(ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] * 1000, 1) if ordered else None


async def until(holds: Callable[[], object], seconds: float) -> None:
    """Wait until `holds()` is true, or until so many seconds are over."""
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        await asyncio.sleep(0.02)


def cpu_seconds(pid: int) -> float:
    """User and system time of a process so far, in seconds; 0 where there is no /proc."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def stored_answers(database: Path, poll: int) -> list[str]:
    """The answers of an open poll, each as JSON."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        return [answer for (answer,) in connection.execute("SELECT answer FROM polls_ballot WHERE poll_id = ?", [poll])]


def compare(rows: list[str], saved: dict, results: dict) -> bool:
    """Whether the answers acknowledged to phones, the rows in the database and the number on the stage are the same."""
    stored = Counter(json.dumps(json.loads(answer), sort_keys=True) for answer in rows)
    told = Counter(
        json.dumps({key: value for key, value in answer.items() if key not in WORDS_APART}, sort_keys=True) for answer in saved.values()
    )
    return stored == told and results.get("n") == len(rows)


class Stage:
    """A connection as a stage; `ballots` holds {poll: (number shown, time it was first shown)}."""

    def __init__(self, links: dict) -> None:
        token = urlsplit(links["stage"]).path.rstrip("/").rpartition("/")[2]
        self.browser, self.path = Browser(links["base"]), f"{links['room']}stage/{token}/"
        self.poll: dict = {}
        self.ballots: dict[int, tuple[int, float]] = {}
        self.results: dict = {}

    async def watch(self) -> None:
        """Read frames until cancelled."""
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
    """Presses the facilitator's main button by its form, like a browser without script."""

    def __init__(self, links: dict) -> None:
        self.browser, self.path = Browser(links["base"]), links["console"]

    async def enter(self) -> None:
        """Follow the login link to the console; raises Gone if that fails."""
        for _hop in range(5):
            status, location, page = await self.browser.request(self.path)
            if status == 200:
                return
            self.path = location
        raise Gone(f"the console stays shut: {status}")

    async def press(self) -> None:
        """Press the main button once."""
        _status, _location, page = await self.browser.request(self.path)
        form = next(form for form in Forms(page).forms if any(button.get("id") == "next-step" for button in form["buttons"]))
        button = next(button for button in form["buttons"] if button.get("id") == "next-step")
        fields = {**form["fields"], **({button["name"]: button.get("value", "")} if button.get("name") else {})}
        await self.browser.request(form["action"] or self.path, fields)

    async def press_until(self, poll: Callable[[], dict], state: str) -> int:
        """Press until the stage's poll is in this state. Returns the poll's id; raises Gone after 20 presses."""
        for _press in range(20):
            if poll().get("state") == state:
                return poll()["id"]
            await self.press()
            await until(partial(_differs, poll, dict(poll())), 3)
        raise Gone(f"no poll became {state}")


def _differs(poll: Callable[[], dict], seen: dict) -> bool:
    return poll() != seen
