"""One command on a fresh machine; needs Python 3.11 and nothing else:

python3 -m participation demo [--port N] [--phones N] [--fresh] [--json]   sample town, workshop, simulated phones
python3 -m participation test [--faults] [pytest options]                  every test, in a real browser too
python3 -m participation setup                                             .venv alone, for a server of your own
python3 -m participation simulate [--phones 300]                           one poll led through, and measured
python3 -m participation bench                                             the figures, side by side
python3 -m participation screenshots                                       every screen into docs/screens/
"""
# Standard library only, and no syntax that would hide the sentence about the Python version from an older Python.

import argparse
import contextlib
import hashlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENV, VAR = ROOT / ".venv", ROOT / "var"
WINDOWS = os.name == "nt"
PYTHON = ENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
LOCKS = {"demo": ROOT / "participation/requirements.lock", "test": ROOT / "tests/requirements.lock"}
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge", "chrome")
BROWSER_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)


def say(text):
    """To stderr: stdout belongs to `demo --json`."""
    print(text, file=sys.stderr, flush=True)


@contextlib.contextmanager
def step(name):
    """Show what happens and since when: a moving line on a terminal, two lines elsewhere."""
    start, done, moving = time.monotonic(), threading.Event(), sys.stderr.isatty()

    def move():
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
            thread.join()
            print("\r\033[K", end="", file=sys.stderr)
    say(f"  {name}: {time.monotonic() - start:.0f} s")


def quiet(*command, **options):
    """Run a command without its output; gives (worked, its last lines)."""
    try:
        result = subprocess.run(
            [str(part) for part in command], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options
        )
    except OSError as error:
        return False, str(error)
    return result.returncode == 0, "\n".join(result.stdout.decode(errors="replace").strip().splitlines()[-12:])


def replace_process(*command, env=None):
    """Become this command, so that signals reach it directly (Windows cannot: there we wait for it)."""
    command, env = [str(part) for part in command], {**os.environ, **(env or {})}
    os.chdir(ROOT)
    sys.stdout.flush()
    if WINDOWS:
        sys.exit(subprocess.run(command, env=env).returncode)
    os.execve(command[0], command, env)


# -- the environment ----------------------------------------------------------
def digest(lock):
    return hashlib.sha256(lock.read_bytes() + sys.version[:4].encode()).hexdigest()


def is_installed(what):
    """The stamp names the lock file that .venv holds; the tests' packages contain those of the demo."""
    stamp = ENV / "lock.stamp"
    good = {digest(LOCKS[name]) for name in {what, "test"}}
    return PYTHON.exists() and stamp.exists() and stamp.read_text() in good


@contextlib.contextmanager
def alone():
    """One set-up at a time: `demo` and `test` may be started together."""
    VAR.mkdir(exist_ok=True)
    with open(VAR / "setup.lock", "w") as file:
        if not WINDOWS:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def is_root():
    return hasattr(os, "geteuid") and os.geteuid() == 0


def apt(*packages):
    """Install Debian packages if we may; says whether that worked."""
    if not (shutil.which("apt-get") and is_root()):
        return False
    calm = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    quiet("apt-get", "update", "-qq", env=calm)
    return quiet("apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages, env=calm)[0]


def make_env(uv):
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


def install(lock, uv):
    if uv and quiet(uv, "pip", "install", "-q", "--python", PYTHON, "--require-hashes", "-r", lock)[0]:
        return
    if not quiet(PYTHON, "-m", "pip", "--version")[0]:
        quiet(PYTHON, "-m", "ensurepip")
    worked, why = quiet(PYTHON, "-m", "pip", "install", "-q", "--no-compile", "--disable-pip-version-check", "--require-hashes", "-r", lock)
    if not worked:
        say(why)
        sys.exit("The packages could not be installed (see above). Is there a connection to the internet?")


def ensure(what):
    """Make .venv hold exactly what the lock file pins; a second run finds its stamp and does nothing."""
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


def is_newer(source, result):
    return not result.exists() or result.stat().st_mtime < source.stat().st_mtime


def browser():
    on_path = (shutil.which(name) for name in BROWSERS)
    return os.environ.get("CHROMIUM") or next(filter(None, on_path), None) or next((p for p in BROWSER_PLACES if Path(p).exists()), None)


def ensure_browser():
    """A path to a Chromium; empty if Playwright has its own."""
    if found := browser():
        return found
    with step("Installing a browser for the tests"):
        if apt("chromium"):
            return browser()
        if quiet(PYTHON, "-m", "playwright", "install", "chromium")[0]:
            return ""
    sys.exit("The browser tests need Chromium: sudo apt install chromium, or set CHROMIUM=/path/to/chrome")


# -- the commands -------------------------------------------------------------
def secret_key():
    """Kept beside the database, so that phones and logins outlive a restart."""
    file = VAR / "secret_key"
    with contextlib.suppress(FileExistsError), os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
        new.write(secrets.token_urlsafe(48))
    return file.read_text()


def is_free(host, port):
    with socket.socket() as probe:
        if not WINDOWS:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return 0
        return probe.getsockname()[1]


def choose_port(host, wanted):
    """The port asked for or, if nobody asked, the first free one from 8000 on."""
    if wanted is not None:
        return is_free(host, wanted) or sys.exit(
            f"Port {wanted} is taken by another program, or not allowed. Try --port 0 for any free one."
        )
    port = next((port for port in range(8000, 8100) if is_free(host, port)), None) or is_free(host, 0)
    if port != 8000:
        say(f"Port 8000 is taken by another program; taking {port}.")
    return port


def demo(arguments):
    parser = argparse.ArgumentParser(prog="python3 -m participation demo", description="A town and a workshop to try out.")
    parser.add_argument("--port", type=int, help="default: 8000, or the next free one; 0: any free one")
    parser.add_argument("--host", default="0.0.0.0", help="default: all addresses, so that phones in the same network can join")
    parser.add_argument("--phones", type=int, default=24, help="how many simulated phones join (default: 24)")
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
        "DATABASE_URL": f"sqlite:///{VAR / 'demo.sqlite3'}",
        "STATIC_ROOT": str(VAR / "static"),
        "LOGIN_LINK_KEY": secrets.token_urlsafe(32),
        "REDIS_URL": "",
        "PYTHONUNBUFFERED": "1",
    }
    flags = [flag for flag, on in (("--fresh", options.fresh), ("--json", options.json)) if on]
    replace_process(PYTHON, "manage.py", "demo", "--host", options.host, "--port", port, "--phones", options.phones, *flags, env=env)


def test(arguments):
    ensure("test")
    # The tests start many processes; without bytecode each would compile everything anew.
    env = {"CHROMIUM": ensure_browser(), "PYTHONDONTWRITEBYTECODE": ""}
    if "--faults" in arguments:
        # In full they measure too, one at a time; in the short form most of them wait most of the time.
        workers = "2" if os.environ.get("FAULTS") == "short" else "0"
        arguments = ["-m", "faults", "-n", workers, *(argument for argument in arguments if argument != "--faults")]
    if not any(argument.startswith(("-n", "--pdb", "no:xdist")) for argument in arguments):
        # Three on two cores: browsers wait a third of their time.
        arguments = ["-n", "3", "--maxschedchunk", "1", *arguments]
    replace_process(PYTHON, "-m", "pytest", *arguments, env=env)


def setup(arguments):
    """Only the environment, for a server that somebody runs: docs/operations.md."""
    ensure("demo")


def simulate(arguments):
    """Phones for a demo that is running, or a measured run of their own."""
    ensure("demo")
    env = {"SECRET_KEY": secret_key(), "DATABASE_URL": f"sqlite:///{VAR / 'demo.sqlite3'}", "REDIS_URL": ""}
    replace_process(PYTHON, "manage.py", "simulate", *arguments, env=env)


def bench(arguments):
    ensure("test")
    replace_process(PYTHON, "-m", "tests.bench", *arguments)


def screenshots(arguments):
    ensure("test")
    replace_process(PYTHON, "-m", "tests.e2e.screenshots", *arguments, env={"CHROMIUM": ensure_browser()})


COMMANDS = {command.__name__: command for command in (demo, test, setup, simulate, bench, screenshots)}


def main(arguments):
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
