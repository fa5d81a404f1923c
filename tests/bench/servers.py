"""Servers of the benchmark's own, each in its process and on its core, with data in a temporary folder; and the CPU time they took."""

import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from ..waiting import LONG, free_port

ROOT = Path(__file__).resolve().parent.parent.parent
SERVER_CORE, LOAD_CORE = 0, 1
START_SECONDS = 60


class Failed(Exception):
    """The run says nothing: something did not start, was refused, got lost or was counted wrong."""


def pin(pid: int, core: int) -> None:
    """Keep a process on one core, so that server and load never take time from each other; on one core nothing is kept."""
    if hasattr(os, "sched_setaffinity") and len(os.sched_getaffinity(0)) >= 2:
        os.sched_setaffinity(pid, {sorted(os.sched_getaffinity(0))[core]})


def cpu_seconds(pids: Sequence[int]) -> float:
    """User and system time of all threads of these processes, to the nanosecond; 0 where the system does not tell."""
    ticks = 0
    with contextlib.suppress(OSError):
        for pid in pids:
            ticks += sum(int(file.read_text().split()[0]) for file in Path(f"/proc/{pid}/task").glob("*/schedstat"))
    return ticks / 1e9


class Server:
    """A process that listens on a port of this machine."""

    def __init__(self, command: Sequence[str], env: dict[str, str], log: Path, port: int, core: int | None = SERVER_CORE) -> None:
        self.port, self.url, self.log = port, f"http://127.0.0.1:{port}", log
        with log.open("ab") as file:
            self.process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **env}, stdout=file, stderr=subprocess.STDOUT)
        self.pid = self.process.pid
        if core is not None:
            pin(self.pid, core)
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while self.process.poll() is None and time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.05)
        self.stop()
        raise Failed("a server did not start:\n" + self.log.read_text(errors="replace")[-2000:])

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(15)


def command_of(server: str, port: int) -> list[str]:
    """How the site is served: by `manage.py serve` (Daphne with our limits), or by uvicorn."""
    if server == "uvicorn":
        options = ["--loop", "uvloop", "--ws", "websockets-sansio", "--backlog", "4096", "--no-access-log", "--log-level", "warning"]
        return [sys.executable, "-m", "uvicorn", "participation.asgi:application", "--port", str(port), *options]
    return [sys.executable, "manage.py", "serve", "--port", str(port)]


class Site:
    """Our own servers on one database. `make_room` before or after `serve`; everything ends with `stop`."""

    def __init__(self, folder: Path, database: str, *, static: Path, redis: str = "") -> None:
        self.folder, self.database, self.servers = folder, database, []
        self.env = {
            "SECRET_KEY": "only-for-measuring-" + secrets.token_hex(24),
            "DEBUG": "0",
            "STATEMENTS_IN_LOG": "1",
            "PLAIN_STATIC": "0",
            "ALLOWED_HOSTS": "127.0.0.1",
            "DATABASE_URL": database,
            "REDIS_URL": redis,
            "STATIC_ROOT": str(static),
            "DJANGO_SETTINGS_MODULE": "participation.settings",
        }

    def inside(self, module: str, function: str, **values):
        """What a function of this package returns in a process that has this site's settings and database."""
        command = [sys.executable, "-m", "tests.bench.inside", module, function, json.dumps(values)]
        done = subprocess.run(command, cwd=ROOT, env={**os.environ, **self.env}, capture_output=True, text=True, timeout=3 * LONG)
        if done.returncode:
            raise Failed(done.stderr[-2000:])
        return json.loads(done.stdout)

    def make_room(self, phones: int) -> dict:
        return self.inside("rooms", "make", phones=phones)

    def serve(self, server: str = "daphne", **env: str) -> Server:
        port = free_port()
        log = self.folder / f"server-{len(self.servers)}.log"
        self.servers.append(Server(command_of(server, port), {**self.env, "BASE_URL": f"http://127.0.0.1:{port}", **env}, log, port))
        return self.servers[-1]

    @property
    def pids(self) -> list[int]:
        return [server.pid for server in self.servers]

    def complaints(self) -> str:
        """What the servers wrote: they are silent when all is well."""
        lines = [line for server in self.servers for line in server.log.read_text(errors="replace").splitlines()]
        return "\n".join(line for line in lines if not line.startswith("Listening on"))[-2000:]

    def stop(self) -> None:
        for server in self.servers:
            server.stop()


class Ground:
    """Where sites are built, in a temporary folder. On SQLite each gets a copy of one migrated file."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.count = folder, 0
        self.template, self.static = folder / "template.sqlite3", folder / "static"

    def new_folder(self) -> Path:
        self.count += 1
        folder = self.folder / f"site-{self.count}"
        folder.mkdir()
        return folder

    @contextlib.contextmanager
    def folder_of_its_own(self) -> Iterator[Path]:
        folder = self.new_folder()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    @contextlib.contextmanager
    def site(self, database: str = "", redis: str = "") -> Iterator[Site]:
        """A site that nobody has used yet, on a database of its own."""
        with self.folder_of_its_own() as folder:
            site = Site(folder, database or self.new_file(folder), static=self.static, redis=redis)
            try:
                yield site
            finally:
                site.stop()

    def new_file(self, folder: Path) -> str:
        if not self.template.exists():
            Site(folder, f"sqlite:///{self.template}", static=self.static).inside("rooms", "prepare")
        shutil.copy(self.template, folder / "site.sqlite3")
        return f"sqlite:///{folder / 'site.sqlite3'}"
