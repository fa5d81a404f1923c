"""The thread that scrubs: it goes on until it is done, speaks up only when that takes long, and disturbs nobody in a large town."""

from datetime import UTC, datetime

import pytest
from django.db import OperationalError, connection, transaction

from participation.live.database import clock
from participation.live.guards import scrub


@pytest.fixture
def locked(monkeypatch):
    """locked(times): the database is held by somebody else so many times, then it is free."""
    monkeypatch.setattr(scrub, "PAUSE", 0)

    def hold(times):
        left = iter([True] * times)

        def run_once():
            if next(left, False):
                raise OperationalError("canceling statement due to lock timeout")
            return True

        monkeypatch.setattr(scrub, "run_once", run_once)
        scrub.schedule()
        scrub.wait(20)
        return next(left, False)

    return hold


@pytest.mark.parametrize(("times", "warnings"), [(4, 0), (5, 1), (7, 3)])
def test_a_lock_that_passes_is_no_news_and_one_that_stays_is(locked, caplog, times, warnings):
    assert locked(times) is False, "it goes on until it is done"
    assert [record.levelname for record in caplog.records] == ["WARNING"] * warnings


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("hour", "most", "is_rewritten"), [(18, -1, False), (3, -1, True), (18, 0, True)])
def test_tables_of_very_many_rows_are_rewritten_at_night(monkeypatch, settings, hour, most, is_rewritten):
    """By day the mayor and every phone would wait for the rewrite of a large town. A small one takes a moment."""
    settings.TIME_ZONE = "UTC"
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 12, 1, hour, tzinfo=UTC))
    scrub.wait(20)
    monkeypatch.setattr(scrub, "MANY", most)
    rewritten = []
    monkeypatch.setattr(scrub, "rewrite", rewritten.append)
    monkeypatch.setattr(scrub, "_rewrites", {"proposals_proposal"})
    scrub.run_once()
    assert (rewritten == ["proposals_proposal"]) == is_rewritten
    assert not scrub._rewrites, "nothing waits in a loop: the hourly work asks for it again"


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL copies the children, too, in one transaction")
def test_inside_a_transaction_no_table_with_children_is_rewritten():
    """There SQLite would delete the children together with the rows."""
    with transaction.atomic(), pytest.raises(RuntimeError, match="inside a transaction"):
        scrub.rewrite("proposals_proposal")
    scrub.rewrite("proposals_proposal")
