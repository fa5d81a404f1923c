"""How tasks of an event loop are ended."""

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any, TypeVar

Result = TypeVar("Result")

PAUSE = 0.5  # seconds between two tries


async def cancel_all(tasks: Iterable[asyncio.Task]) -> None:
    """Cancel tasks and wait until all have ended. Their errors are not raised.

    Again and again, because a library may lose a cancellation: `asyncio.wait_for` does, and a Redis client that is just connecting.
    """
    tasks = left = set(tasks)
    while left:
        for task in left:
            task.cancel()
        _ended, left = await asyncio.wait(left, timeout=PAUSE)
    await asyncio.gather(*tasks, return_exceptions=True)  # else asyncio logs errors that nobody asked for


def run(job: Coroutine[Any, Any, Result]) -> Result:
    """Run a job in an event loop of its own, like `asyncio.run`, which cancels what is left only once and then waits for ever."""

    async def whole() -> Result:
        try:
            return await job
        finally:
            await cancel_all(asyncio.all_tasks() - {asyncio.current_task()})

    return asyncio.run(whole())
