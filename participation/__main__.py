"""Commands for a fresh machine. They need nothing but Python 3.11:

python3 -m participation demo [--port N] [--phones N] [--fresh] [--json]   sample town, workshop, simulated phones
python3 -m participation demo --stage answered                             the same town, half a year after the workshop
python3 -m participation dev [the same options]                            the same, and starts again when a file has changed
python3 -m participation test [--faults] [pytest options]                  every test, in a real browser too
python3 -m participation setup                                             .venv alone, for a server of your own
python3 -m participation simulate [--phones 300]                           one poll led through, and measured
python3 -m participation bench                                             the figures, side by side
python3 -m participation screenshots                                       every screen into docs/screens/
"""
# Standard library only. An older Python must be able to parse this file, so that it can print which version is needed.

from __future__ import annotations

import argparse
import contextlib
import os
import secrets
import shutil
import signal
import socket
import sys

from participation.environment import PYTHON, ROOT, VAR, WINDOWS, ensure, ensure_browser, replace_process, say
from participation.reloading import serve_changes

# Each stage of the demo has data of its own.
DATABASES = {"evening": "demo.sqlite3", "answered": "demo-answered.sqlite3"}
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")


def secret_key() -> str:
    """The key in var/secret_key, made on first use. It is kept, so that phones and logins survive a restart."""
    file = VAR / "secret_key"
    with contextlib.suppress(FileExistsError), os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
        new.write(secrets.token_urlsafe(48))
    return file.read_text()


def free_port(host: str, port: int) -> int:
    """`port`, or any free one if it is 0. Returns 0 if the port is taken or not allowed."""
    with socket.socket() as probe:
        if not WINDOWS:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return 0
        return probe.getsockname()[1]


def choose_port(host: str, wanted: int | None) -> int:
    """The wanted port, or without one the first free port from 8000 on. Exits if the wanted port is taken."""
    if wanted is not None:
        return free_port(host, wanted) or sys.exit(
            f"Port {wanted} is taken by another program, or not allowed. Try --port 0 for any free one."
        )
    port = next((port for port in range(8000, 8100) if free_port(host, port)), None) or free_port(host, 0)
    if port != 8000:
        say(f"Port 8000 is taken by another program; taking {port}.")
    return port


def demo_command(name: str, arguments: list[str]) -> tuple[list[object], dict[str, str]]:
    """The command that starts the demo's server, and its environment variables."""
    parser = argparse.ArgumentParser(prog=f"python3 -m participation {name}", description="A town and a workshop to try out.")
    parser.add_argument("--port", type=int, help="default: 8000, or the next free one; 0: any free one")
    parser.add_argument("--host", default="0.0.0.0", help="default: all addresses, so that phones in the same network can join")
    parser.add_argument("--phones", type=int, default=24, help="how many simulated phones join (default: 24)")
    parser.add_argument(
        "--stage",
        choices=tuple(DATABASES),
        default="evening",
        help="evening: a workshop is about to begin (default); answered: half a year later the town hall has answered",
    )
    parser.add_argument("--fresh", action="store_true", help="forget what was entered in an earlier demo")
    parser.add_argument("--json", action="store_true", help="for programs: when ready, one line of JSON on stdout")
    options = parser.parse_args(arguments)
    ensure("demo")
    port = choose_port(options.host, options.port)
    env = {
        "DEBUG": "0",
        "ALLOWED_HOSTS": "*",
        "BASE_URL": f"http://localhost:{port}",
        "SECRET_KEY": secret_key(),
        "DATABASE_URL": f"sqlite:///{VAR / DATABASES[options.stage]}",
        "STATIC_ROOT": str(VAR / "static"),
        "LOGIN_LINK_KEY": secrets.token_urlsafe(32),
        "REDIS_URL": "",
        "PYTHONUNBUFFERED": "1",
    }
    flags = [flag for flag, on in (("--fresh", options.fresh), ("--json", options.json)) if on]
    command = [PYTHON, "manage.py", "demo", "--host", options.host, "--port", port, "--phones", options.phones]
    return [*command, "--stage", options.stage, *flags], env


def demo(arguments: list[str]) -> None:
    """Replace this process with the demo's server."""
    command, env = demo_command("demo", arguments)
    replace_process(*command, env=env)


def dev(arguments: list[str]) -> None:
    """The demo for developers. Addresses and logins survive a restart, because port and keys are chosen once."""
    command, env = demo_command("dev", arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    serve_changes(ROOT, [str(part) for part in command], {**os.environ, **env}, prepare=lambda: ensure("demo"), say=say)


def test(arguments: list[str]) -> None:
    """Run pytest; `--faults` runs the tests that break things on purpose."""
    ensure("test")
    # Let Python write bytecode, or each of the many processes of the tests would compile everything.
    env = {"CHROMIUM": ensure_browser(), "PYTHONDONTWRITEBYTECODE": ""}
    if "--faults" in arguments:
        # The full form measures times, so its tests run one by one. Those of the short form mostly wait.
        workers = "4" if os.environ.get("FAULTS") == "short" else "0"
        arguments = ["-m", "faults", "-n", workers, "--maxschedchunk", "1", *(argument for argument in arguments if argument != "--faults")]
    if not any(argument.startswith(("-n", "--pdb", "no:xdist")) for argument in arguments):
        # Three workers on two cores, because tests in a browser wait a third of their time.
        arguments = ["-n", "3", "--maxschedchunk", "1", *arguments]
    replace_process(PYTHON, "-m", "pytest", *arguments, env=env)


def setup(arguments: list[str]) -> None:
    """Make only .venv, for a server of one's own: docs/operations.md."""
    ensure("demo")


def simulate(arguments: list[str]) -> None:
    """Simulated phones for a running demo, or a measured run with a server of its own."""
    ensure("demo")
    env = {"SECRET_KEY": secret_key(), "DATABASE_URL": f"sqlite:///{VAR / 'demo.sqlite3'}", "REDIS_URL": ""}
    replace_process(PYTHON, "manage.py", "simulate", *arguments, env=env)


def bench(arguments: list[str]) -> None:
    """Measure the figures of docs/performance.md."""
    ensure("test")
    replace_process(PYTHON, "-m", "tests.bench", *arguments)


def screenshots(arguments: list[str]) -> None:
    """Make the pictures in docs/screens."""
    ensure("test")
    replace_process(PYTHON, "-m", "tests.e2e.screenshots", *arguments, env={"CHROMIUM": ensure_browser()})


COMMANDS = {command.__name__: command for command in (demo, dev, test, setup, simulate, bench, screenshots)}


def main(arguments: list[str]) -> None:
    """Run the named command, with a newer Python if this one is too old."""
    if sys.version_info < (3, 11):
        newer = next(filter(None, map(shutil.which, NEWER)), None)
        if not newer:
            sys.exit("Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ". See https://www.python.org/downloads/")
        replace_process(newer, "-m", "participation", *arguments)
    name, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if name not in COMMANDS:
        sys.exit(__doc__)
    COMMANDS[name](rest)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
