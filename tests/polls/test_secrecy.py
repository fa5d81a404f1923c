"""A ballot is nobody's: the insider guesses no better than chance, and wins as soon as one of five things is done differently."""

import logging
import random
import time
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection

from participation.live import scrub, writer
from participation.live.identity import Identity, secret_of
from participation.live.register import ask as ask_live
from participation.management import backups
from polls import actions, ballot_box, handlers, remarks
from polls.models import Poll
from workshops.actions import joining
from workshops.models import Workshop

from ..evening import ask, new_workshop, press
from .insider import Loot, attack

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("sqlite" not in settings.DATABASES["default"]["ENGINE"], reason="the attack reads SQLite's files"),
]
PEOPLE = 25
REASONS = {"0": "a", "50": "m", "100": "b"}


@pytest.fixture
def evening(town, tradeoff, ben, monkeypatch, tmp_path, caplog):
    """evening(rooms) → the loot and, for each room, its poll and the votes in the order of tapping."""
    caplog.set_level(logging.DEBUG, logger="participation")
    chance = random.Random(2030)
    monkeypatch.setattr(remarks, "new_id", lambda: f"{chance.getrandbits(128):032x}")
    monkeypatch.setattr(scrub, "soon", lambda: None)
    scrub._needed.clear()  # what an earlier test has begun ends before the log is looked at
    scrub.wait(5)

    def hold(rooms: int, *, clean: bool = True, apart: float = 0.0):
        told = []
        for _room in range(rooms):
            workshop = new_workshop(municipality=town, tradeoff=tradeoff, by=ben)
            poll = ask(workshop, "slider", by=ben)
            uuid = UUID(int=chance.getrandbits(128))
            Poll.objects.filter(pk=poll.pk).update(uuid=uuid)
            press(workshop, times=2, by=ben)
            phones = come_in(workshop, [f"{chance.getrandbits(128):032x}" for _phone in range(PEOPLE)])
            told.append((poll.pk, [tap(phone, poll, chance.choice(("0", "50", "100")), apart) for phone in phones]))
            press(workshop, by=ben)
            actions.peek(poll=Poll.objects.select_related("item").get(pk=poll.pk), by=ben)
        if clean:
            assert any(scrub.once() for _try in range(50))
        backup = tmp_path / "evening.backup"
        backups.backup(backup)
        return Loot(Path(connection.settings_dict["NAME"]), backup, caplog.text), told

    return hold


def come_in(workshop: Workshop, nonces: list[str]) -> list[Identity]:
    """All of them in one batch of the writer, as when a room scans the code."""
    joined = writer.call(lambda: joining._join_all([(workshop.pk, nonce) for nonce in nonces]))
    return [Identity(workshop.room.slug, person.pk, secret_of(nonce)) for person, nonce in zip(joined, nonces, strict=True)]


def tap(phone: Identity, poll: Poll, value: str, apart: float) -> str:
    time.sleep(apart)
    frame = {"t": "vote", "poll": poll.pk, "seq": 1, "answer": {"value": int(value), "reason": f"Grund {value}"}}
    assert ask_live(phone, frame, "de").result()["status"] == "saved"
    return value


def test_the_insider_guesses_no_better_than_chance(evening):
    right, chance, sigma = attack(*evening(40))
    assert right <= chance + 2 * sigma, (right, chance, sigma)


def wins(result) -> bool:
    right, chance, sigma = result
    return right > chance + 2 * sigma


def rebuild(table: str, sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {table}")
        cursor.execute(sql)


@pytest.fixture
def schema_restored():
    """The broken tables of a variant are put back as they were."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE name IN ('polls_ballot', 'polls_finalballot', 'polls_remark', 'polls_remark_index')"
        )
        before = dict(cursor.fetchall())
    yield
    for name, sql in before.items():
        if name.endswith("_index"):
            with connection.cursor() as cursor:
                cursor.execute(f"DROP INDEX IF EXISTS {name}")
                cursor.execute(sql)
        else:
            rebuild(name, sql)


ROWS = "poll_id integer NOT NULL, key blob NOT NULL, answer text NOT NULL, groups text"


def keep_order(monkeypatch, extra: str, columns: str, order: str = "poll_id") -> None:
    """Ballots move to the final table with `columns`, in the order in which they came."""

    def finalise_rows(poll_id):
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO polls_finalballot (poll_id, key, answer, groups{extra})"
                f" SELECT {columns} FROM polls_ballot WHERE poll_id = %s ORDER BY {order}",
                [poll_id],
            )
            cursor.execute("DELETE FROM polls_ballot WHERE poll_id = %s", [poll_id])
            cursor.execute("SELECT answer FROM polls_finalballot WHERE poll_id = %s", [poll_id])
            return [ballot_box.parse(answer) for (answer,) in cursor.fetchall()]

    monkeypatch.setattr(ballot_box, "finalise_rows", finalise_rows)


def test_an_auto_increment_key_gives_the_votes_away(evening, monkeypatch, schema_restored):
    rebuild("polls_ballot", f"CREATE TABLE polls_ballot (id integer PRIMARY KEY AUTOINCREMENT, {ROWS}, seq integer, UNIQUE (poll_id, key))")
    rebuild("polls_finalballot", f"CREATE TABLE polls_finalballot (id integer PRIMARY KEY AUTOINCREMENT, {ROWS}, UNIQUE (poll_id, key))")
    keep_order(monkeypatch, "", "poll_id, key, answer, groups", order="id")
    assert wins(attack(*evening(6)))


def test_a_time_column_gives_the_votes_away(evening, monkeypatch, schema_restored):
    now = "at text NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f', 'now'))"
    rebuild("polls_ballot", f"CREATE TABLE polls_ballot ({ROWS}, seq integer, {now}, PRIMARY KEY (poll_id, key)) WITHOUT ROWID")
    rebuild("polls_finalballot", f"CREATE TABLE polls_finalballot ({ROWS}, {now}, PRIMARY KEY (poll_id, key)) WITHOUT ROWID")
    keep_order(monkeypatch, ", at", "poll_id, key, answer, groups, at")
    assert wins(attack(*evening(6, apart=0.002)))  # that clock knows milliseconds


def test_a_clock_for_seq_gives_the_votes_away(evening, monkeypatch, schema_restored):
    clock = iter(range(1, 10_000))
    monkeypatch.setattr(
        handlers, "read", lambda identity, spec, frame, read=handlers.read: read(identity, spec, frame | {"seq": next(clock)})
    )
    rebuild("polls_finalballot", f"CREATE TABLE polls_finalballot ({ROWS}, seq integer, PRIMARY KEY (poll_id, key)) WITHOUT ROWID")
    keep_order(monkeypatch, ", seq", "poll_id, key, answer, groups, seq")
    assert wins(attack(*evening(6)))


def test_the_log_left_in_place_gives_the_votes_away(evening):
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_autocheckpoint = 0")
    try:
        assert wins(attack(*evening(6, clean=False)))
    finally:
        connection.close()


def test_remarks_in_row_order_give_the_votes_away(evening, schema_restored):
    rebuild(
        "polls_remark",
        "CREATE TABLE polls_remark (number integer PRIMARY KEY AUTOINCREMENT,"
        " id text, poll_id integer, side text, text text, state text, owner blob)",
    )
    assert wins(attack(*evening(6)))
