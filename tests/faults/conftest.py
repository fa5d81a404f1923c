"""Faults on purpose. In full: `python3 -m participation test --faults`; FAULTS=short takes some minutes, FAULTS_SEED=… repeats a run.

These tests have databases of their own, SQLite files and PostgreSQL with their shipped settings, whatever the run's database is.
"""

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

from participation.live.guards import scrub

from ..waiting import LONG
from .hall import Hall
from .services import Postgres, Redis

SHORT = os.environ.get("FAULTS") == "short"
SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON;",
}


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.faults)


def size(full: int, short: int) -> int:
    return short if SHORT else full


# -- services ------------------------------------------------------------------------
@pytest.fixture(scope="session")
def postgres():
    cluster = Postgres()
    migrate(cluster.address("postgres"))
    cluster.do("CREATE DATABASE template_of_tests TEMPLATE postgres")
    yield cluster
    cluster.close()


@pytest.fixture
def redis():
    server = Redis()
    yield server
    server.close()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory) -> Path:
    """An SQLite file with empty tables, to be copied."""
    file = tmp_path_factory.mktemp("faults") / "empty.sqlite3"
    migrate(f"sqlite:///{file}")
    return file


def migrate(url: str) -> None:
    env = os.environ | {"DATABASE_URL": url, "REDIS_URL": ""}
    subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], env=env, check=True, timeout=LONG)


# -- databases -----------------------------------------------------------------------
@pytest.fixture
def engine() -> str:
    """Tests that are about PostgreSQL, or about both, say so by a parameter of this name."""
    return "sqlite"


@pytest.fixture
def disk(tmp_path) -> Path:
    """Where a database file stands."""
    return tmp_path


@pytest.fixture
def database(engine, request, disk):
    """What Django needs to know about a new database of this test's own."""
    if engine == "postgres":
        cluster, name = request.getfixturevalue("postgres"), f"hall_{os.urandom(4).hex()}"
        cluster.do(f"CREATE DATABASE {name} TEMPLATE template_of_tests")
        return cluster.settings(name)
    file = disk / "hall.sqlite3"
    shutil.copyfile(request.getfixturevalue("migrated"), file)
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(file), "OPTIONS": SQLITE}


@pytest.fixture
def db(database, django_db_blocker, monkeypatch):
    """In place of pytest-django's: the cast of tests/conftest.py lives in this test's own database."""
    with django_db_blocker.unblock(), connected_to(database):
        # As a process would have it that begins with this database: PostgreSQL has no table of all ballots.
        stored = set(connections["default"].introspection.table_names())
        monkeypatch.setattr(scrub, "tables", {table: order for table, order in scrub.tables.items() if table in stored})
        yield


@contextmanager
def connected_to(database: dict):
    before = connections.settings["default"]
    connections["default"].close()
    connections.settings["default"] = connections.configure_settings({"default": dict(database)})["default"]
    del connections["default"]
    try:
        yield
    finally:
        connections["default"].close()
        connections.settings["default"] = before
        del connections["default"]


# -- the hall ------------------------------------------------------------------------
@pytest.fixture
def hall(make_workshop, ben, tmp_path):
    hall = Hall(make_workshop, ben, tmp_path, settings.VAR_DIR / "static-test-faults")
    yield hall
    hall.close()
    for server in hall.servers:
        print("".join(server.log))  # shown when the test fails


@pytest.fixture
def report(request, hall):
    """report(phones=500, …): what was done and found, with the seed that repeats it."""

    def say(**figures) -> None:
        words = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in figures.items())
        request.node.user_properties.append(("figures", f"{words}, seed {hall.seed}"))

    return say


def pytest_runtest_logreport(report):
    """Every test's figures as soon as it is done, also from another worker's process."""
    for name, words in report.user_properties:
        if name == "figures" and report.when == "call":
            print(f"\n  {report.nodeid.rpartition('::')[2]}: {words} ({report.duration:.0f} s) ", end="", flush=True)
