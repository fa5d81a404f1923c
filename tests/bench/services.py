"""PostgreSQL and Redis of the benchmark's own, from the programs installed here, as durable as in earnest, in a temporary folder."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from ..waiting import LONG, free_port
from .machine import postgres
from .servers import Failed, Server, Site


class Missing(Exception):
    """A program that this measurement needs is not installed here."""


def run(*command: str, as_postgres: bool = False) -> None:
    """Run to the end; PostgreSQL refuses to run as root."""
    if as_postgres and hasattr(os, "geteuid") and os.geteuid() == 0:
        command = ("runuser", "-u", "postgres", "--", *command)
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd="/", timeout=LONG)
    if done.returncode:
        raise Failed(f"{command[0]}: {done.stderr[-1000:]}")


class Postgres:
    """A cluster of its own, with fsync. `site` gives an empty, migrated database."""

    def __init__(self, folder: Path, static: Path) -> None:
        if not Path(postgres("initdb")).exists() and not shutil.which("initdb"):
            raise Missing("PostgreSQL is not installed (Debian: apt install postgresql)")
        self.folder, self.port, self.count = folder, free_port(), 0
        self.data = folder / "data"
        folder.chmod(0o755)
        folder.parent.chmod(0o755)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        run(postgres("initdb"), "-D", str(self.data), "-U", "bench", "-A", "trust", "--locale=C.UTF-8", "-E", "UTF8", as_postgres=True)
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c max_connections=100"
        run(postgres("pg_ctl"), "-D", str(self.data), "-w", "-l", str(folder / "log"), "-o", options, "start", as_postgres=True)
        try:
            Site(folder, self.address("postgres"), static=static).inside("rooms", "prepare")
        except BaseException:
            self.stop()
            raise

    def address(self, database: str) -> str:
        return f"postgres://bench:@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        """The address of a copy of the migrated one."""
        self.count += 1
        name = f"site{self.count}"
        psql = [postgres("psql"), "-h", "127.0.0.1", "-p", str(self.port), "-U", "bench", "-q", "template1", "-c"]
        run(*psql, f"CREATE DATABASE {name} TEMPLATE postgres")
        return self.address(name)

    def stop(self) -> None:
        run(postgres("pg_ctl"), "-D", str(self.data), "-m", "fast", "stop", as_postgres=True)


@contextlib.contextmanager
def redis(folder: Path) -> Iterator[str]:
    """A Redis that keeps nothing; gives its address."""
    program = shutil.which("redis-server")
    if not program:
        raise Missing("Redis is not installed (Debian: apt install redis-server)")
    port = free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    server = Server(command, {}, folder / "redis.log", port, core=None)
    try:
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.stop()
