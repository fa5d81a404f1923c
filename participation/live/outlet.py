"""How frames leave: encoded once, written to many sockets, and never piled up for a phone that stopped reading.

The only file that knows private parts of Daphne and Twisted (tests/live/test_outlet.py fails when they change).
Under any other server, behind TLS or with a full buffer the ordinary ASGI `send` is used.
"""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from typing import Any

from daphne.ws_protocol import WebSocketProtocol
from twisted.internet import tcp

BACKLOG_LIMIT = 128 * 1024  # bytes that may wait for one phone before it gets only the newest slots
PATIENCE_SECONDS = 20.0  # how long a phone may read nothing
REPLY_LIMIT = 100  # replies that may wait for one phone


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

    async def _close(self, code: int = 1008) -> None:
        with contextlib.suppress(Exception):
            await self._send({"type": "websocket.close", "code": code})


class DirectOutlet(Outlet):
    """Writes the ready frame straight to Daphne's TCP socket: a quarter of the time per phone."""

    def __init__(self, send, protocol: WebSocketProtocol) -> None:
        super().__init__(send)
        self._protocol = protocol
        self._transport = protocol.transport

    def write(self, frame: Frame) -> None:
        if self.is_cut or self._is_over():
            return
        waiting = self._waiting()
        if self._pending or waiting > BACKLOG_LIMIT:
            self._keep(frame)
        elif waiting or self._protocol.send_queue:
            self._transport.write(frame.wire)
        else:
            self._write_now(frame.wire)

    def _write_now(self, wire: bytes) -> None:
        try:
            sent = self._transport.socket.send(wire)
        except (BlockingIOError, InterruptedError):
            sent = 0
        except OSError:
            return  # Twisted notices by itself
        if sent < len(wire):
            self._transport.write(wire[sent:])

    def _is_over(self) -> bool:
        """Closed or closing: the endpoint hears of it a moment later, and nothing may be sent after the close frame."""
        return self._protocol.state in {WebSocketProtocol.STATE_CLOSING, WebSocketProtocol.STATE_CLOSED} or not self._transport.connected

    def _waiting(self) -> int:
        transport = self._transport
        return len(transport.dataBuffer) - transport.offset + transport._tempDataLen

    def _keep(self, frame: Frame) -> None:
        if not self._pending:
            self._stuck_since = time.monotonic()
        self._pending.pop(frame.key, None)
        self._pending[frame.key or object()] = frame
        if len(self._pending) > REPLY_LIMIT:
            self.cut()

    def check(self, now: float) -> None:
        if not self._pending:
            return
        if self._waiting() <= BACKLOG_LIMIT // 2:
            pending, self._pending = list(self._pending.values()), {}
            for frame in pending:
                self._transport.write(frame.wire)
        elif now - self._stuck_since > PATIENCE_SECONDS:
            self.cut()

    def cut(self) -> None:
        self.is_cut = True
        self._pending.clear()
        self._transport.abortConnection()


def outlet_for(send: Callable[[dict], Awaitable[None]]) -> Outlet:
    """The fastest outlet that this server's `send` allows."""
    protocol = (getattr(send, "args", None) or (None,))[0]
    if isinstance(protocol, WebSocketProtocol) and type(protocol.transport) is tcp.Server and not protocol._perMessageCompress:
        return DirectOutlet(send, protocol)
    return Outlet(send)
