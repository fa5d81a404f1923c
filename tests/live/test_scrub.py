"""The thread that scrubs: it goes on until it is done, and speaks up only when that takes long."""

import pytest
from django.db import OperationalError

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
