"""Restarts a server when a source file has changed. Uses only the standard library."""

from __future__ import annotations

import contextlib
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

FOLDERS = ("participation", "polls", "workshops", "templates")
SUFFIXES = {".py", ".html", ".txt", ".css", ".js", ".svg", ".json", ".po"}
SECONDS = 0.5  # between two checks


def sources(root: Path) -> dict[str, int]:
    """{file relative to `root`: time of its last change in nanoseconds} for all source files."""
    found = {}
    for file in (file for folder in FOLDERS for file in (root / folder).rglob("*") if file.suffix in SUFFIXES):
        with contextlib.suppress(FileNotFoundError):  # an editor may have just replaced it
            found[file.relative_to(root).as_posix()] = file.stat().st_mtime_ns
    return found


def wait_for_change(root: Path, seen: dict[str, int], seconds: float = SECONDS) -> list[str]:
    """Wait until a file differs from `seen` (see `sources`). Returns the files that were changed, added or deleted."""
    while (now := sources(root)) == seen:
        time.sleep(seconds)
    return sorted({file for file, _time in seen.items() ^ now.items()})


def stop(server: subprocess.Popen) -> None:
    """Terminate the server; kill it after ten seconds."""
    server.terminate()
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait(10)


def serve_changes(
    root: Path, command: list[str], env: dict[str, str], *, prepare: Callable[[], object], say: Callable[[object], object]
) -> NoReturn:
    """Run `command` until Ctrl-C, and restart it after each change. If it does not start, wait for the next change."""
    while True:
        seen = sources(root)
        server = subprocess.Popen(command, cwd=root, env=env)
        try:
            changed = wait_for_change(root, seen)
        finally:
            stop(server)
        say(f"Changed: {', '.join(changed)}. Starting again.")
        command = [part for part in command if part != "--fresh"]
        try:
            prepare()
        except SystemExit as error:  # for example a catalogue that can't be compiled
            say(error)
