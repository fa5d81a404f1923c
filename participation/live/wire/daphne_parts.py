"""The only file that uses private parts of Daphne, Autobahn and Twisted. tests/live/test_daphne_parts.py fails when they change.

It sets limits at our own server, because in a school hall no proxy stands in front of it, and it has a faster way to send frames.
"""

import os
import socket
import time
from typing import Any

import daphne.server
from daphne.http_protocol import HTTPFactory, WebRequest
from daphne.ws_protocol import WebSocketProtocol
from twisted.internet import protocol, tcp
from twisted.internet.base import DelayedCall
from twisted.internet.interfaces import IAddress
from twisted.python.failure import Failure
from twisted.web import http

from ..guards.limits import CONNECTIONS_IN_ALL, ByteBudget
from . import frame_writer
from .asgi_types import Send
from .frame_reader import read_text_frame
from .frame_writer import Frame, FrameWriter

MAX_BODY = 256 * 1024  # the longest form is a quarter of that
LARGE_BODY, LARGE_AT_ONCE = 64 * 1024, 16  # how many bodies above this size are held at once
DEADLINE_SECONDS = float(
    os.environ.get("REQUEST_DEADLINE", "20")
)  # from a request's first byte to its last; also how long a connection may be idle
CLOSE_SECONDS = min(10.0, DEADLINE_SECONDS)  # how long a slow phone may take to answer the close frame, before the connection is reset
HEADER_LIMIT = 16 * 1024
DIRECT_WRITES = os.environ.get("DIRECT_WRITES", "1") != "0"  # 0 uses the portable way everywhere
FRAME_COST = 512  # the least that a frame counts, so that many pings or tiny fragments reach the limit too
# Nothing here uses them. Daphne fails if they hold letters beyond ASCII, and with the first a client could change the site's paths.
UNWANTED_HEADERS = (b"Daphne-Root-Path", b"Sec-WebSocket-Protocol")
UNSENT_LIMIT = 64 * 1024  # what the system may buffer for a phone that does not read


def unsent_bytes(transport: tcp.Connection) -> int:
    """Bytes that were written and are not yet handed to the system."""
    return len(transport.dataBuffer) - transport.offset + transport._tempDataLen


class GuardedRequest(WebRequest):
    """Rejects a body that is too large before it is read, and limits how many large ones are held at once."""

    running: set["GuardedRequest"] = set()
    large: set["GuardedRequest"] = set()
    received = 0
    is_rejected = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options, parsePOSTFormSubmission=False)  # Django parses the form, in a thread

    def gotLength(self, length: int | None) -> None:
        self.check_size(length or 0)
        super().gotLength(0 if self.is_rejected else length)

    def handleContentChunk(self, data: bytes) -> None:
        self.received += len(data)
        self.check_size(self.received)
        if not self.is_rejected:
            super().handleContentChunk(data)

    def check_size(self, size: int) -> None:
        """Reject the request if a body of `size` bytes is too large, now or at all."""
        if size > MAX_BODY:
            self.reject(b"413 Content Too Large")
        elif size > LARGE_BODY and self not in self.large:
            if len(self.large) >= LARGE_AT_ONCE:
                self.reject(b"503 Service Unavailable\r\nRetry-After: 5")
            else:
                self.large.add(self)

    def reject(self, status: bytes) -> None:
        """Answer with this status line (more headers may follow it) and close the connection."""
        if not self.is_rejected:
            self.is_rejected = True
            self.channel.transport.write(b"HTTP/1.1 %b\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" % status)
            self.channel.loseConnection()

    def process(self) -> None:
        if self.is_rejected:
            return
        for header in UNWANTED_HEADERS:
            self.requestHeaders.removeHeader(header)
        if self.channel is not None:
            self.channel.cancel_deadline()
        self.running.add(self)
        super().process()
        if self.transport is None:  # the request became a WebSocket
            self.release()

    def release(self) -> None:
        """The request is done: it counts no more."""
        self.running.discard(self)
        self.large.discard(self)

    def finish(self) -> None:
        self.release()
        super().finish()

    def connectionLost(self, reason: Failure) -> None:
        self.release()
        super().connectionLost(reason)


class GuardedChannel(http.HTTPChannel):
    """Aborts a connection whose request takes longer than the deadline, or whose client sends requests without reading the responses."""

    connections = 0  # HTTP and WebSocket, in this process
    totalHeadersSize = HEADER_LIMIT
    requestFactory = GuardedRequest
    deadline: DelayedCall | None = None
    transport: Any  # a TCP connection or None; Twisted's own type is an interface that lacks most of its methods

    def connectionMade(self) -> None:
        GuardedChannel.connections += 1
        super().connectionMade()
        if hasattr(socket, "TCP_NOTSENT_LOWAT"):  # else the system buffers megabytes of outdated slots for a client that does not read
            self.transport.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT_LIMIT)

    def cancel_deadline(self) -> None:
        """The request has arrived as a whole."""
        if self.deadline is not None:
            if self.deadline.active():
                self.deadline.cancel()
            self.deadline = None

    def dataReceived(self, data: bytes) -> None:
        if self.deadline is None:
            self.deadline = self.callLater(DEADLINE_SECONDS, self.abort_late_request)
        super().dataReceived(data)

    def abort_late_request(self) -> None:
        """The request has not arrived in time: reset the connection."""
        self.deadline = None
        if self.transport is not None:
            self.transport.abortConnection()

    def requestDone(self, request: http.Request) -> None:
        is_pipelined = any(self._dataBuffer)  # after a body Twisted leaves an empty string in it
        if is_pipelined and unsent_bytes(self.transport) > frame_writer.BACKLOG_LIMIT:
            self.transport.abortConnection()
        else:
            super().requestDone(request)

    def connectionLost(self, reason: Failure = protocol.connectionDone) -> None:
        GuardedChannel.connections -= 1
        self.cancel_deadline()
        super().connectionLost(reason)


class GuardedSocket(WebSocketProtocol):
    """Drops a client that sends more than any phone does. Pings count too, so few pongs can pile up for a client that does not read."""

    def connectionMade(self) -> None:
        self.budget = ByteBudget()
        super().connectionMade()
        self.closeHandshakeTimeout = CLOSE_SECONDS  # after Autobahn's one second a reset may discard the `bye`

    def dataReceived(self, data: bytes) -> None:
        if not self.charge(len(data)):
            return
        is_between = self.state == self.STATE_OPEN and not self.data and self.current_frame is None and not self.inside_message
        text = read_text_frame(data) if is_between else None
        if text is None:
            self._dataReceived(data)  # not super().dataReceived: it writes a debug line that costs more than parsing a vote
        elif self.charge(FRAME_COST):
            self.onMessage(text, False)

    def onFrameBegin(self) -> None:
        self.charge(FRAME_COST)
        super().onFrameBegin()

    def charge(self, cost: int) -> bool:
        """Take `cost` bytes from the budget. False if it is used up; then the connection is reset."""
        if not self.budget.take(cost):
            self.dropConnection(abort=True)
            self.data = b""
            return False
        return True

    def connectionLost(self, reason: Failure = protocol.connectionDone) -> None:
        GuardedChannel.connections -= 1
        super().connectionLost(reason)


class Overloaded(protocol.Protocol):
    """Answers a connection that is one too many."""

    transport: Any  # as in GuardedChannel

    def connectionMade(self) -> None:
        self.transport.write(b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        self.transport.loseConnection()


class GuardedFactory(HTTPFactory):
    protocol = GuardedChannel
    most_connections = CONNECTIONS_IN_ALL

    def buildProtocol(self, addr: IAddress) -> GuardedChannel | Overloaded:
        if GuardedChannel.connections >= self.most_connections:
            return Overloaded()
        channel = super().buildProtocol(addr)
        channel.requestFactory, channel.timeOut = GuardedRequest, DEADLINE_SECONDS
        return channel


def install(*, most_connections: int = CONNECTIONS_IN_ALL) -> None:
    """Put these limits on Daphne's servers in this process."""
    GuardedFactory.most_connections = min(most_connections, CONNECTIONS_IN_ALL)
    daphne.server.HTTPFactory = GuardedFactory
    daphne.server.WebSocketFactory.protocol = GuardedSocket


def stop_listening(port: tcp.Port) -> None:
    """Accept the connections that wait in the backlog, then stop listening. Closing alone would reset them."""
    port.numberAccepts = port.backlog
    port.doRead()
    port.stopListening()


class DirectFrameWriter(FrameWriter):
    """Writes the encoded frame directly to Daphne's TCP socket, in a quarter of the time."""

    def __init__(self, send: Send, protocol: WebSocketProtocol) -> None:
        super().__init__(send)
        self._protocol = protocol
        self._transport = protocol.transport

    def write(self, frame: Frame) -> None:
        if self.is_aborted or self._is_closed():
            return
        unsent = unsent_bytes(self._transport)
        if self._pending or unsent > frame_writer.BACKLOG_LIMIT:
            self._queue(frame)
        elif unsent or self._protocol.send_queue:
            self._transport.write(frame.wire)
        else:
            self._write_now(frame.wire)

    def _write_now(self, wire: bytes) -> None:
        try:
            sent = self._transport.socket.send(wire)
        except (BlockingIOError, InterruptedError):
            sent = 0
        except OSError:
            return  # Twisted detects the lost connection by itself
        if sent < len(wire):
            self._transport.write(wire[sent:])

    def _is_closed(self) -> bool:
        """Closed or closing. The endpoint learns of it a moment later, and nothing may be sent after the close frame."""
        return self._protocol.state in {WebSocketProtocol.STATE_CLOSING, WebSocketProtocol.STATE_CLOSED} or not self._transport.connected

    def _queue(self, frame: Frame) -> None:
        if not self._pending:
            self._stalled_since = time.monotonic()
        self._pending.pop(frame.key, None)
        self._pending[frame.key or object()] = frame
        if len(self._pending) > frame_writer.REPLY_LIMIT:
            self.abort()

    def check_backlog(self, now: float) -> None:
        if not self._pending:
            return
        if unsent_bytes(self._transport) <= frame_writer.BACKLOG_LIMIT // 2:
            pending, self._pending = list(self._pending.values()), {}
            for frame in pending:
                self._transport.write(frame.wire)
        elif now - self._stalled_since > frame_writer.STALL_SECONDS:
            self.abort()

    def abort(self) -> None:
        self.is_aborted = True
        self._pending.clear()
        self._transport.abortConnection()


def frame_writer_for(send: Send) -> FrameWriter:
    """The direct writer if this server's `send` allows it; behind TLS and under another server the portable one."""
    protocol = (getattr(send, "args", None) or (None,))[0]
    is_daphne = isinstance(protocol, WebSocketProtocol) and type(protocol.transport) is tcp.Server and not protocol._perMessageCompress
    if is_daphne and DIRECT_WRITES:
        return DirectFrameWriter(send, protocol)
    return FrameWriter(send)
