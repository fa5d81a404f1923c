"""How requests run: each in one thread from its first middleware to its last, and each thread keeps its database connection.

Django's own way would start a thread for every request, with a connection that reads the database's schema first, and hop
between it and the event loop five times. For a phone's page that is more than the page itself costs.
"""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.core import signals
from django.core.handlers.asgi import ASGIHandler
from django.db import close_old_connections, reset_queries

REQUEST_THREADS = int(os.environ.get("REQUEST_THREADS", "8"))
QUEUE_SECONDS = float(os.environ.get("QUEUE_SECONDS", "40"))  # how long a request waits for its turn before it is told to come again
LATE = "augenhoehe.late"  # in the scope of a request that has waited too long


class OneHop(ASGIHandler):
    """Middleware and view as one synchronous call; a view that is asynchronous hops back to the event loop by itself."""

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)

    def __init__(self) -> None:
        super().__init__()
        # What these do for a thread of each request happens below, without two more hops.
        signals.request_started.disconnect(reset_queries)
        signals.request_started.disconnect(close_old_connections)
        signals.request_finished.disconnect(close_old_connections)

    async def get_response_async(self, request):
        return await sync_to_async(self._answer, thread_sensitive=True)(request)

    def _answer(self, request):
        try:
            return self.get_response(request)
        finally:
            close_old_connections()


def with_threads(application, count: int = REQUEST_THREADS):
    """The ASGI application with its synchronous code in one of `count` threads; who comes when all are busy waits for the next.

    Who has waited too long is told so by one thread more, which does nothing else (`participation.middleware.OneMoment`)."""
    door = ThreadPoolExecutor(1, thread_name_prefix="request-late")
    free: asyncio.LifoQueue[ThreadPoolExecutor] = asyncio.LifoQueue()
    for number in range(count):
        free.put_nowait(ThreadPoolExecutor(1, thread_name_prefix=f"request-{number}"))

    async def threaded(scope, receive, send):
        try:
            async with asyncio.timeout(QUEUE_SECONDS):
                executor = await free.get()
        except TimeoutError:
            async with ThreadSensitiveContext(executor=door):
                return await application(scope | {LATE: True}, receive, send)
        try:
            async with ThreadSensitiveContext(executor=executor):
                return await application(scope, receive, send)
        finally:
            free.put_nowait(executor)

    return threaded
