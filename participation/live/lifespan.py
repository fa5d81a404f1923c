"""Start and stop of what this process runs beside its requests: the hub, the writer, notices to other processes."""

import asyncio
import contextlib

from . import notices, reader
from .hub import hub
from .writer import writer

WRITER_SECONDS = 10.0  # how long screens wait for the acks of what is queued before they are sent away
_is_ending = False


def start() -> None:
    """Idempotent; in the event loop that serves."""
    if hub.loop is None and not _is_ending:
        writer.start()
        hub.start()
        notices.start(hub)


async def say_bye() -> None:
    """First the acks of what has been voted so far, then goodbye to every screen."""
    global _is_ending
    _is_ending = True
    with contextlib.suppress(Exception):  # a database that is away: what is not acknowledged is sent again
        await asyncio.wait_for(asyncio.wrap_future(writer.submit(_nothing, None)), WRITER_SECONDS)
    await notices.stop(hub)
    await hub.stop()


def _nothing(items):
    return [None] * len(items)


def stop() -> None:
    global _is_ending
    writer.stop()
    reader.stop()
    _is_ending = False


def with_lifespan(application):
    """ASGI lifespan for servers that know it; Daphne does not, so the first request starts what is not running yet."""

    async def wrapped(scope, receive, send):
        if scope["type"] != "lifespan":
            start()
            return await application(scope, receive, send)
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                start()
                await send({"type": "lifespan.startup.complete"})
            else:
                await say_bye()
                stop()
                await send({"type": "lifespan.shutdown.complete"})
                return None

    return wrapped
