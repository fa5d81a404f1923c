"""What the database holds, read without the site's own code."""

import json
import sqlite3

STOPS = 21  # of the position line: 0, 5, … 100


def frozen_tally(database: str, poll: int) -> dict:
    """The tally of a final poll, from a `sqlite:///…` or `postgres://…` address."""
    sql = "SELECT tally FROM polls_poll WHERE id = "
    if database.startswith("sqlite:///"):
        with sqlite3.connect(f"file:{database.removeprefix('sqlite:///')}?mode=ro", uri=True) as connection:
            return json.loads(connection.execute(sql + "?", [poll]).fetchone()[0])
    import psycopg

    with psycopg.connect(database) as connection:
        return connection.execute(sql + "%s", [poll]).fetchone()[0]


def stored_stops(database: str, poll: int) -> list[int]:
    """How many ballots stand at each stop of the line."""
    return frozen_tally(database, poll)["stops"]
