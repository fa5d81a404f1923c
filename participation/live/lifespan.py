"""Start and stop of what this process runs beside its requests: the hub, the writer, notices to other processes."""

from . import notices, reader
from .hub import hub
from .writer import writer


def start() -> None:
    """Idempotent; in the event loop that serves."""
    if hub.loop is None:
        writer.start()
        hub.start()
        notices.start(hub)


async def say_bye() -> None:
    await notices.stop(hub)
    await hub.stop()


def stop() -> None:
    writer.stop()
    reader.stop()


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
