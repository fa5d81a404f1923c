"""PostgreSQL's log: `serve` refuses a database that would write ballots there, and says what mends it; then no error tells a value."""

import contextlib
import os
import re
import threading

import psycopg
import pytest

from ..e2e.conftest import Server
from ..waiting import PATIENCE

pytestmark = pytest.mark.slow
SILENT = {"STATEMENTS_IN_LOG": "0"}
KEY, ANSWER = "\\xfeedc0de4711", '{"value": 85}'
BALLOT = f"('{KEY}'::bytea, '{ANSWER}'::jsonb)"


@pytest.fixture
def database(cluster):
    name = f"log_{os.urandom(4).hex()}"
    cluster.do(f"CREATE DATABASE {name}")
    yield name
    cluster.do(f"DROP DATABASE {name} WITH (FORCE)")
    cluster.do("ALTER ROLE tests RESET ALL")


def provoke(cluster, name: str) -> None:
    """Whatever a database may complain of while ballots are written."""
    with psycopg.connect(cluster.address(name), autocommit=True, cursor_factory=psycopg.ClientCursor) as line:
        line.execute("CREATE TABLE votes (key bytea PRIMARY KEY, answer jsonb NOT NULL)")
        line.execute(f"INSERT INTO votes VALUES {BALLOT}")
        for statement in (
            f"INSERT INTO votes VALUES {BALLOT}",
            f"INSERT INTO votes VALUES ('{KEY}', NULL)",
            f"INSERT INTO votes VALUES ('{KEY}', '{ANSWER} and more')",
            f"INSERT INTO elsewhere VALUES {BALLOT}",
            f"SET statement_timeout = 10; WITH one AS (SELECT {BALLOT}) SELECT pg_sleep(1) FROM one",
            f"SET lock_timeout = 10; UPDATE votes SET answer = '{ANSWER}' WHERE key = '{KEY}'",
        ):
            with psycopg.connect(cluster.address(name)) as other:
                other.execute("SELECT 1 FROM votes FOR UPDATE")
                with contextlib.suppress(psycopg.Error):
                    line.execute(statement)
        _deadlock(cluster, name)


def _deadlock(cluster, name: str) -> None:
    with psycopg.connect(cluster.address(name)) as first, psycopg.connect(cluster.address(name)) as second:
        first.execute("SELECT pg_advisory_xact_lock(1)")
        second.execute("SELECT pg_advisory_xact_lock(2)")
        statement = f"SELECT pg_advisory_xact_lock(%s), {BALLOT}"

        def wait():
            with contextlib.suppress(psycopg.Error):
                first.execute(statement % 2)

        thread = threading.Thread(target=wait)
        thread.start()
        with contextlib.suppress(psycopg.Error):
            second.execute(statement % 1)
        second.rollback()
        thread.join(PATIENCE)


def log_of(cluster) -> str:
    return (cluster.folder / "log").read_text(errors="replace")


def told(log: str) -> bool:
    return KEY[2:] in log or '"value": 85' in log


def test_serve_says_what_to_do_and_then_no_error_tells_a_value(cluster, database, manage, tmp_path):
    provoke(cluster, database)
    before = log_of(cluster)
    assert told(before), "the errors that this test provokes tell nothing anyway"

    assert manage(database, "migrate", "-v", "0").returncode == 0
    refused = manage(database, "serve", "--port", "0", **SILENT)
    assert refused.returncode == 1 and "Traceback" not in refused.stderr
    mending = re.findall(r"^ALTER ROLE .*;$", refused.stderr, re.MULTILINE)
    assert any("log_min_error_statement = panic" in line for line in mending)
    for line in mending:
        cluster.do(line)
    Server(cluster.settings(database) | {"PASSWORD": ""}, tmp_path, PLAIN_STATIC="1", **SILENT).stop()

    cluster.do(f"ALTER DATABASE {database} SET log_lock_waits = on")
    cluster.do(f"ALTER DATABASE {database} SET deadlock_timeout = '20ms'")
    length = len(log_of(cluster))
    with psycopg.connect(cluster.address(database)) as line:
        line.execute("DROP TABLE votes")
    provoke(cluster, database)
    assert not told(log_of(cluster)[length:]), log_of(cluster)[length:]


@pytest.mark.parametrize(
    "setting",
    ["log_statement = 'all'", "log_min_duration_statement = 0", "log_min_messages = warning", "log_error_verbosity = verbose"],
)
def test_each_setting_counts(cluster, database, manage, setting):
    refused = manage(database, "serve", "--port", "0", **SILENT)
    for line in re.findall(r"^ALTER ROLE .*;$", refused.stderr, re.MULTILINE):
        cluster.do(line)
    cluster.do(f"ALTER ROLE tests SET {setting}")
    refused = manage(database, "serve", "--port", "0", **SILENT)
    assert refused.returncode == 1 and setting.split()[0] in refused.stderr


def test_a_database_that_is_away_is_said_in_a_sentence(manage):
    refused = manage("nobody_made_this", "serve", "--port", "0", **SILENT)
    assert refused.returncode == 1 and "does not answer" in refused.stderr and "Traceback" not in refused.stderr
