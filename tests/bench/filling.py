"""Ballots into the database, through the BallotBox or by the bare driver (inside.py runs `compare`)."""

import json
import random
import sqlite3
import time
from collections.abc import Callable
from threading import Event

import psycopg
from django.conf import settings
from django.db import connection

from participation.live.database import writer as writing
from polls import ballot_box, ballot_tables, specs
from polls.ballot_box import Cast
from polls.specs import Spec

from .tally import STOPS

CHANGE = "DO UPDATE SET seq = excluded.seq, answer = excluded.answer, groups = excluded.groups"
INTO_SQLITE = f"INSERT INTO polls_ballot (poll_id, key, seq, answer, groups) VALUES (?, ?, ?, ?, ?) ON CONFLICT (poll_id, key) {CHANGE}"
UNNEST = "SELECT * FROM unnest(%s::bytea[], %s::smallint[], %s::jsonb[], %s::jsonb[])"
PATIENCE_SECONDS = 120


def compare(poll: int, batch: int, ballots: int, rounds: int, seed: int) -> dict[str, list[float]]:
    """Seconds for so many first ballots, in batches of one size, each way, in turns."""
    writing.BATCH_LIMIT, writing.BATCH_SECONDS = batch, 0.0
    writing.writer.start()
    spec, keys, drive = specs.load([poll])[poll], random.Random(seed), bare_driver()
    seconds: dict[str, list[float]] = {"box": [], "bare": []}
    for _round in range(rounds):
        seconds["box"].append(through_the_box([cast(spec, keys) for _ballot in range(ballots)], batch))
        rows = [(c.spec.id, c.key, c.seq, json.dumps(c.answer), None) for c in (cast(spec, keys) for _ballot in range(ballots))]
        seconds["bare"].append(by_the_driver(drive, rows, batch))
    stored = writing.call(lambda: ballot_tables.count(poll))
    writing.writer.stop()
    if stored != 2 * rounds * ballots:
        raise RuntimeError(f"{stored} of {2 * rounds * ballots} ballots in the database")
    return seconds


def cast(spec: Spec, keys: random.Random) -> Cast:
    """A first ballot without a reason, as `polls.vote_message` makes it."""
    answer = {"value": 5 * keys.randrange(STOPS)}
    return Cast(spec=spec, key=keys.randbytes(32), owner=keys.randbytes(32), seq=1, answer=answer, remarks=())


def through_the_box(casts: list[Cast], batch: int) -> float:
    """Seconds from a full queue to the last commit. Nobody waits for company: what is compared is work."""
    entered, gate, done = Event(), Event(), Event()
    told: list[tuple] = []

    def hold() -> None:
        entered.set()
        gate.wait(PATIENCE_SECONDS)

    def tell(result: dict, error: BaseException | None) -> None:
        told.append((result, error))
        if len(told) == len(casts):
            done.set()

    writer = writing.writer
    writer.submit(writing._call_each, hold)
    entered.wait(PATIENCE_SECONDS)
    batches = writer.batches
    for each in casts:
        writer.post(ballot_box.store, each, tell)
    started = time.perf_counter()
    gate.set()
    done.wait(PATIENCE_SECONDS)
    seconds = time.perf_counter() - started
    if any(each != ({"status": "saved"}, None) for each in told) or writer.batches - batches != len(casts) // batch:
        raise RuntimeError(f"{writer.batches - batches} batches, or a ballot that was not saved")
    return seconds


def by_the_driver(drive: Callable[[list[tuple]], None], rows: list[tuple], batch: int) -> float:
    chunks = [sorted(rows[start : start + batch], key=lambda row: row[1]) for start in range(0, len(rows), batch)]
    started = time.perf_counter()
    for chunk in chunks:
        drive(chunk)
    return time.perf_counter() - started


def bare_driver() -> Callable[[list[tuple]], None]:
    """Writes one batch in one transaction, with the driver alone and the settings of the site's own connections."""
    database = settings.DATABASES["default"]
    if connection.vendor == "sqlite":
        lite = sqlite3.connect(database["NAME"], isolation_level=None)
        lite.executescript(database["OPTIONS"]["init_command"])

        def into_sqlite(rows: list[tuple]) -> None:
            lite.execute("BEGIN IMMEDIATE")
            lite.executemany(INTO_SQLITE, rows)
            lite.execute("COMMIT")

        return into_sqlite
    access = {"host": database["HOST"], "port": database["PORT"], "user": database["USER"], "dbname": database["NAME"]}
    post = psycopg.connect(**access)

    def into_postgres(rows: list[tuple]) -> None:
        table, columns = ballot_tables.place(ballot_tables.OPEN, rows[0][0])[0], [list(column) for column in zip(*rows, strict=True)]
        post.execute(f"INSERT INTO {table} (key, seq, answer, groups) {UNNEST} ON CONFLICT (key) {CHANGE}", columns[1:])
        post.commit()

    return into_postgres
