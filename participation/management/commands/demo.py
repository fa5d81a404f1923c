"""The demo: a town, its trade-offs, a workshop with simulated phones, and the links to every screen."""

import contextlib
import json
import logging
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import segno
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from participation.management import prepare

if TYPE_CHECKING:
    from participation.demo_data import Demo
    from workshops.models import Workshop

ANY = {"0.0.0.0", "::", ""}
# With --json, so many phones can join without waiting to be let in.
HALL = 500


class Command(BaseCommand):
    help = "Fill in a sample town and serve it; python3 -m participation demo sets up all that this needs."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="0.0.0.0")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--phones", type=int, default=24)
        parser.add_argument("--seconds", type=float, default=9.0, help="how long the slowest simulated phone thinks")
        parser.add_argument("--fresh", action="store_true", help="forget what was entered in an earlier demo")
        parser.add_argument("--json", action="store_true", help="when ready, print one line of JSON")

    def handle(self, *, host: str, port: int, phones: int, seconds: float, fresh: bool, json: bool, **options: Any) -> None:
        if not os.environ.get("LOGIN_LINK_KEY") or "*" not in settings.ALLOWED_HOSTS:
            raise CommandError("Start the demo with: python3 -m participation demo")
        # Do not log the roles of invented people.
        logging.getLogger("participation.security").setLevel(logging.WARNING)
        with own_database(self.say), override(settings.LANGUAGE_CODE):
            if fresh:
                delete_database()
            prepare.database()
            prepare.static_files()
            self.run(host, port, phones, seconds, json)

    def run(self, host: str, port: int, phones: int, seconds: float, as_json: bool) -> None:
        """Load the sample data and serve them until Ctrl-C."""
        from participation.demo_data import load
        from participation.live.wire.server import serve
        from workshops.actions import forget

        demo, crowd = load(), Crowd()
        expect(demo.workshop, HALL if as_json else phones)
        # Read everything now, because the event loop of the server must not query the database.
        workshop, paths = demo.workshop, paths_of(demo)

        def ready(port: int) -> None:
            settings.BASE_URL = f"http://{address_in_network() if host in ANY else host}:{port}"
            base = f"http://{'127.0.0.1' if host in ANY else host}:{port}"
            if as_json:
                links = {name: path if name == "room" else base + path for name, path in paths.items()}
                print(json.dumps({"base": base, "code": workshop.code, **links}), flush=True)
            else:
                with override("en" if os.environ.get("LANG", "").startswith("en") else "de"):
                    self.show(workshop, paths, f"http://localhost:{port}")
            if phones:
                crowd.start(base, workshop.code, phones, seconds)

        try:
            serve(host=host, port=port, ready=ready, hourly=forget)
        finally:
            crowd.stop()

    def say(self, text: str = "") -> None:
        """Print to stderr, because stdout is for --json."""
        print(text, file=sys.stderr, flush=True)

    def show(self, workshop: "Workshop", paths: dict[str, str], here: str) -> None:
        """Print the links to all screens, and a QR code to join."""
        join = settings.BASE_URL + paths["join"]
        rows = [
            (_("Stage (projector)"), here + paths["stage"]),
            (_("Console (facilitator)"), here + paths["console"]),
            (_("Dashboard (mayor)"), here + paths["dashboard"]),
            (_("Public page"), here + paths["public"]),
            (_("Join on this computer"), here + paths["join"]),
            (_("Join with a phone in the same network"), join),
        ]
        width = max(len(name) for name, _link in rows)
        self.say(f"\n{workshop.title} · {_('Code')} {workshop.code_in_groups}\n")
        for name, link in rows:
            self.say(f"  {name:<{width}}  {link}")
        self.say()
        with contextlib.redirect_stdout(sys.stderr), contextlib.suppress(UnicodeEncodeError):
            segno.make(join, micro=False).terminal(compact=True, border=2)
        self.say("  " + _("Press the big button on the console, and the simulated phones vote. Ctrl-C ends the demo."))


def expect(workshop: "Workshop", people: int) -> None:
    """Let so many people join without waiting to be let in."""
    from workshops.actions import update_workshop

    if workshop.expected < people:
        update_workshop(workshop=workshop, by=None, expected=people, capacity=max(workshop.capacity, 2 * people))


def paths_of(demo: "Demo") -> dict[str, str]:
    """The paths of all screens. Those of console and dashboard are login links that work until this process ends."""
    from participation.accounts.links import make

    workshop = demo.workshop
    return {
        "join": reverse("join", args=[workshop.code]),
        "room": f"/live/{workshop.room.slug}/",
        "stage": reverse("stage", args=[workshop.stage_token]),
        "console": make(demo.facilitator, reverse("console", args=[workshop.pk]), lasting=True),
        "dashboard": make(demo.mayor, reverse("dashboard"), lasting=True),
        "public": reverse("municipality", args=[workshop.municipality.slug]),
    }


def address_in_network() -> str:
    """This computer's IP address for phones in the same network. A UDP socket tells it without sending a packet."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return probe.getsockname()[0]
        except OSError:
            return "127.0.0.1"


# -- the database of this demo -------------------------------------------------
@contextlib.contextmanager
def own_database(say: Callable[[str], None]) -> Iterator[None]:
    """Lock the demo's SQLite file. If another demo holds it, use a temporary database and delete it afterwards."""
    file = Path(settings.DATABASES["default"]["NAME"])
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.with_suffix(".lock").open("w") as lock:
        if is_ours(lock):
            yield
            return
    folder = tempfile.mkdtemp(prefix="augenhoehe-")
    say(_("Another demo is running; this one starts with data of its own."))
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = str(Path(folder) / "demo.sqlite3")
    try:
        yield
    finally:
        connection.close()
        shutil.rmtree(folder, ignore_errors=True)


def is_ours(lock: IO[str]) -> bool:
    """Take the lock without waiting; False if another process holds it."""
    try:
        import fcntl

        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except ImportError:  # Windows
        return True
    except OSError:
        return False
    return True


def delete_database() -> None:
    """Delete the SQLite file and its log."""
    connection.close()
    for end in ("", "-wal", "-shm"):
        Path(connection.settings_dict["NAME"] + end).unlink(missing_ok=True)


# -- the simulated phones -------------------------------------------------------
class Crowd:
    """The process with the simulated phones. It ends with ours, because its stdin closes then."""

    process: subprocess.Popen | None = None

    def start(self, base: str, code: str, phones: int, seconds: float) -> None:
        """Start the phones; see `manage.py simulate` for the arguments."""
        arguments = ["--base", base, "--code", code, "--phones", str(phones), "--seconds", str(seconds), "--follow"]
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "simulate", *arguments, "--until-stdin-closes"],
            cwd=settings.BASE_DIR,
            env={**os.environ, "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}"},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=os.name != "nt",
        )

    def stop(self) -> None:
        """Let the phones end, and kill the process after five seconds."""
        if not self.process:
            return
        assert self.process.stdin
        self.process.stdin.close()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
