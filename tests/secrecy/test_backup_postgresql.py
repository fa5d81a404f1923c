"""Backups of PostgreSQL: complete, in an order that tells nothing, and restored only if nobody has slipped anything in."""

import os
import zipfile

import psycopg
import pytest

from participation.live.guards import scrub
from participation.live.models import Room
from participation.management import backups, backups_postgresql
from participation.management.schema import Failed
from polls.models import Remark, new_id
from polls.remarks import State

from ..evening import new_workshop
from ..faults.conftest import connected_to, migrate
from ..waiting import PATIENCE

pytestmark = pytest.mark.slow
STRANGE = {
    "VIEW public look": "CREATE VIEW look AS SELECT * FROM django_session",
    "FUNCTION public watch": "CREATE FUNCTION watch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "TRIGGER public polls_remark t": "CREATE TRIGGER t BEFORE UPDATE ON polls_remark EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "RULE public polls_remark also": "CREATE RULE also AS ON INSERT TO polls_remark DO ALSO NOTHING",
    "table beside": "CREATE TABLE beside (id integer)",
    "column polls_remark.at": "ALTER TABLE polls_remark ADD COLUMN at timestamptz DEFAULT now()",
}


@pytest.fixture(scope="module")
def template(cluster) -> str:
    """The name of a database with empty tables, to be copied."""
    cluster.do("CREATE DATABASE template_of_backups")
    migrate(cluster.address("template_of_backups"))
    return "template_of_backups"


@pytest.fixture
def new_database(cluster, template):
    """new_database() → the name of one with empty tables."""
    names = []

    def make(*, migrated: bool = True) -> str:
        names.append(f"backup_{os.urandom(4).hex()}")
        cluster.do(f"CREATE DATABASE {names[-1]} TEMPLATE {template if migrated else 'template0'}")
        return names[-1]

    yield make
    for name in names:
        cluster.do(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(cluster, new_database, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), connected_to(cluster.settings(name := new_database())):
        yield name


@pytest.fixture
def db(database):
    """The cast lives there."""


def rows(cluster, name: str, sql: str) -> list[tuple]:
    with psycopg.connect(cluster.address(name)) as line:
        return line.execute(sql).fetchall()


def test_there_and_back(cluster, database, manage, new_database, town, tradeoff, ben, open_poll, join, tmp_path):
    poll = open_poll()
    assert join(poll.item.workshop).vote(poll, {"value": 30})["status"] == "saved"
    ids = [new_id() for _remark in range(30)]
    for number, name in enumerate(ids):
        state = State.WAITING if number % 3 == 0 else State.RELEASED
        Remark.objects.create(id=name, poll=poll, text=f"{state} {number}", state=state)
    file, again = tmp_path / "one.backup", tmp_path / "two.backup"
    assert manage(database, "backup", str(file)).returncode == 0
    assert file.stat().st_mode & 0o077 == 0
    lines = zipfile.ZipFile(file).read("rows/polls_remark").decode().splitlines()
    assert f"polls_ballot_{poll.pk}" not in "".join(zipfile.ZipFile(file).namelist())
    assert len(lines) == 20 and lines == sorted(lines) and "waiting" not in "".join(lines)

    other = new_database(migrated=False)
    done = manage(other, "restore", str(file))
    assert done.returncode == 0, done.stderr
    assert rows(cluster, other, "SELECT count(*), min(state) FROM polls_remark") == [(20, "released")]
    assert rows(cluster, other, "SELECT state FROM polls_poll") == [("ready",)]
    assert rows(cluster, other, "SELECT slug FROM live_room") == [(Room.objects.get().slug,)]
    refused = manage(other, "restore", str(file))
    assert refused.returncode == 1 and "--replace" in refused.stderr
    assert manage(other, "restore", str(file), "--replace").returncode == 0
    with connected_to(cluster.settings(other)):  # ids go on where they were
        new_workshop(municipality=town, tradeoff=tradeoff, by=ben)
    assert manage(other, "backup", str(again)).returncode == 0


@pytest.mark.parametrize("what", STRANGE)
def test_what_this_site_never_made_is_not_restored(cluster, manage, new_database, tmp_path, what):
    database, other, file = new_database(), new_database(migrated=False), tmp_path / "one.backup"
    with psycopg.connect(cluster.address(database)) as line:
        line.execute(STRANGE[what])
    assert manage(database, "backup", str(file)).returncode == 0
    refused = manage(other, "restore", str(file))
    assert refused.returncode == 1 and "never made" in refused.stderr and what in refused.stderr, refused.stderr
    assert not rows(cluster, other, "SELECT 1 FROM pg_proc WHERE proname = 'watch'")


def test_a_dump_of_an_earlier_version_is_restored(cluster, database, manage, new_database, town, tmp_path):
    file, other = tmp_path / "old.backup", new_database(migrated=False)
    cluster.run("pg_dump", "--format=custom", f"--dbname={cluster.address(database)}", f"--file={other}")
    file.write_bytes((cluster.folder / other).read_bytes())
    done = manage(other, "restore", str(file))
    assert done.returncode == 0, done.stderr
    assert rows(cluster, other, "SELECT slug FROM accounts_municipality") == [("auental",)]


@pytest.mark.parametrize("content", [b"", b"nothing", b"PGDMP and more"])
def test_what_is_no_backup_is_refused(manage, new_database, tmp_path, content):
    (tmp_path / "strange.backup").write_bytes(content)
    refused = manage(new_database(migrated=False), "restore", str(tmp_path / "strange.backup"))
    assert refused.returncode == 1 and "Traceback" not in refused.stderr


def test_a_table_that_somebody_holds_ends_the_backup(cluster, database, monkeypatch, tmp_path):
    """pg_dump alone would wait for ever."""
    monkeypatch.setattr(scrub, "read_lock", lambda: "")  # it names a table that only SQLite has
    monkeypatch.setattr(backups_postgresql, "LOCK_WAIT", "1s")
    monkeypatch.setattr(backups_postgresql, "TOOL_SECONDS", PATIENCE)
    with psycopg.connect(cluster.address(database)) as other:
        other.execute("LOCK TABLE accounts_user IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(Failed, match="timeout"):
            backups.backup(tmp_path / "one.backup")
        monkeypatch.setattr(backups_postgresql, "TOOL_SECONDS", 1)
        monkeypatch.setattr(backups_postgresql, "LOCK_WAIT", "60s")
        with pytest.raises(Failed, match="did not end"):
            backups.backup(tmp_path / "two.backup")
    assert not list(tmp_path.iterdir())
