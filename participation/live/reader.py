"""One thread with its own connection that reads for the event loop: slots are rendered here, once per change."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError, connection

from . import own_connection

log = logging.getLogger(__name__)
Result = TypeVar("Result")
_executor: ThreadPoolExecutor | None = None


def _guarded(read: Callable[[], Result]) -> Result:
    try:
        return read()
    except (OperationalError, InterfaceError):
        connection.close()
        return read()  # on a new one: the old connection may have died while nobody used it


def complain(what: str, error: Exception) -> None:
    """Into the log, with a traceback unless it is only the database that is away."""
    is_away = isinstance(error, (OperationalError, InterfaceError))
    log.error("%s: %s", what, type(error).__name__, exc_info=None if is_away else error)


async def read(function: Callable[..., Result], *args: Any) -> Result:
    """Run `function(*args)` in the reader's thread."""
    global _executor
    if _executor is None:
        _executor = ThreadPoolExecutor(1, thread_name_prefix="reader", initializer=own_connection.take)
    return await asyncio.get_running_loop().run_in_executor(_executor, _guarded, partial(function, *args))


def stop() -> None:
    global _executor
    if _executor is not None:
        _executor.submit(lambda: connection.close()).result(timeout=10)  # in that thread, where "connection" is its own
        _executor.shutdown()
        _executor = None
