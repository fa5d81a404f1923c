"""Starts and stops what this process runs beside its requests: the hub, the writer, and notices to other processes."""

import asyncio
import contextlib
import threading
from collections.abc import Sequence

from django.db import connection

from ..database import connections, reader
from ..database.writer import writer
from ..extensions import AT_START, AT_STOP
from ..guards import scrub
from ..rooms import notices
from ..rooms.hub import hub
from .asgi_types import Application, Receive, Scope, Send

WRITER_SECONDS = 10.0  # how long screens wait for the acks of queued frames before they are disconnected
HOOK_SECONDS = 15.0  # how long the stop waits for what the apps do at it
SCRUB_SECONDS = 5.0  # how long the stop waits until the write-ahead log is empty
_is_stopping = False


def start() -> None:
    """Start everything that does not run yet. Call it in the event loop that serves."""
    if hub.loop is None and not _is_stopping:
        connections.start()
        writer.start()
        hub.start()
        notices.start(hub)
        for do in AT_START.values():
            do()


async def disconnect_screens() -> None:
    """Send the acks of all ballots so far, then `bye` to every screen."""
    global _is_stopping
    _is_stopping = True
    with contextlib.suppress(Exception):  # if the database is away, phones send again what was not acknowledged
        await asyncio.wait_for(asyncio.wrap_future(writer.submit(_do_nothing, None)), WRITER_SECONDS)
    await notices.stop(hub)
    await hub.stop()


def _do_nothing(items: Sequence[None]) -> list[None]:
    return [None] * len(items)


def stop() -> None:
    """Run what the apps do at the stop, then end the threads that `start` began. Blocks for up to thirty seconds."""
    global _is_stopping
    hooks = threading.Thread(target=_run_stop_hooks, name="stop", daemon=True)  # the event loop's thread may not query the database
    hooks.start()
    hooks.join(HOOK_SECONDS)
    writer.stop()
    reader.stop()
    connections.stop()
    _is_stopping = False


def _run_stop_hooks() -> None:
    connections.limit_lock_waits()
    for name, do in AT_STOP.items():
        try:
            do()
        except Exception as error:  # for instance the database is away; the next start does what is due
            reader.log_failure(f"{name} could not be done at the stop", error)
    connection.close()
    scrub.wait(SCRUB_SECONDS)


def with_lifespan(application: Application) -> Application:
    """Support ASGI lifespan. Daphne does not have it, so every request starts what does not run yet."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            start()
            return await application(scope, receive, send)
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                start()
                await send({"type": "lifespan.startup.complete"})
            else:
                await disconnect_screens()
                stop()
                await send({"type": "lifespan.shutdown.complete"})
                return None

    return wrapped
