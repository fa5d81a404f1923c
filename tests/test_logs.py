"""An error is logged with where it happened, never with the values that led to it."""

import logging
import logging.config

import pytest
from django.conf import settings
from django.db import DataError, connection

TEXT = "Schatten " + "fehlt"  # a log quotes lines of code, but not this value


@pytest.fixture
def written(capsys):
    """written(job) → what the site's own logging writes of the error that `job` raises."""

    def write(job) -> str:
        logging.config.dictConfig(settings.LOGGING)  # its handler writes to this test's stderr
        try:
            job()
        except Exception:
            logging.getLogger("participation.live.database.writer").exception("not stored")
        return capsys.readouterr().err

    yield write
    with capsys.disabled():  # else the handler would keep a stderr that is closed after this test
        logging.config.dictConfig(settings.LOGGING)


def refuse_row():
    raise DataError(f"Failing row contains (17, {TEXT})")


def wrapped():
    try:
        refuse_row()
    except DataError as error:
        raise ValueError(TEXT) from error


@pytest.mark.parametrize("job", [refuse_row, wrapped, lambda: int(TEXT)])
def test_no_value_is_logged(written, job):
    log = written(job)
    assert "not stored" in log and "Error" in log and __file__ in log
    assert TEXT not in log


def test_the_cause_is_named(written):
    log = written(wrapped)
    assert "ValueError" in log and "django.db.utils.DataError" in log and "refuse_row" in log


@pytest.mark.django_db
def test_what_the_database_itself_complains_of(written):
    def ask():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT '{TEXT}' FROM nothing")

    log = written(ask)
    assert TEXT not in log and "django.db.utils" in log
