"""The server: Daphne with our limits, the hub, the writer, and an hourly `forget`. No access log: it would hold addresses."""

import asyncio
import contextlib
import ctypes
import gc
import logging
import signal
import threading
import time
from collections.abc import Callable

from daphne.endpoints import build_endpoint_description_strings
from daphne.server import Server, twisted_loop
from django.db import connection

from . import daphne_parts, health, lifespan
from .daphne_parts import GuardedRequest

log = logging.getLogger(__name__)

BACKLOG = 4096
MAX_MESSAGE = 64 * 1024
FORGET_SECONDS = 3600
DRAIN_SECONDS = 10.0  # how long answers that are being made may still take when the server stops
BYE_SECONDS = 0.3  # for the last frames to leave
FILES, FILES_BESIDE = 65_536, 200  # how many the system should let us open, if it may; some are no connections

ARENA_MAX, MMAP_THRESHOLD = -8, -3  # of mallopt(3)
LARGE_PIECE = 128 * 1024  # pieces above it go back to the system as soon as they are free


class OurServer(Server):
    """Starts what runs beside the requests as soon as the port listens, and stops without cutting anybody short."""

    failed = is_stopping = False

    def __init__(self, *, began: Callable[[int], None], **options) -> None:
        super().__init__(**options)
        self.began = began
        self.ports: list = []

    def listen_success(self, listening):
        super().listen_success(listening)
        self.ports.append(listening)
        asyncio.get_event_loop().create_task(self.begin(listening.getHost().port))

    async def begin(self, port: int) -> None:
        lifespan.start()
        gc.freeze()  # what was loaded at the start is no garbage: never look through it again
        self.began(port)

    def listen_error(self, failure):
        log.error("The port can't be used: %s", failure.getErrorMessage())
        self.failed = True
        self.stop()

    async def drain(self) -> None:
        """Take nobody who has not knocked yet, acknowledge what came, say `bye` to all screens, finish what is being answered, stop."""
        for port in self.ports:
            daphne_parts.close_the_door(port)
        await lifespan.say_bye()
        deadline = time.monotonic() + DRAIN_SECONDS
        await asyncio.sleep(BYE_SECONDS)
        while GuardedRequest.at_work and time.monotonic() < deadline:
            await asyncio.sleep(0.05)
        self.stop()

    def kill_all_applications(self):
        # Daphne stumbles over a request whose headers have not arrived yet.
        self.connections = {line: details for line, details in self.connections.items() if "application_instance" in details}
        return super().kill_all_applications()


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

    share_heaps()
    daphne_parts.install(most_connections=raise_file_limit() - FILES_BESIDE)
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
        http_timeout=60,  # for its turn a request waits two thirds of that at most: participation/threads.py
        server_name="",
    )
    _stop_gracefully(server)
    server.run()
    lifespan.stop()
    if server.failed:
        raise SystemExit(1)


def _stop_gracefully(server) -> None:
    """On SIGTERM or Ctrl-C drain; on the second one stop at once."""
    from twisted.internet import reactor

    def stop(number, _frame):
        if server.is_stopping:
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)
        server.is_stopping = True
        reactor.callFromThread(begin)

    def begin():
        server.draining = asyncio.get_event_loop().create_task(server.drain())

    def install():
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)

    server.signal_handlers = False
    reactor.callWhenRunning(install)


def share_heaps() -> None:
    """GNU's C library gives every thread a heap of its own, and each keeps what it once needed for the largest page: with eight
    threads for requests that is a multiple of what is in use. Two heaps serve as fast, as Python's own lock lets one thread run."""
    with contextlib.suppress(OSError, AttributeError, TypeError):  # other systems have no such heaps
        library = ctypes.CDLL(None)
        library.mallopt(ARENA_MAX, 2)
        library.mallopt(MMAP_THRESHOLD, LARGE_PIECE)


def raise_file_limit() -> int:
    """Many systems start a program with 1,024 open files at most; a hall has more phones. Gives how many we may open."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    soft, wanted = (FILES if limit == resource.RLIM_INFINITY else min(FILES, limit) for limit in (soft, hard))
    if soft < wanted:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            return wanted
    return soft


def _for_ever(forget: Callable[[], object]) -> None:
    wait = threading.Event()
    health.note_forgotten()
    while True:
        try:
            forget()
        except Exception:
            log.exception("forget failed; it is tried again in an hour")
        finally:
            connection.close()  # the database may restart before the next time
        wait.wait(FORGET_SECONDS)
