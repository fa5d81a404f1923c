"""The one file that knows private parts of Daphne, Autobahn and Twisted (tests/live/test_daphne_parts.py fails when they change):
limits at our own server, because in a school hall there is no proxy in front of it, and a faster way out for frames.
"""

import os
import time
from collections.abc import Awaitable, Callable

import daphne.server
from daphne.http_protocol import HTTPFactory, WebRequest
from daphne.ws_protocol import WebSocketProtocol
from twisted.internet import reactor, tcp
from twisted.web import http

from . import outlet
from .outlet import Frame, Outlet

MAX_BODY = 1024 * 1024
DEADLINE_SECONDS = float(os.environ.get("REQUEST_DEADLINE", "20"))  # from the first byte of a request to its last
HEADER_LIMIT = 16 * 1024
DIRECT_WRITES = os.environ.get("DIRECT_WRITES", "1") != "0"  # 0: the portable way everywhere, to compare them or in need


class GuardedRequest(WebRequest):
    """Refuses a body that is too large before it is read."""

    received = 0
    is_refused = False

    def gotLength(self, length):
        if length is not None and length > MAX_BODY:
            self.refuse()
        super().gotLength(0 if self.is_refused else length)

    def handleContentChunk(self, data):
        self.received += len(data)
        if self.received > MAX_BODY:
            self.refuse()
        if not self.is_refused:
            super().handleContentChunk(data)

    def process(self):
        if self.is_refused:
            return None
        if self.channel is not None:
            self.channel.done_reading()
        return super().process()

    def refuse(self):
        if not self.is_refused:
            self.is_refused = True
            self.channel.transport.write(b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            self.channel.loseConnection()


class GuardedChannel(http.HTTPChannel):
    """Ends a connection whose request drips in for longer than the deadline."""

    totalHeadersSize = HEADER_LIMIT
    deadline = None

    def dataReceived(self, data):
        if self.deadline is None:
            self.deadline = reactor.callLater(DEADLINE_SECONDS, self.too_slow)
        return super().dataReceived(data)

    def done_reading(self):
        if self.deadline is not None:
            if self.deadline.active():
                self.deadline.cancel()
            self.deadline = None

    def too_slow(self):
        self.deadline = None
        if self.transport is not None:
            self.transport.abortConnection()

    def connectionLost(self, reason):
        self.done_reading()
        return super().connectionLost(reason)


class GuardedFactory(HTTPFactory):
    def buildProtocol(self, addr):
        protocol = super().buildProtocol(addr)
        channel = getattr(protocol, "_channel", protocol)
        channel.__class__ = GuardedChannel
        channel.requestFactory = protocol.requestFactory = GuardedRequest
        return protocol


def install() -> None:
    """From now on Daphne's servers of this process are guarded."""
    daphne.server.HTTPFactory = GuardedFactory


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
        if self._pending or waiting > outlet.BACKLOG_LIMIT:
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
        if len(self._pending) > outlet.REPLY_LIMIT:
            self.cut()

    def check(self, now: float) -> None:
        if not self._pending:
            return
        if self._waiting() <= outlet.BACKLOG_LIMIT // 2:
            pending, self._pending = list(self._pending.values()), {}
            for frame in pending:
                self._transport.write(frame.wire)
        elif now - self._stuck_since > outlet.PATIENCE_SECONDS:
            self.cut()

    def cut(self) -> None:
        self.is_cut = True
        self._pending.clear()
        self._transport.abortConnection()


def outlet_for(send: Callable[[dict], Awaitable[None]]) -> Outlet:
    """The fastest outlet that this server's `send` allows: ours, or behind TLS and under another server the portable one."""
    protocol = (getattr(send, "args", None) or (None,))[0]
    is_daphne = isinstance(protocol, WebSocketProtocol) and type(protocol.transport) is tcp.Server and not protocol._perMessageCompress
    if is_daphne and DIRECT_WRITES:
        return DirectOutlet(send, protocol)
    return Outlet(send)
