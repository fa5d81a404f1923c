"""Rooms that the insider attacks, each with a database of its own that nothing else has touched; and a PostgreSQL whose log is read."""

import io
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from participation.live import extensions
from participation.live.database import version_cache
from participation.live.guards import scrub
from participation.management import backups
from participation.management.database_log import WANTED
from polls.ballot_tables import columns_of

from ..faults.conftest import SQLITE, connected_to
from ..faults.services import Postgres
from ..waiting import LONG
from .attacks import guesses
from .chance import Score, by_chance, hits
from .loot import Moment, files_of_postgresql, of_backup, of_postgresql, of_sqlite
from .room import Room

ROOT = Path(__file__).resolve().parents[2]
MAIL = {"EMAIL_BACKEND": "participation.accounts.mail.QueueBackend", "MAIL_TRANSPORT": "django.core.mail.backends.locmem.EmailBackend"}
Evening = tuple[Room, dict[str, Score]]  # how good each way of attack was in this room


@pytest.fixture(scope="package")
def cluster():
    cluster = Postgres()
    yield cluster
    cluster.close()


@pytest.fixture
def manage(cluster):
    """manage(name, "migrate", …) → what the command said, on that database of the cluster."""

    def run(name: str, *command: str, **env: str) -> subprocess.CompletedProcess:
        address = {"DATABASE_URL": cluster.address(name), "DJANGO_SETTINGS_MODULE": "participation.settings"}
        return subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=os.environ | address | env, capture_output=True, text=True, timeout=LONG
        )

    return run


# -- databases, one for each room -----------------------------------------------------------
class SqliteFiles:
    """`empty`: tables, and those who run the evening; `template`: a copy that may be broken; `new`: a copy for a room."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def make(self, name: str, template: str = "") -> dict:
        file = self.folder / f"{name}.sqlite3"
        for old in self.folder.glob(f"{file.name}*"):
            old.unlink()
        if template:
            shutil.copyfile(self.folder / f"{template}.sqlite3", file)
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(file), "OPTIONS": SQLITE}

    def look(self, *, is_last: bool) -> Moment:
        return of_sqlite(self.folder / "room.sqlite3", self.folder / "look")


class PostgresDatabases:
    """The same in one cluster, whose roles are as docs/operations.md says."""

    def __init__(self, cluster: Postgres) -> None:
        self.cluster, self.begun, self.log_since = cluster, 0, ""
        self.old: dict[str, bytes] = {}
        cluster.do("ALTER SYSTEM SET fsync = off")
        cluster.do("SELECT pg_reload_conf()")
        for name in (name for name in WANTED if "." not in name):
            cluster.do(f"ALTER ROLE tests SET {name} = {WANTED[name][0]}")

    def make(self, name: str, template: str = "template1") -> dict:
        self.cluster.do(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        self.cluster.do(f"CREATE DATABASE {name} TEMPLATE {template}")
        self.old, self.log_since = files_of_postgresql(self.cluster.address(name), self.data)
        self.begun = self.log.stat().st_size
        return self.cluster.settings(name)

    @property
    def data(self) -> Path:
        return self.cluster.folder / "data"

    @property
    def log(self) -> Path:
        return self.cluster.folder / "log"

    def look(self, *, is_last: bool) -> Moment:
        with connection.cursor() as cursor:  # as PostgreSQL does by itself sooner or later
            cursor.execute("ANALYZE")
        moment = of_postgresql(self.cluster.address("room"), self.data, self.old, log_since=self.log_since if is_last else "")
        moment.bytes["log of the database"] = self.log.read_bytes()[self.begun :]
        return moment


@pytest.fixture(scope="package")
def sqlite_files(tmp_path_factory):
    return SqliteFiles(tmp_path_factory.mktemp("rooms"))


@pytest.fixture(scope="package")
def postgres_databases():
    """In a cluster of its own: other tests look at what one writes that nobody has made silent."""
    cluster = Postgres()
    yield PostgresDatabases(cluster)
    cluster.close()


# -- evenings ---------------------------------------------------------------------------------
@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def engine(request) -> str:
    if request.param == "sqlite" and not settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        pytest.skip("tried where SQLite is the run's database")
    return request.param


@pytest.fixture
def databases(engine, request):
    return request.getfixturevalue("sqlite_files" if engine == "sqlite" else "postgres_databases")


@pytest.fixture
def evenings(engine, databases, django_db_setup, django_db_blocker, tmp_path, monkeypatch):
    """evenings(4) → so many rooms, and how well the insider guesses in each. `broken()` may change the empty tables before."""

    def hold(rooms: int, *, broken: Callable[[], object] | None = None, seed: int = 2030) -> list[Evening]:
        # As a process would have it that begins with this database.
        if engine == "postgresql":
            there = {name: by for name, by in scrub.tables.items() if not columns_of(name)}
            monkeypatch.setattr(scrub, "tables", there | {"proposals_searchword": "word", "proposals_searchentry": "word, proposal_id"})
        with django_db_blocker.unblock():
            if not hasattr(databases, "cast"):
                with connected_to(databases.make("empty")):
                    call_command("migrate", verbosity=0)
                    databases.cast = make_cast()
            with connected_to(databases.make("template", "empty")):
                if broken:
                    broken()
            return [one_evening(databases, seed + number, databases.cast, tmp_path) for number in range(rooms)]

    return hold


def make_cast() -> dict:
    from participation.accounts.models import Membership, Municipality, User
    from workshops.models import TradeOff

    # So few days that the town hall is told of each answer that it owes.
    town = Municipality.objects.create(slug="auental", name="Auental", is_invented=True, answer_days=5)
    ben = User.objects.create_user(email="ben@example.org", password="augenhoehe-2026", name="Ben", is_confirmed=True)
    clara = User.objects.create_user(email="clara@example.org", password="augenhoehe-2026", name="Clara", is_confirmed=True)
    Membership.objects.create(user=ben, municipality=town, role="facilitator")
    Membership.objects.create(user=clara, municipality=town, role="mayor")
    texts = {name: {"de": "Bäume oder Parkplätze?"} for name in ("title", "core_question", "pole_a", "pole_b")}
    return {"town": town, "ben": ben, "clara": clara, "tradeoff": TradeOff.objects.create(municipality=town, slug="markt", **texts)}


def one_evening(databases, seed: int, cast: dict, folder: Path) -> Evening:
    moments: dict[str, Moment] = {}
    with connected_to(databases.make("room", "template")), logs() as log, override_settings(**MAIL):
        forget_what_this_process_knows()

        def take(moment: str) -> None:
            for secret in room.secrets.values():
                secret.given[moment] = dict(secret.truth)
            if moment.startswith("backup"):
                file = folder / "evening.backup"
                backups.backup(file)
                moments[moment] = of_backup(file)
                file.unlink()
                return
            moments[moment] = databases.look(is_last=moment == "ended")
            moments[moment].bytes |= {"frames": "\n".join(room.frames).encode(), "log of the server": log.getvalue().encode()}
            moments[moment].bytes |= {"mails": "\n".join(room.mails).encode(), **room.pages}

        room = Room(seed, take=take, **cast)
        room.play()
    scores: dict[str, Score] = {}
    for secret in room.secrets.values():
        for way, (guess, truth) in guesses(room, secret, moments).items():
            scores[f"{secret.name}: {way}"] = hits(guess, truth), by_chance(guess, truth)
    return room, scores


def forget_what_this_process_knows() -> None:
    """Ids and rooms begin anew with every database."""
    from participation.following.views import asked
    from polls import specs

    asked._times.clear()
    specs._known.clear()
    version_cache._cache.clear()
    extensions._cached.clear()
    scrub._needed.clear()
    scrub.wait(5)
    scrub._rewrites.clear()


@contextmanager
def logs():
    """All that the server would write at its most talkative."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    loggers = [logging.getLogger(name) for name in ("participation", "polls", "workshops")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
        logger.addHandler(handler)
    try:
        yield written
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
            logger.removeHandler(handler)
