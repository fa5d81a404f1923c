"""On what was measured: a figure without its machine says nothing."""

import os
import platform
import sqlite3
import subprocess
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("Django", "channels", "daphne", "Twisted", "autobahn", "psycopg", "uvicorn", "picows", "uvloop", "websockets")


def describe(seed: int, server: str) -> dict:
    """Processor, system and versions; None for what is not installed."""
    return {
        "cpu": cpu(),
        "cores": os.cpu_count(),
        "kernel": platform.release(),
        "python": platform.python_version(),
        **{name.lower(): installed(name) for name in PACKAGES},
        "sqlite": sqlite3.sqlite_version,
        "postgres": first_line(postgres("postgres"), "--version"),
        "redis": first_line("redis-server", "--version"),
        "server": server,
        "load average": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
        "seed": seed,
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
    }


def cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def installed(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def postgres(program: str) -> str:
    """The newest installed PostgreSQL's program; Debian keeps servers out of PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), key=lambda path: float(path.parts[-3]))
    return str(found[-1]) if found else program


def first_line(*command: str) -> str | None:
    """The version in what a program says of itself; None if there is no such program."""
    try:
        words = subprocess.run(command, capture_output=True, text=True, timeout=10).stdout.split()
    except (OSError, subprocess.TimeoutExpired):
        return None
    return next((word.removeprefix("v=") for word in words if word.removeprefix("v=")[:1].isdigit()), None)
