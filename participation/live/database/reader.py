"""A thread with its own connection that reads for the event loop. Slots are rendered here."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from functools import partial
from typing import ParamSpec, TypeVar

from django.db import InterfaceError, OperationalError, connection

from . import connections

log = logging.getLogger(__name__)
STOP_SECONDS = 10.0
Result = TypeVar("Result")
Parameters = ParamSpec("Parameters")
_executor: ThreadPoolExecutor | None = None


def _read_or_reconnect(read: Callable[[], Result]) -> Result:
    try:
        return read()
    except (OperationalError, InterfaceError):
        connection.close()
        return read()  # with a new connection: the old one may have died while nobody used it


def log_failure(what: str, error: Exception) -> None:
    """Log an error, with a traceback unless the database is away."""
    is_away = isinstance(error, (OperationalError, InterfaceError))
    log.error("%s: %s", what, type(error).__name__, exc_info=None if is_away else error)


async def read(function: Callable[Parameters, Result], *args: Parameters.args, **options: Parameters.kwargs) -> Result:
    """Run `function(*args, **options)` in the reader's thread, and once more with a new connection if the database fails."""
    global _executor
    if _executor is None:
        _executor = ThreadPoolExecutor(1, thread_name_prefix="reader", initializer=connections.limit_lock_waits)
    return await asyncio.get_running_loop().run_in_executor(_executor, _read_or_reconnect, partial(function, *args, **options))


def stop() -> None:
    """End the thread and close its connection. A read that takes longer than ten seconds is left alone."""
    global _executor
    if _executor is not None:
        closing = _executor.submit(lambda: connection.close())  # in the reader's thread, because connections belong to threads
        wait([closing], timeout=STOP_SECONDS)
        _executor.shutdown(wait=closing.done())
        _executor = None
