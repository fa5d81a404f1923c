"""The server: Daphne with our limits, the hub, the writer, and an hourly `forget`. No access log: it would hold addresses."""

import asyncio
import logging
import signal
import threading
from collections.abc import Callable

from daphne.endpoints import build_endpoint_description_strings
from daphne.server import Server, twisted_loop

from . import daphne_parts, lifespan

log = logging.getLogger(__name__)

BACKLOG = 4096
MAX_MESSAGE = 64 * 1024
FORGET_SECONDS = 3600


class OurServer(Server):
    """Starts what runs beside the requests as soon as the port listens."""

    failed = False

    def __init__(self, *, began: Callable[[int], None], **options) -> None:
        super().__init__(**options)
        self.began = began

    def listen_success(self, listening):
        super().listen_success(listening)
        asyncio.get_event_loop().create_task(self.begin(listening.getHost().port))

    async def begin(self, port: int) -> None:
        lifespan.start()
        self.began(port)

    def listen_error(self, failure):
        log.error("The port can't be used: %s", failure.getErrorMessage())
        self.failed = True
        self.stop()


def serve(
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    ready: Callable[[int], None] | None = None,
    forget: Callable[[], object] | None = None,
) -> None:
    """Serve until SIGTERM or Ctrl-C. `ready(port)` is called once it listens; `forget()` at the start and every hour."""
    from participation.asgi import application

    def began(listening: int) -> None:
        if forget:
            threading.Thread(target=_for_ever, args=(forget,), name="forget", daemon=True).start()
        if ready:
            ready(listening)

    daphne_parts.install()
    asyncio.set_event_loop(twisted_loop)  # else tasks made before the reactor runs would wait in another loop
    (endpoint,) = build_endpoint_description_strings(host=host, port=port)
    server = OurServer(
        began=began,
        application=application,
        endpoints=[f"{endpoint}:backlog={BACKLOG}"],
        verbosity=0,
        websocket_max_message_size=MAX_MESSAGE,
        websocket_max_frame_size=MAX_MESSAGE,
        websocket_timeout=-1,
        http_timeout=60,
        server_name="",
    )
    _stop_gracefully(server)
    server.run()
    lifespan.stop()
    if server.failed:
        raise SystemExit(1)


def _stop_gracefully(server) -> None:
    """On SIGTERM say `bye` to every screen, let the writer finish, then stop."""
    from twisted.internet import reactor

    def stop(_number, _frame):
        reactor.callFromThread(lambda: asyncio.get_event_loop().create_task(drain()))

    async def drain():
        await lifespan.say_bye()
        await asyncio.sleep(0.3)
        server.stop()

    def install():
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)

    server.signal_handlers = False
    reactor.callWhenRunning(install)


def _for_ever(forget: Callable[[], object]) -> None:
    wait = threading.Event()
    while True:
        try:
            forget()
        except Exception:
            log.exception("forget failed; it is tried again in an hour")
        wait.wait(FORGET_SECONDS)
