"""Several real `manage.py serve` on one PostgreSQL and one Redis: real ones on free ports, or where none are installed
those in DATABASE_URL and REDIS_URL, which nobody may stop."""

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from ..e2e.conftest import Server, database_url
from ..faults.conftest import connected_to
from ..faults.services import Postgres, Redis
from .phones import Console, Phone

PROCESSES = 3


class GivenCluster:
    """The PostgreSQL in DATABASE_URL: with a database of our own, because other tests empty theirs."""

    def __init__(self, database: dict) -> None:
        self.database = database

    def settings(self, name: str) -> dict:
        return {key: self.database[key] for key in ("ENGINE", "HOST", "PORT", "USER", "PASSWORD")} | {"NAME": name}

    def do(self, sql: str) -> None:
        with psycopg.connect(database_url(self.settings("postgres")), autocommit=True) as line:
            line.execute(sql)

    def close(self) -> None:
        pass


@pytest.fixture(scope="package")
def cluster():
    given = settings.DATABASES["default"]
    is_installed = any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or shutil.which("initdb")
    is_given = given["ENGINE"].endswith("postgresql") and not is_installed
    cluster = GivenCluster(dict(given)) if is_given else Postgres()
    yield cluster
    cluster.close()


@pytest.fixture(scope="package")
def redis():
    is_given = settings.REDIS_URL and not shutil.which("redis-server")
    redis = SimpleNamespace(address=settings.REDIS_URL, close=lambda: None) if is_given else Redis()
    yield redis
    redis.close()


@pytest.fixture
def stoppable(cluster, redis):
    """The two services, where they are ours to stop."""
    if isinstance(cluster, GivenCluster) or not isinstance(redis, Redis):
        pytest.skip("Only a PostgreSQL and a Redis of our own can be stopped: sudo apt install postgresql redis-server")
    return cluster, redis


@contextmanager
def new_database(cluster, django_db_blocker):
    """An empty database with tables: what Django needs to know of it."""
    name = f"processes_{os.getpid()}_{os.urandom(3).hex()}"
    cluster.do(f"CREATE DATABASE {name}")
    database = cluster.settings(name)
    with django_db_blocker.unblock(), connected_to(database):
        call_command("migrate", verbosity=0)
    yield database
    cluster.do(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="package")
def database(cluster, django_db_setup, django_db_blocker):
    with new_database(cluster, django_db_blocker) as database:
        yield database


@contextmanager
def serving(number: int, database: dict, redis, **env: str):
    """So many servers, started at once as systemd starts them."""
    static = settings.VAR_DIR / f"static-test-processes-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    complete = {"PASSWORD": ""} | database
    env = {"REDIS_URL": redis.address, "HERE_SECONDS": "1"} | env
    with ThreadPoolExecutor(number) as pool:
        servers = list(pool.map(lambda _number: Server(complete, static, **env), range(number)))
        yield servers
        list(pool.map(Server.stop, servers))


@pytest.fixture(scope="package")
def all_servers(database, redis):
    with serving(PROCESSES, database, redis) as servers:
        yield servers


@pytest.fixture
def db(database, django_db_blocker):
    """In place of pytest-django's: the cast of tests/conftest.py lives in the servers' database."""
    with django_db_blocker.unblock(), connected_to(database):
        yield
        empty_tables()


def empty_tables() -> None:
    """Row by row: the servers go on reading, and TRUNCATE would wait for them. Foreign keys are checked at the end."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True):
            cursor.execute(f"DELETE FROM {table}")


@pytest.fixture
def shaken(all_servers, db):
    """Three processes, and a test says which one is asked. Whatever happens around them, none of them may fall."""
    for server in all_servers:
        server.log.clear()
    yield all_servers
    for server in all_servers:
        log = "".join(server.log)
        assert (server.process.poll(), "Traceback" in log) == (None, False), log


@pytest.fixture
def servers(shaken):
    """The same, where nothing happens around them: they do not complain either."""
    yield shaken
    for server in shaken:
        assert not server.log, "".join(server.log)


@pytest.fixture
def make_phone(db):
    """make_phone(server, workshop) → somebody who joined by the form there; every socket is closed at the end."""
    phones = []

    def make(server, workshop=None):
        phones.append(Phone(server.url, f"/j/{workshop.code}/" if workshop else ""))
        return phones[-1]

    yield make
    for phone in phones:
        phone.close()


@pytest.fixture
def make_console(ben):
    """make_console(server, workshop) → Ben's browser with the console open."""
    consoles = []

    def make(server, workshop):
        consoles.append(Console(server.url, workshop, ben))
        return consoles[-1]

    yield make
    for console in consoles:
        console.close()
