"""Tests of the live path talk to the server that users run, in its own process."""

import os
import signal
from contextlib import contextmanager

import pytest
from django.db import connection

from ..e2e.conftest import Server, live, server, static_root  # noqa: F401  (fixtures)
from .phone import Phone

STRICT = {"REQUEST_DEADLINE": "5", "SOCKETS_PER_ROOM": "3", "SOCKETS_IN_ALL": "5", "CONNECTIONS_IN_ALL": "60"}


@pytest.fixture(scope="session")
def strict(django_db_setup, static_root):  # noqa: F811
    """A server of little patience and little room."""
    one = Server(connection.settings_dict, static_root, **STRICT)
    yield one
    one.stop()


@pytest.fixture
def in_one_go(server):  # noqa: F811
    """with in_one_go(): what is said reaches the server in one moment, however long it takes to say it."""

    @contextmanager
    def in_one_go():
        os.kill(server.process.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(server.process.pid, signal.SIGCONT)

    return in_one_go


@pytest.fixture
def make_phone(live):  # noqa: F811
    """make_phone(workshop) → somebody who joined by the form; every socket is closed at the end."""
    phones = []

    def make(workshop=None):
        phones.append(Phone(live, f"/j/{workshop.code}/" if workshop else ""))
        return phones[-1]

    yield make
    for phone in phones:
        phone.close()
