"""Somebody else locks the database: a backup tool, a forgotten shell. Ballots wait; after eight seconds they hear `busy`."""

import sqlite3

import psycopg
import pytest
from django.db import connection

from ..e2e.conftest import database_url
from .conftest import size
from .hall import Hall
from .outage import outage
from .reckoning import require


class Lock:
    """Another program's transaction that keeps everybody from writing."""

    def begin(self) -> None:
        settings = connection.settings_dict
        if connection.vendor == "sqlite":
            self.line = sqlite3.connect(settings["NAME"], timeout=30, isolation_level=None, check_same_thread=False)
            self.line.execute("BEGIN EXCLUSIVE")
        else:
            self.line = psycopg.connect(database_url(settings))
            self.line.execute("LOCK TABLE polls_poll IN ACCESS EXCLUSIVE MODE")

    def finish(self) -> None:
        self.line.rollback()
        self.line.close()


def locked_shortly(hall: Hall) -> dict[str, object]:
    """Four seconds: everybody waits, and nobody has to ask again."""
    lock = Lock()
    figures = outage(hall, lock.begin, lock.finish, seconds=4)
    require(not figures["busy"], "a ballot did not wait for a short lock")
    return figures


def locked_long(hall: Hall, seconds: float = 12) -> dict[str, object]:
    """Longer than anybody should stand there without an answer."""
    lock = Lock()
    figures = outage(hall, lock.begin, lock.finish, seconds=seconds)
    require(figures["busy"] and not figures["saved"], "a ballot is said to be saved that can't be")
    return figures


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_a_short_lock_is_waited_for(hall, report, engine):
    report(**locked_shortly(hall))


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_in_a_long_lock_everybody_hears_busy_in_time(hall, report, engine):
    report(**locked_long(hall, size(30, 12)))
