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
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO polls_ballot (poll_id, key, seq, answer) VALUES (%s, %s, 1, %s)", [poll.pk, b"k" * 32, '{"value": 95}'])


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
