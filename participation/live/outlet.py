"""How frames leave: encoded once, written to many sockets, and never piled up for a phone that stopped reading.

Under any ASGI server; live/daphne_parts.py has a faster way under ours.
"""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from typing import Any

BACKLOG_LIMIT = 128 * 1024  # bytes that may wait for one phone before it gets only the newest slots
PATIENCE_SECONDS = 20.0  # how long a phone may read nothing
LAST_WORDS_SECONDS = 1.0
REPLY_LIMIT = 100  # replies that may wait for one phone
POLICY = 4008  # as 1008, which Daphne does not let an application say


class Frame:
    """A text frame: as ASGI sends it, and ready for the wire (RFC 6455, section 5.2, unmasked, one piece)."""

    __slots__ = ("key", "text", "_wire")

    def __init__(self, text: str, key: str | None = None) -> None:
        self.text, self.key, self._wire = text, key, b""

    @property
    def wire(self) -> bytes:
        if not self._wire:
            payload = self.text.encode()
            size = len(payload)
            if size < 126:
                head = bytes((0x81, size))
            elif size < 65536:
                head = bytes((0x81, 126)) + size.to_bytes(2, "big")
            else:
                head = bytes((0x81, 127)) + size.to_bytes(8, "big")
            self._wire = head + payload
        return self._wire


class Outlet:
    """One socket's way out. `write` never waits: what can't leave is kept by slot, newest only."""

    def __init__(self, send: Callable[[dict], Awaitable[None]]) -> None:
        self._send = send
        self._pending: dict[Any, Frame] = {}
        self._task: asyncio.Task | None = None
        self._stuck_since = 0.0
        self.is_cut = False

    def write(self, frame: Frame) -> None:
        if self.is_cut:
            return
        self._pending.pop(frame.key, None)
        self._pending[frame.key or object()] = frame
        if len(self._pending) > REPLY_LIMIT:
            self.cut()
        elif self._task is None:
            self._stuck_since = time.monotonic()
            self._task = asyncio.get_running_loop().create_task(self._drain())

    async def _drain(self) -> None:
        with contextlib.suppress(Exception):  # the socket is gone; its endpoint hears of it by itself
            while self._pending and not self.is_cut:
                frame = self._pending.pop(next(iter(self._pending)))
                await self._send({"type": "websocket.send", "text": frame.text})
                self._stuck_since = time.monotonic()
        self._task = None

    def check(self, now: float) -> None:
        """Called now and then: cut who has read nothing for too long."""
        if self._task is not None and now - self._stuck_since > PATIENCE_SECONDS:
            self.cut()

    def cut(self) -> None:
        self.is_cut = True
        self._pending.clear()
        asyncio.get_running_loop().create_task(self._close())

    def finish(self) -> None:
        """Close in good order, after what was written."""
        asyncio.get_running_loop().create_task(self._close(1000))

    async def flush(self) -> None:
        """Let what was written leave before the socket is closed, if that takes no longer than a moment."""
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=LAST_WORDS_SECONDS)

    async def _close(self, code: int = POLICY) -> None:
        if code != POLICY:
            await self.flush()
        with contextlib.suppress(Exception):
            await self._send({"type": "websocket.close", "code": code})
