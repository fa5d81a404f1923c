"""What a backup holds, what it leaves out, and the way back."""

import sqlite3
import stat
from contextlib import closing

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from participation.accounts.models import Municipality
from participation.live.models import Room
from participation.management import backups
from polls.models import Poll, Remark

from ..ballots import put
from ..evening import press

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has its own tools"),
]


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """A place to restore to that is not the test database."""

    def switch(name="restored.sqlite3"):
        connection.close()
        monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / name))
        return tmp_path / name

    yield switch
    connection.close()


def count(file, table):
    with closing(sqlite3.connect(file)) as copy:
        return copy.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def open_ballot(make_workshop):
    workshop = make_workshop()
    poll = workshop.items.get().polls.get()
    put(poll, b"k" * 32, 1, '{"value": 95}')


def test_open_ballots_and_logins_stay_out(tmp_path, make_workshop, as_user, ben):
    open_ballot(make_workshop)
    as_user(ben)
    file = tmp_path / "one.backup"
    call_command("backup", file)
    assert count(file, "polls_ballot") == 0 and count(file, "django_session") == 0
    assert count(file, "polls_poll") == 1 and count(file, "accounts_user") == 1
    assert b"k" * 32 not in file.read_bytes() and b'"value": 95' not in file.read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["one.backup"]


def test_a_backup_is_never_overwritten(tmp_path, town):
    file = tmp_path / "one.backup"
    file.write_text("yesterday's")
    with pytest.raises(CommandError, match="there already"):
        call_command("backup", file)
    assert file.read_text() == "yesterday's"


def test_restored_rooms_have_a_new_epoch(tmp_path, town, elsewhere):
    room = Room.objects.create()
    file = tmp_path / "one.backup"
    call_command("backup", file)
    elsewhere()
    call_command("restore", file)
    assert Municipality.objects.get().name == "Auental"
    assert Room.objects.get().slug == room.slug and Room.objects.get().epoch != room.epoch


def test_data_are_replaced_only_when_asked_for(tmp_path, town, elsewhere):
    file = tmp_path / "one.backup"
    call_command("backup", file)
    database = elsewhere()
    database.write_bytes(file.read_bytes())
    with pytest.raises(CommandError, match="--replace"):
        call_command("restore", file)
    call_command("restore", file, replace=True)
    assert Municipality.objects.get().name == "Auental"


@pytest.mark.parametrize("content", [b"", b"not a database", b"SQLite format 3\x00" + b"\x00" * 4000])
def test_what_is_no_backup_is_refused(tmp_path, elsewhere, content, db):
    file = tmp_path / "strange.backup"
    file.write_bytes(content)
    database = elsewhere()
    with pytest.raises(backups.Failed, match="no backup"):
        backups.restore(file, replace=True)
    assert not database.exists()


# -- what nobody may slip in ------------------------------------------------------------
STRANGE = {
    "trigger watch": "CREATE TRIGGER watch AFTER INSERT ON polls_ballot BEGIN DELETE FROM django_session; END",
    "view look": "CREATE VIEW look AS SELECT * FROM polls_ballot",
    "table search": "CREATE VIRTUAL TABLE search USING fts5(text)",
    "table beside": "CREATE TABLE beside (id integer PRIMARY KEY)",
    "column polls_remark.at": "ALTER TABLE polls_remark ADD COLUMN at text DEFAULT ''",
    "row ids of polls_remark": "CREATE TABLE other (id, poll_id, side, text, state, owner);"
    "DROP TABLE polls_remark; ALTER TABLE other RENAME TO polls_remark",
}


@pytest.mark.parametrize("what", STRANGE)
def test_what_this_site_never_made_is_not_restored(tmp_path, town, elsewhere, what):
    file = tmp_path / "one.backup"
    call_command("backup", file)
    with closing(sqlite3.connect(file)) as copy:
        copy.executescript(STRANGE[what])
    database = elsewhere()
    database.write_bytes(b"what is there now")
    with pytest.raises(CommandError, match=f"never made.*{what}"):
        call_command("restore", file, replace=True)
    assert database.read_bytes() == b"what is there now"
    assert {entry.name for entry in tmp_path.iterdir()} == {file.name, database.name}


# -- a backup from the middle of an evening ---------------------------------------------
def test_remarks_that_nobody_released_stay_out(tmp_path, open_poll, join):
    poll = open_poll()
    amina = join(poll.item.workshop)
    amina.vote(poll, {"value": 30, "reason": "Schatten fehlt uns"})
    file = tmp_path / "one.backup"
    Remark.objects.update(state=Remark.State.OFFERED)
    call_command("backup", file)
    assert count(file, "polls_remark") == 0 and b"Schatten" not in file.read_bytes()
    Remark.objects.update(state=Remark.State.RELEASED)
    call_command("backup", tmp_path / "two.backup")
    assert count(tmp_path / "two.backup", "polls_remark") == 1


def test_a_question_that_was_open_can_be_asked_anew(tmp_path, open_poll, join, elsewhere, ben):
    poll = open_poll()
    join(poll.item.workshop).vote(poll, {"value": 30})
    file = tmp_path / "one.backup"
    call_command("backup", file)
    elsewhere()
    call_command("restore", file)
    poll.refresh_from_db()
    assert (poll.state, poll.opened_at) == (Poll.State.READY, None)
    workshop = press(poll.item.workshop, by=ben)
    poll.refresh_from_db()
    assert poll.state == Poll.State.OPEN
    assert join(workshop).vote(poll, {"value": 70})["status"] == "saved"


def test_a_result_that_was_final_is_the_same_afterwards(tmp_path, open_poll, join, elsewhere, ben):
    poll = open_poll()
    for value in (10, 30, 50, 70, 90):
        join(poll.item.workshop).vote(poll, {"value": value})
    press(poll.item.workshop, 2, by=ben)
    poll.refresh_from_db()
    tally, digest = poll.tally, poll.digest
    assert tally["n"] == 5
    call_command("backup", tmp_path / "one.backup")
    elsewhere()
    call_command("restore", tmp_path / "one.backup")
    poll.refresh_from_db()
    assert (poll.state, poll.tally, poll.digest) == (Poll.State.REVEALED, tally, digest)


def test_ballots_that_an_earlier_version_kept_are_destroyed(tmp_path, make_workshop, elsewhere):
    poll = make_workshop().items.get().polls.get()
    file = tmp_path / "old.backup"
    call_command("backup", file)
    elsewhere(file.name)  # the backup becomes one of the first version
    call_command("migrate", "polls", "0003", verbosity=0)
    with connection.cursor() as cursor:
        for number in range(40):
            values = [poll.pk, number.to_bytes(32, "big"), '{"value": 95}']
            cursor.execute("INSERT INTO polls_finalballot (poll_id, key, answer) VALUES (%s, %s, %s)", values)
    connection.close()
    assert b'"value": 95' in file.read_bytes()
    database = elsewhere()
    call_command("restore", file)
    connection.close()
    with closing(sqlite3.connect(database)) as copy:
        assert not copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'polls_finalballot'").fetchall()
    assert Poll.objects.get().pk == poll.pk
    assert b'"value": 95' not in database.read_bytes()
