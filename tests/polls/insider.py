"""The insider of docs/privacy.md: knows the order in which a room joined and tapped, and holds database file, log, backup and logs.

Every way of attack is a function that gives the votes of a poll in some order that it hopes is the order of tapping.
"""

import itertools
import re
import sqlite3
from collections import Counter
from pathlib import Path

ANSWER = re.compile(rb'\{"value": ?(\d{1,3})\}')
TABLES = ("polls_ballot", "polls_finalballot")


class Loot:
    """What lies on the disk once the polls are final."""

    def __init__(self, database: Path, backup: Path, logs: str) -> None:
        self.database, self.backup, self.logs = database, backup, logs
        log = database.with_name(database.name + "-wal")
        self.bytes = {"file": database.read_bytes(), "log": log.read_bytes() if log.exists() else b"", "backup": backup.read_bytes()}

    def rows(self, sql: str, *values) -> list[tuple]:
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as connection:
            return connection.execute(sql, values).fetchall()

    def columns(self, table: str) -> list[str]:
        return [row[1] for row in self.rows(f"PRAGMA table_info({table})")]


def by_storage_and_columns(loot: Loot, poll: int) -> dict[str, list[str]]:
    """The rows as they lie there, and sorted by every column there is."""
    guesses = {}
    for table in TABLES:
        columns = loot.columns(table)
        for column in [None, *columns, *([] if _without_rowid(loot, table) else ["rowid"])]:
            order = f" ORDER BY {column}" if column else ""
            answers = [answer for (answer,) in loot.rows(f"SELECT answer FROM {table} WHERE poll_id = ?{order}", poll)]
            guesses[f"{table} by {column}"] = [ANSWER.search(answer.encode())[1].decode() for answer in answers]
    return guesses


def _without_rowid(loot: Loot, table: str) -> bool:
    return "WITHOUT ROWID" in loot.rows("SELECT sql FROM sqlite_master WHERE name = ?", table)[0][0]


def by_bytes(loot: Loot, keys: set[bytes]) -> dict[str, list[str]]:
    """Answers in the order in which their keys first turn up in a file: the log holds one version of a page per commit."""
    guesses = {}
    for name, content in loot.bytes.items():
        seen: dict[bytes, str] = {}
        for found in ANSWER.finditer(content):
            key = content[max(0, found.start() - 32) : found.start()]
            if key in keys:
                seen.setdefault(key, found[1].decode())
        guesses[f"bytes of {name}"] = list(seen.values())
    return guesses


def by_remarks(loot: Loot, poll: int) -> dict[str, list[str]]:
    """The sides of the reasons, in the order in which they lie there."""
    value = {"a": "0", "m": "50", "b": "100"}
    return {"remarks": [value[side] for (side,) in loot.rows("SELECT side FROM polls_remark WHERE poll_id = ?", poll)]}


def by_logs(loot: Loot, keys: set[bytes]) -> dict[str, list[str]]:
    return {"logs": re.findall(r'"value": ?(\d+)', loot.logs)}


def guesses(loot: Loot, poll: int) -> dict[str, list[str]]:
    keys = {bytes(key) for table in TABLES for (key,) in loot.rows(f"SELECT key FROM {table} WHERE poll_id = ?", poll)}
    ways = (by_storage_and_columns(loot, poll), by_bytes(loot, keys), by_remarks(loot, poll), by_logs(loot, keys))
    return dict(itertools.chain.from_iterable(way.items() for way in ways))


def hits(guess: list[str], truth: list[str]) -> int:
    return sum(said == was for said, was in zip(guess, truth, strict=False)) if len(guess) == len(truth) else 0


def attack(loot: Loot, rooms: list[tuple[int, list[str]]]) -> tuple[float, float, float]:
    """(share guessed right, share by chance, its standard deviation). The way is chosen on one half of the rooms and tried on the other."""
    half = len(rooms) // 2
    found = {poll: guesses(loot, poll) for poll, _truth in rooms}
    scores: Counter[str] = Counter()
    for poll, truth in rooms[:half]:
        for way, guess in found[poll].items():
            scores[way] += hits(guess, truth)
    best = max(scores, key=scores.get)
    total = sum(len(truth) for _poll, truth in rooms[half:])
    right = sum(hits(found[poll][best], truth) for poll, truth in rooms[half:])
    chance = sum(sum(many * many for many in Counter(truth).values()) / len(truth) for _poll, truth in rooms[half:]) / total
    return right / total, chance, (chance * (1 - chance) / total) ** 0.5
