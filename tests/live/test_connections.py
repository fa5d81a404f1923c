"""How long a statement may run or wait, by the thread that asks."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection

from participation.live.database import connections
from participation.threads import EVERYBODY, _executors

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite knows no such limits"),
]
SOON = 30  # seconds


def asked(statement: str) -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone()[0]
    finally:
        connection.close()


def test_no_page_keeps_its_thread_for_ever():
    executor = _executors(EVERYBODY).get_nowait()
    assert executor.submit(asked, "SHOW statement_timeout").result(SOON) == "1min"


def test_a_statement_that_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(connections, "STATEMENT_SECONDS", 0.05)
    limited = ThreadPoolExecutor(1, initializer=connections.limit_statements)
    with limited as pool, pytest.raises(OperationalError, match="statement timeout"):
        pool.submit(asked, "SELECT pg_sleep(20)").result(SOON)


def test_the_limits_of_one_thread_are_not_those_of_another():
    with ThreadPoolExecutor(1, initializer=connections.limit_lock_waits) as pool:
        assert pool.submit(asked, "SHOW lock_timeout").result(SOON) == "1s"
    assert asked("SHOW lock_timeout") == "15s"
