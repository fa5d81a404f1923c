"""Runs each request in one thread, from the first middleware to the last. Each thread keeps its database connection.

By default Django starts a thread and opens a connection for every request, and switches between thread and event loop five
times. For a phone's page that takes longer than the page itself.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.core import signals
from django.core.handlers.asgi import ASGIHandler
from django.db import close_old_connections, reset_queries
from django.http import HttpRequest, HttpResponseBase

from participation.live.database.connections import limit_statements

Application = Callable[[dict[str, Any], Any, Any], Awaitable[None]]  # ASGI: scope, receive, send

REQUEST_THREADS = int(os.environ.get("REQUEST_THREADS", "8"))
# A request that has waited so long for a thread is answered with 503.
QUEUE_SECONDS = float(os.environ.get("QUEUE_SECONDS", "40"))
# Key in the ASGI scope of such a request.
LATE = "augenhoehe.late"


class OneHop(ASGIHandler):
    """Calls all middleware and the view as one synchronous function. Django runs asynchronous views in the event loop."""

    def load_middleware(self, is_async: bool = False) -> None:
        """Load the middleware as synchronous, although this is an ASGI handler."""
        super().load_middleware(is_async=False)

    def __init__(self) -> None:
        super().__init__()
        # `_answer` does the same in the thread of the request, which saves two switches.
        signals.request_started.disconnect(reset_queries)
        signals.request_started.disconnect(close_old_connections)
        signals.request_finished.disconnect(close_old_connections)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in the thread of the request's lane."""
        return await sync_to_async(self._answer, thread_sensitive=True)(request)

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        try:
            return self.get_response(request)
        finally:
            close_old_connections()


@dataclass(frozen=True)
class Lane:
    """The threads for one kind of request. If all are busy, a request waits for one, but at most `patience` seconds."""

    name: str
    threads: int
    patience: float


EVERYBODY = Lane("request", REQUEST_THREADS, QUEUE_SECONDS)
STAFF = Lane("staff", 2, min(15.0, QUEUE_SECONDS))
# Checking a password takes half a second of CPU time, and strangers can send any number of them.
LOGIN = Lane("login", 2, min(5.0, QUEUE_SECONDS))
# PDFs and spreadsheets: making one takes up to a second, and strangers can ask for any number of them.
FILES = Lane("files", 1, min(15.0, QUEUE_SECONDS))

ACCOUNT_PATHS = ("/accounts/", "/account/", "/enter/")
FILE_ENDINGS = (".pdf", ".xlsx", ".ods")
STAFF_PATHS = (*ACCOUNT_PATHS, "/console/", "/dashboard/", "/home/", "/rehearsals/", "/tradeoffs/", "/workshops/")


def lane_of(method: str, path: str) -> Lane:
    """The lane of a request. Phones and public pages never wait for pages of staff, these never wait for logins, and nobody for files."""
    if method == "POST" and path.startswith(ACCOUNT_PATHS):
        return LOGIN
    if path.endswith(FILE_ENDINGS):
        return FILES
    return STAFF if path.startswith(STAFF_PATHS) else EVERYBODY


def with_threads(application: Application) -> Application:
    """Run the synchronous code of the ASGI application in a thread of the request's lane.

    Requests that have waited too long go to one additional thread, where `participation.middleware.OneMoment` answers 503."""
    too_late = ThreadPoolExecutor(1, thread_name_prefix="request-late")
    free = {lane: _executors(lane) for lane in (EVERYBODY, STAFF, LOGIN, FILES)}

    async def threaded(scope: dict[str, Any], receive: Any, send: Any) -> None:
        lane = lane_of(scope["method"], scope["path"])
        try:
            async with asyncio.timeout(lane.patience):
                executor = await free[lane].get()
        except TimeoutError:
            async with ThreadSensitiveContext(executor=too_late):
                await application(scope | {LATE: True}, receive, send)
            return
        try:
            async with ThreadSensitiveContext(executor=executor):
                await application(scope, receive, send)
        finally:
            free[lane].put_nowait(executor)

    return threaded


def _executors(lane: Lane) -> "asyncio.LifoQueue[ThreadPoolExecutor]":
    free: asyncio.LifoQueue[ThreadPoolExecutor] = asyncio.LifoQueue()
    for number in range(lane.threads):
        free.put_nowait(ThreadPoolExecutor(1, f"{lane.name}-{number}", initializer=limit_statements))
    return free
