"""Nothing that a server waits for can keep it from serving or from stopping."""

import asyncio
import threading
import time

import pytest
from django.db import OperationalError, connection

from participation.live.database import connections, reader
from participation.live.wire import lifespan

from ..e2e.conftest import Server
from ..waiting import PATIENCE

HELD = """
import os, threading, django
os.environ["DJANGO_SETTINGS_MODULE"] = "participation.settings"
django.setup()
from django.core.management import call_command
from participation.live.wire import server
server.STOP_SECONDS = 1
threading.Thread(target=threading.Event().wait, name="waits for ever").start()
call_command("serve", port=0)
"""


def test_a_stop_that_something_holds_up_is_cut_short_and_says_where(static_root, transactional_db):
    held = Server(connection.settings_dict, static_root, "-c", HELD)
    try:
        held.process.terminate()
        assert held.process.wait(PATIENCE) == 1
    finally:
        held.stop()
    log = "".join(held.log)
    assert "Timeout (0:00:01)!" in log and "in wait" in log


@pytest.fixture
def never():
    """An event that comes only when the test is over."""
    event = threading.Event()
    yield event
    event.set()


def test_what_an_app_does_at_the_stop_holds_nobody_up_for_ever(never, monkeypatch, transactional_db):
    monkeypatch.setattr(lifespan, "AT_STOP", {"slow": never.wait})
    monkeypatch.setattr(lifespan, "HOOK_SECONDS", 0.2)
    stopping = threading.Thread(target=lifespan.stop, daemon=True)
    stopping.start()
    stopping.join(PATIENCE)
    assert not stopping.is_alive()


async def test_a_read_that_does_not_end_holds_up_no_stop(never, monkeypatch):
    monkeypatch.setattr(reader, "STOP_SECONDS", 0.2)
    reading = asyncio.ensure_future(reader.read(never.wait, PATIENCE))
    await asyncio.sleep(0.1)
    await asyncio.wait_for(asyncio.to_thread(reader.stop), PATIENCE / 2)
    assert not reading.done()
    never.set()
    assert await asyncio.wait_for(reading, PATIENCE)


def query(limit: float | None, seconds: float) -> str:
    """In a thread of its own: a statement that takes so long, then another one. What became of them."""
    said = []

    def ask(statement: str) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement)
            said.append("answered")
        except OperationalError:
            connection.close_if_unusable_or_obsolete()
            said.append("failed")

    def work() -> None:
        if limit is not None:
            connections.limit_answers(limit)
        ask(f"SELECT pg_sleep({seconds})")
        ask("SELECT 1")
        connection.close()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(PATIENCE)
    return ", ".join(said)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite waits for nothing but locks")
def test_no_thread_of_a_server_waits_for_ever_for_postgresql(transactional_db):
    begun = time.monotonic()
    assert query(0.3, 1) == "answered, answered"  # a command may take as long as it likes
    connections.start()
    try:
        assert query(None, 0.5) == "answered, answered"
        assert query(0.3, 2 * PATIENCE) == "failed, answered"  # with a new connection
    finally:
        connections.stop()
    assert time.monotonic() - begun < PATIENCE
