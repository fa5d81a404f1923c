"""PostgreSQL and Redis of these tests' own: real ones with their shipped settings, on free ports, killed and started at will."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from ..waiting import LONG, PATIENCE, free_port

START_SECONDS = PATIENCE


def wait_for(works, what: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not works():
        assert time.monotonic() < deadline, f"{what} does not answer"
        time.sleep(0.05)


class Postgres:
    """A cluster that keeps its promises about the disk (fsync on), as the user `postgres` where we are root."""

    def __init__(self) -> None:
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
        initdb = str(found[-1]) if found else shutil.which("initdb")
        if not initdb:
            pytest.skip("PostgreSQL is not installed: sudo apt install postgresql")
        self.programs, self.port = Path(initdb).parent, free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="augenhoehe-pg-"))
        self.who: dict = {}
        if os.geteuid() == 0:  # initdb refuses to work for root
            user = pwd.getpwnam("postgres")
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self.who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        self.run("initdb", "-D", "data", "-U", "tests", "-A", "trust", "--locale=C.UTF-8", "-E", "UTF8")
        self.process: subprocess.Popen | None = None
        self.start()

    def run(self, program: str, *arguments: str) -> None:
        command = [str(self.programs / program), *arguments]
        result = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, timeout=LONG, **self.who)
        assert result.returncode == 0, result.stderr

    def start(self) -> None:
        options = {"listen_addresses": "127.0.0.1", "unix_socket_directories": str(self.folder), "port": str(self.port)}
        command = [str(self.programs / "postgres"), "-D", "data", *(f"--{name}={value}" for name, value in options.items())]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log, **self.who)
        wait_for(self.answers, "PostgreSQL")

    def answers(self) -> bool:
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(self.address("postgres"), connect_timeout=2).close()
            return True
        return False

    def address(self, name: str) -> str:
        return f"postgres://tests:@127.0.0.1:{self.port}/{name}"

    def settings(self, name: str) -> dict:
        return {"ENGINE": "django.db.backends.postgresql", "NAME": name, "USER": "tests", "HOST": "127.0.0.1", "PORT": self.port}

    def do(self, sql: str) -> None:
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(sql)  # type: ignore[call-overload]

    def kill(self) -> None:
        """SIGKILL to the postmaster and to every one of its children, as a power cut of that machine would."""
        assert self.process
        family = [self.process.pid, *children_of(self.process.pid)]
        for pid in family:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(PATIENCE)
        wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in family), "the end of PostgreSQL")

    def close(self) -> None:
        if self.process and self.process.poll() is None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


def children_of(parent: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            pid, _, rest = stat.read_text().partition(" ")
            if int(rest.rpartition(")")[2].split()[1]) == parent:
                found.append(int(pid))
    return found


class Redis:
    """A Redis without a disk: what it forgets when it is killed must not matter."""

    def __init__(self) -> None:
        if not shutil.which("redis-server"):
            pytest.skip("Redis is not installed: sudo apt install redis-server")
        self.port = free_port()
        self.address = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen | None = None
        self.start()

    def start(self) -> None:
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", tempfile.gettempdir()]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        wait_for(self.answers, "Redis")

    def answers(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=2) as line:
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
        return False

    def kill(self) -> None:
        assert self.process
        self.process.kill()
        self.process.wait(PATIENCE)

    def close(self) -> None:
        if self.process and self.process.poll() is None:
            self.kill()
