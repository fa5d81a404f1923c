"""The server: Daphne with our limits, the hub, the writer, and hourly work. No access log: it would hold addresses."""

import asyncio
import contextlib
import ctypes
import faulthandler
import gc
import logging
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from daphne.endpoints import build_endpoint_description_strings
from daphne.server import Server, twisted_loop
from django.db import connection
from twisted.internet.tcp import Port
from twisted.python.failure import Failure

from ..guards import health
from . import daphne_parts, lifespan
from .daphne_parts import GuardedRequest

log = logging.getLogger(__name__)

BACKLOG = 4096
MAX_MESSAGE = 64 * 1024
HOUR = 3600
DRAIN_SECONDS = 10.0  # how long running requests may still take when the server stops
STOP_SECONDS = 24.0  # after which a stop is cut short; one less than systemd has in docs/operations.md
FLUSH_SECONDS = 0.3  # for the last frames to be sent
FILES, OTHER_FILES = 65_536, 200  # how many open files we ask the system for; the others are no connections

ARENA_MAX, MMAP_THRESHOLD = -8, -3  # parameters of mallopt(3)
LARGE_BLOCK = 128 * 1024  # larger blocks go back to the system as soon as they are free


class LiveServer(Server):
    """Starts the hub and the writer as soon as the port listens, and stops without interrupting a running request."""

    failed = is_stopping = False
    connections: dict[Any, dict[str, Any]]  # Daphne's: by protocol, what it keeps of a connection
    draining: asyncio.Task[None]  # kept, because the loop itself keeps no task

    def __init__(self, *, on_listening: Callable[[int], None], **options: Any) -> None:
        super().__init__(**options)
        self.on_listening = on_listening
        self.ports: list[Port] = []

    def listen_success(self, listening: Port) -> None:
        super().listen_success(listening)
        self.ports.append(listening)
        asyncio.get_event_loop().create_task(self.start_live(listening.getHost().port))

    async def start_live(self, port: int) -> None:
        """In the event loop that serves: start the live path, then tell the caller the port."""
        lifespan.start()
        gc.freeze()  # the modules stay loaded, so the collector need not search them
        self.on_listening(port)

    def listen_error(self, failure: Failure) -> None:
        log.error("The port can't be used: %s", failure.getErrorMessage())
        self.failed = True
        self.stop()

    async def drain(self) -> None:
        """Accept no new connections, acknowledge the ballots so far, send `bye` to all screens, finish the running requests, stop."""
        for port in self.ports:
            daphne_parts.stop_listening(port)
        await lifespan.disconnect_screens()
        deadline = time.monotonic() + DRAIN_SECONDS
        await asyncio.sleep(FLUSH_SECONDS)
        while GuardedRequest.running and time.monotonic() < deadline:
            await asyncio.sleep(0.05)
        self.stop()

    def kill_all_applications(self) -> None:
        # Daphne raises a KeyError for a request whose headers have not arrived yet.
        self.connections = {protocol: details for protocol, details in self.connections.items() if "application_instance" in details}
        super().kill_all_applications()


def serve(
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    ready: Callable[[int], None] | None = None,
    hourly: Callable[[], object] | None = None,
) -> None:
    """Serve until SIGTERM or Ctrl-C. Calls `ready(port)` once it listens, and `hourly()` at the start and every hour."""
    from participation.asgi import application

    def on_listening(listening: int) -> None:
        if hourly:
            threading.Thread(target=_run_hourly, args=(hourly,), name="hourly", daemon=True).start()
        if ready:
            ready(listening)

    limit_heaps()
    daphne_parts.install(most_connections=raise_file_limit() - OTHER_FILES)
    asyncio.set_event_loop(twisted_loop)  # tasks made before the reactor runs must be in its loop
    (endpoint,) = build_endpoint_description_strings(host=host, port=port)
    server = LiveServer(
        on_listening=on_listening,
        application=application,
        endpoints=[f"{endpoint}:backlog={BACKLOG}"],
        verbosity=0,
        websocket_max_message_size=MAX_MESSAGE,
        websocket_max_frame_size=MAX_MESSAGE,
        websocket_timeout=-1,
        http_timeout=60,  # a request waits at most two thirds of it for a thread: participation/threads.py
        server_name="",
    )
    _stop_gracefully(server)
    server.run()
    lifespan.stop()
    if server.failed:
        raise SystemExit(1)


def _stop_gracefully(server: LiveServer) -> None:
    """On the first SIGTERM or Ctrl-C drain, on the second stop at once. Whatever the stop waits for, it ends after STOP_SECONDS."""
    from twisted.internet import reactor

    def stop(number: int, _frame: FrameType | None) -> None:
        if server.is_stopping:
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)
        server.is_stopping = True
        faulthandler.dump_traceback_later(STOP_SECONDS, exit=True)  # says where each thread is, without any value
        reactor.callFromThread(drain)

    def drain() -> None:
        server.draining = asyncio.get_event_loop().create_task(server.drain())

    def install() -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)

    server.signal_handlers = False
    reactor.callWhenRunning(install)


def limit_heaps() -> None:
    """Use two heaps for all threads instead of one each.

    GNU's C library gives every thread a heap, and each keeps the memory of the largest page it made: with eight request
    threads that is a multiple of what is in use. Two heaps are as fast, because Python's lock lets only one thread run.
    """
    with contextlib.suppress(OSError, AttributeError, TypeError):  # other systems have no mallopt
        library = ctypes.CDLL(None)
        library.mallopt(ARENA_MAX, 2)
        library.mallopt(MMAP_THRESHOLD, LARGE_BLOCK)


def raise_file_limit() -> int:
    """Raise the limit of open files, which is often 1,024; a hall has more phones. Returns how many we may open."""
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


def _run_hourly(work: Callable[[], object]) -> None:
    wait = threading.Event()
    health.record_forget_run()
    while True:
        try:
            work()
        except Exception:
            log.exception("the hourly work failed; it is tried again in an hour")
        finally:
            connection.close()  # the database may restart before the next time
        wait.wait(HOUR)
