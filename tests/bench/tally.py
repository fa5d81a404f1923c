"""What the database holds, read without the site's own code."""

import json
import sqlite3
from collections import Counter

STOPS = 21  # of the position line: 0, 5, … 100
SINGLE = "SELECT answer FROM polls_finalballot WHERE poll_id = "


def answers(database: str, poll: int) -> list[dict]:
    """The single answers of a final poll, from a `sqlite:///…` or `postgres://…` address."""
    if database.startswith("sqlite:///"):
        with sqlite3.connect(f"file:{database.removeprefix('sqlite:///')}?mode=ro", uri=True) as connection:
            return [json.loads(answer) for (answer,) in connection.execute(SINGLE + "?", [poll])]
    import psycopg

    with psycopg.connect(database) as connection:
        return [answer for (answer,) in connection.execute(SINGLE + "%s", [poll])]


def stored_stops(database: str, poll: int) -> list[int]:
    """How many ballots stand at each stop of the line."""
    counts = Counter(answer["value"] for answer in answers(database, poll))
    return [counts[5 * stop] for stop in range(STOPS)]
