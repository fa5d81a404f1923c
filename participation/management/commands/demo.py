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
from django.utils.translation import gettext_lazy, override

from participation.management import prepare

if TYPE_CHECKING:
    from participation.demo_data import Demo
    from workshops.models import Workshop

ANY = {"0.0.0.0", "::", ""}
# With --json, so many phones can join without waiting to be let in.
HALL = 500
STAGES = EVENING, ANSWERED = ("evening", "answered")
LABELS = {
    "stage": gettext_lazy("Stage (projector)"),
    "console": gettext_lazy("Console (facilitator)"),
    "dashboard": gettext_lazy("Dashboard (mayor)"),
    "conversations": gettext_lazy("Conversations (facilitator)"),
    "public": gettext_lazy("Public page"),
    "evening": gettext_lazy("Page of the evening"),
    "receipt": gettext_lazy("Private link of a proposal"),
    "join": gettext_lazy("Join on this computer"),
}


class Command(BaseCommand):
    help = "Fill in a sample town and serve it; python3 -m participation demo sets up all that this needs."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="0.0.0.0")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--phones", type=int, default=24)
        parser.add_argument("--seconds", type=float, default=9.0, help="how long the slowest simulated phone thinks")
        parser.add_argument("--stage", choices=STAGES, default=EVENING, help="how far the town has come")
        parser.add_argument("--fresh", action="store_true", help="forget what was entered in an earlier demo")
        parser.add_argument("--json", action="store_true", help="when ready, print one line of JSON")

    def handle(self, *, host: str, port: int, phones: int, seconds: float, stage: str, fresh: bool, json: bool, **options: Any) -> None:
        if not os.environ.get("LOGIN_LINK_KEY") or "*" not in settings.ALLOWED_HOSTS:
            raise CommandError("Start the demo with: python3 -m participation demo")
        # Do not log the roles of invented people.
        logging.getLogger("participation.security").setLevel(logging.WARNING)
        with own_database(self.say), override(settings.LANGUAGE_CODE):
            if fresh:
                delete_database()
            prepare.database()
            prepare.static_files()
            if stage == ANSWERED:
                self.run(load_answered(), host, port, 0, seconds, json)
            else:
                self.run(load_evening(HALL if json else phones), host, port, phones, seconds, json)

    def run(self, demo: "Demo", host: str, port: int, phones: int, seconds: float, as_json: bool) -> None:
        """Serve the sample data until Ctrl-C."""
        from participation.live.wire.server import serve
        from workshops.actions import forget

        crowd = Crowd()
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
        """Print the links to all screens, and a QR code for a phone: to join, or of the private link when the workshop is over."""
        rows = [(str(label), here + paths[name]) for name, label in LABELS.items() if name in paths]
        heading = str(workshop.title)
        if "join" in paths:
            heading += f" · {_('Code')} {workshop.code_in_groups}"
            on_phone = settings.BASE_URL + paths["join"]
            rows.append((_("Join with a phone in the same network"), on_phone))
            hint = _("Press the big button on the console, and the simulated phones vote. Ctrl-C ends the demo.")
        else:
            on_phone = settings.BASE_URL + paths["receipt"]
            rows.append((_("The same link on a phone in the network"), on_phone))
            hint = _("Open the private link and agree to what the town hall offers: it is an answer then. Ctrl-C ends the demo.")
        width = max(len(name) for name, _link in rows)
        self.say(f"\n{heading}\n")
        for name, link in rows:
            self.say(f"  {name:<{width}}  {link}")
        self.say()
        with contextlib.redirect_stdout(sys.stderr), contextlib.suppress(UnicodeEncodeError):
            segno.make(on_phone, micro=False).terminal(compact=True, border=2)
        self.say("  " + hint)


# -- what is served ------------------------------------------------------------
def load_evening(people: int) -> "Demo":
    """The town at the evening of the workshop, for so many people."""
    from participation.demo_data import load

    demo = load()
    expect(demo.workshop, people)
    return demo


def load_answered() -> "Demo":
    """The town half a year later."""
    from participation import demo_data

    try:
        return demo_data.load_answered()
    except demo_data.WrongStage as error:
        raise CommandError("This database holds the demo of another stage. --fresh makes it anew.") from error


def expect(workshop: "Workshop", people: int) -> None:
    """Let so many people join without waiting to be let in."""
    from workshops.actions import update_workshop

    if workshop.expected < people:
        update_workshop(workshop=workshop, by=None, expected=people, capacity=max(workshop.capacity, 2 * people))


def paths_of(demo: "Demo") -> dict[str, str]:
    """The paths of all screens. Those of staff are login links that work until this process ends."""
    from participation.accounts.links import make

    workshop = demo.workshop
    room = {
        "join": reverse("join", args=[workshop.code]),
        "room": f"/live/{workshop.room.slug}/",
        "stage": reverse("stage", args=[workshop.stage_token]),
    }
    desk = {
        "console": make(demo.facilitator, reverse("console", args=[workshop.pk]), lasting=True),
        "dashboard": make(demo.mayor, reverse("dashboard"), lasting=True),
        "public": reverse("municipality", args=[workshop.municipality.slug]),
    }
    if not demo.receipt:
        return room | desk
    return desk | {
        "conversations": make(demo.facilitator, reverse("conversations"), lasting=True),
        "evening": reverse("evening", args=[workshop.pk]),
        "receipt": reverse("receipt", args=[demo.receipt]),
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
            self.process.wait(5)
