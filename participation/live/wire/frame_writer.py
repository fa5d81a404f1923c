"""Outgoing frames. A frame is encoded once and written to many sockets; it is never piled up for a phone that stopped reading.

This works under any ASGI server. Under our own, wire/daphne_parts.py has a faster way.
"""

import asyncio
import contextlib
import time

from .asgi_types import Send

BACKLOG_LIMIT = 128 * 1024  # bytes that may wait for one phone before it gets only the newest slots
STALL_SECONDS = 20.0  # how long a phone may read nothing
FLUSH_SECONDS = 1.0
REPLY_LIMIT = 100  # frames that may wait for one phone
POLICY = 4008  # stands for 1008, which Daphne does not let an application send


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


class FrameWriter:
    """Writes frames to one socket. `write` never waits; of the frames that cannot be sent yet, only the newest of each slot is kept."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._pending: dict[object, Frame] = {}  # by slot; a frame that no other replaces has a key of its own
        self._task: asyncio.Task[None] | None = None
        self._stalled_since = 0.0
        self.is_aborted = False

    def write(self, frame: Frame) -> None:
        if self.is_aborted:
            return
        self._pending.pop(frame.key, None)
        self._pending[frame.key or object()] = frame
        if len(self._pending) > REPLY_LIMIT:
            self.abort()
        elif self._task is None:
            self._stalled_since = time.monotonic()
            self._task = asyncio.get_running_loop().create_task(self._drain())

    async def _drain(self) -> None:
        with contextlib.suppress(Exception):  # the socket is closed; its endpoint learns of it by itself
            while self._pending and not self.is_aborted:
                frame = self._pending.pop(next(iter(self._pending)))
                await self._send({"type": "websocket.send", "text": frame.text})
                self._stalled_since = time.monotonic()
        self._task = None

    def check_backlog(self, now: float) -> None:
        """Called every few seconds: abort the socket if its phone has read nothing for too long."""
        if self._task is not None and now - self._stalled_since > STALL_SECONDS:
            self.abort()

    def abort(self) -> None:
        """Drop what waits and close the socket at once."""
        self.is_aborted = True
        self._pending.clear()
        asyncio.get_running_loop().create_task(self._close())

    def close(self) -> None:
        """Close the socket after what was written."""
        asyncio.get_running_loop().create_task(self._close(1000))

    async def flush(self) -> None:
        """Wait until what was written is sent, for a second at most."""
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=FLUSH_SECONDS)

    async def _close(self, code: int = POLICY) -> None:
        if code != POLICY:
            await self.flush()
        with contextlib.suppress(Exception):
            await self._send({"type": "websocket.close", "code": code})
