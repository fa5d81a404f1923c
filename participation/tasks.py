"""How tasks of an event loop are ended."""

import asyncio
from collections.abc import Iterable

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
