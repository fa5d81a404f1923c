"""Makes .venv and installs a browser for the tests, once and again whenever a lock file has changed."""
# Standard library only, and no syntax that an older Python can't parse.

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).resolve().parent.parent
ENV, VAR = ROOT / ".venv", ROOT / "var"
WINDOWS = os.name == "nt"
STEP_SECONDS = 1800  # after which a command of the setup is ended, such as a download that stands still
PYTHON = ENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
LOCKS = {"demo": ROOT / "participation/requirements.lock", "test": ROOT / "tests/requirements.lock"}
# The shell is the same engine without windows, and takes a quarter less work than a whole browser.
SHELL = "chromium-headless-shell"
BROWSERS = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge", "chrome")
BROWSER_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)


def say(text: object) -> None:
    """Print to stderr, because stdout is for `demo --json`."""
    print(text, file=sys.stderr, flush=True)


@contextlib.contextmanager
def step(name: str) -> Iterator[None]:
    """Show a step and its duration: in one changing line on a terminal, in two lines elsewhere."""
    start, done, moving = time.monotonic(), threading.Event(), sys.stderr.isatty()

    def move() -> None:
        while not done.wait(0.2):
            print(f"\r  {name} … {time.monotonic() - start:.0f} s ", end="", file=sys.stderr, flush=True)

    thread = threading.Thread(target=move, daemon=True)
    if moving:
        thread.start()
    else:
        say(f"  {name} …")
    try:
        yield
    finally:
        done.set()
        if moving:
            thread.join(1)
            print("\r\033[K", end="", file=sys.stderr)
    say(f"  {name}: {time.monotonic() - start:.0f} s")


def quiet(*command: object, **options: Any) -> tuple[bool, str]:
    """Run a command without showing its output. Returns (success, last twelve lines of the output)."""
    try:
        result = subprocess.run(
            [str(part) for part in command],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=STEP_SECONDS,
            **options,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return False, str(error)
    return result.returncode == 0, "\n".join(result.stdout.decode(errors="replace").strip().splitlines()[-12:])


def replace_process(*command: object, env: dict[str, str] | None = None) -> NoReturn:
    """Replace this process with the command, so that signals reach it directly. On Windows, run it and wait."""
    arguments, environment = [str(part) for part in command], {**os.environ, **(env or {})}
    os.chdir(ROOT)
    sys.stdout.flush()
    if WINDOWS:
        sys.exit(subprocess.run(arguments, env=environment).returncode)
    os.execve(arguments[0], arguments, environment)


# -- the environment ----------------------------------------------------------
def digest(lock: Path) -> str:
    """Identifies a lock file together with the version of Python."""
    return hashlib.sha256(lock.read_bytes() + sys.version[:4].encode()).hexdigest()


def is_installed(what: str) -> bool:
    """Whether .venv has the packages of this lock file, by its stamp. The packages for tests include those of the demo."""
    stamp = ENV / "lock.stamp"
    good = {digest(LOCKS[name]) for name in {what, "test"}}
    return PYTHON.exists() and stamp.exists() and stamp.read_text() in good


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Lock var/setup.lock, because `demo` and `test` may be started at the same time."""
    VAR.mkdir(exist_ok=True)
    with (VAR / "setup.lock").open("w") as file:
        if not WINDOWS:
            import fcntl

            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("Waiting for another setup in this folder …")
                fcntl.flock(file, fcntl.LOCK_EX)
        yield


def is_root() -> bool:
    """Whether this user may install packages; False on Windows."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def apt(*packages: str) -> bool:
    """Install Debian packages as root. Returns whether that worked."""
    if not (shutil.which("apt-get") and is_root()):
        return False
    calm = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    quiet("apt-get", "update", "-qq", env=calm)
    return quiet("apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages, env=calm)[0]


def make_env(uv: str | None) -> None:
    """Make .venv, by `uv` if there is one. Exits with a sentence if that fails."""
    if quiet(PYTHON, "-c", "import encodings")[0]:
        return
    shutil.rmtree(ENV, ignore_errors=True)
    if uv and quiet(uv, "venv", "-q", "--seed", "--python", sys.executable, ENV)[0]:
        return
    worked, why = quiet(sys.executable, "-m", "venv", ENV)
    if not worked and "ensurepip" in why and apt("python3-venv"):
        shutil.rmtree(ENV, ignore_errors=True)
        worked, why = quiet(sys.executable, "-m", "venv", ENV)
    if not worked:
        shutil.rmtree(ENV, ignore_errors=True)
        say(why)
        sys.exit("This Python cannot make virtual environments. On Debian and Ubuntu: sudo apt install python3-venv")


def install(lock: Path, uv: str | None) -> None:
    """Install the packages of a lock file. Exits with a sentence if that fails."""
    if uv and quiet(uv, "pip", "install", "-q", "--python", PYTHON, "--require-hashes", "-r", lock)[0]:
        return
    if not quiet(PYTHON, "-m", "pip", "--version")[0]:
        quiet(PYTHON, "-m", "ensurepip")
    worked, why = quiet(PYTHON, "-m", "pip", "install", "-q", "--no-compile", "--disable-pip-version-check", "--require-hashes", "-r", lock)
    if not worked:
        say(why)
        sys.exit("The packages could not be installed (see above). Is there a connection to the internet?")


def ensure(what: str) -> None:
    """Make .venv with the packages of the lock file "demo" or "test", and compile the translations. Does nothing if all is up to date."""
    with alone():
        if not is_installed(what):
            uv = shutil.which("uv")
            with step("Creating the Python environment"):
                make_env(uv)
            with step("Installing the packages"):
                install(LOCKS[what], uv)
            (ENV / "lock.stamp").write_text(digest(LOCKS[what]))
        stale = [po for po in (ROOT / "participation/locale").glob("*/LC_MESSAGES/*.po") if is_newer(po, po.with_suffix(".mo"))]
        if stale:
            with step("Compiling the translations"):
                for po in stale:
                    worked, why = quiet(PYTHON, "-m", "babel.messages.frontend", "compile", "-f", "-i", po, "-o", po.with_suffix(".mo"))
                    if not worked or is_newer(po, po.with_suffix(".mo")):
                        sys.exit(why)


def is_newer(source: Path, result: Path) -> bool:
    """Whether `result` is missing or older than `source`."""
    return not result.exists() or result.stat().st_mtime < source.stat().st_mtime


def browser() -> str | None:
    """The path of an installed Chromium: the variable CHROMIUM, or the first one found, or None."""
    on_path = (shutil.which(name) for name in BROWSERS)
    return os.environ.get("CHROMIUM") or next(filter(None, on_path), None) or next((p for p in BROWSER_PLACES if Path(p).exists()), None)


def ensure_browser() -> str:
    """The path of a Chromium, which is installed if needed; empty if Playwright has installed its own. Exits if none works."""
    if found := browser():
        return found
    with step("Installing a browser for the tests"):
        for package in (SHELL, "chromium"):
            if apt(package) and (found := browser()):
                return found
        if quiet(PYTHON, "-m", "playwright", "install", "--only-shell", "chromium")[0]:
            return ""
    sys.exit(f"The browser tests need Chromium: sudo apt install {SHELL}, or set CHROMIUM=/path/to/chrome")
