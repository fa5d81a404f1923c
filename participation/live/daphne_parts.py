"""The one file that knows private parts of Daphne, Autobahn and Twisted (tests/live/test_daphne_parts.py fails when they change):
limits at our own server, because in a school hall there is no proxy in front of it, and a faster way out for frames.
"""

import os
import socket
import time
from collections.abc import Awaitable, Callable

import daphne.server
from daphne.http_protocol import HTTPFactory, WebRequest
from daphne.ws_protocol import WebSocketProtocol
from twisted.internet import protocol, reactor, tcp
from twisted.web import http

from . import outlet
from .inlet import plain_text
from .limits import CONNECTIONS_IN_ALL, Allowance
from .outlet import Frame, Outlet

MAX_BODY = 256 * 1024  # the longest form is a quarter of that
LARGE_BODY, LARGE_AT_ONCE = 64 * 1024, 16  # bodies above this size, and how many of them are held at once
DEADLINE_SECONDS = float(os.environ.get("REQUEST_DEADLINE", "20"))  # from a request's first byte to its last; also how long a line may idle
GOODBYE_SECONDS = min(10.0, DEADLINE_SECONDS)  # how long a slow phone may take to answer the close frame; the line is reset after that
HEADER_LIMIT = 16 * 1024
DIRECT_WRITES = os.environ.get("DIRECT_WRITES", "1") != "0"  # 0: the portable way everywhere, to compare them or in need
FRAME_COST = 512  # what a frame weighs at least, so that pings and crumbs of a message count
# Nothing here asks for them, and Daphne stumbles over letters in them; with the first anybody could move our addresses.
UNWANTED_HEADERS = (b"Daphne-Root-Path", b"Sec-WebSocket-Protocol")
UNSENT_LIMIT = 64 * 1024  # what the system may hold for a phone that does not read, before we do


def waiting_in(transport) -> int:
    """Bytes that were written and have not left this process yet."""
    return len(transport.dataBuffer) - transport.offset + transport._tempDataLen


class GuardedRequest(WebRequest):
    """Refuses a body that is too large before it is read, and many large ones at once."""

    at_work: set["GuardedRequest"] = set()  # those whose answer is being made
    large: set["GuardedRequest"] = set()
    received = 0
    is_refused = False

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options, parsePOSTFormSubmission=False)  # Django does that again, and in a thread

    def gotLength(self, length):
        self.weigh(length or 0)
        super().gotLength(0 if self.is_refused else length)

    def handleContentChunk(self, data):
        self.received += len(data)
        self.weigh(self.received)
        if not self.is_refused:
            super().handleContentChunk(data)

    def weigh(self, size: int) -> None:
        if size > MAX_BODY:
            self.refuse(b"413 Content Too Large")
        elif size > LARGE_BODY and self not in self.large:
            if len(self.large) >= LARGE_AT_ONCE:
                self.refuse(b"503 Service Unavailable\r\nRetry-After: 5")
            else:
                self.large.add(self)

    def refuse(self, status: bytes) -> None:
        if not self.is_refused:
            self.is_refused = True
            self.channel.transport.write(b"HTTP/1.1 %b\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" % status)
            self.channel.loseConnection()

    def process(self):
        if self.is_refused:
            return None
        for header in UNWANTED_HEADERS:
            self.requestHeaders.removeHeader(header)
        if self.channel is not None:
            self.channel.done_reading()
        self.at_work.add(self)
        made = super().process()
        if self.transport is None:  # became a socket
            self.done()
        return made

    def done(self) -> None:
        self.at_work.discard(self)
        self.large.discard(self)

    def finish(self):
        self.done()
        super().finish()

    def connectionLost(self, reason):
        self.done()
        super().connectionLost(reason)


class GuardedChannel(http.HTTPChannel):
    """Ends a connection whose request drips in for longer than the deadline, or that asks on without reading."""

    connections = 0  # of all kinds, in this process
    totalHeadersSize = HEADER_LIMIT
    requestFactory = GuardedRequest
    deadline = None

    def connectionMade(self):
        GuardedChannel.connections += 1
        super().connectionMade()
        if hasattr(socket, "TCP_NOTSENT_LOWAT"):  # else the system keeps megabytes of old pictures for who does not read
            self.transport.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT_LIMIT)

    def done_reading(self):
        if self.deadline is not None:
            if self.deadline.active():
                self.deadline.cancel()
            self.deadline = None

    def dataReceived(self, data):
        if self.deadline is None:
            self.deadline = reactor.callLater(DEADLINE_SECONDS, self.too_slow)
        return super().dataReceived(data)

    def too_slow(self):
        self.deadline = None
        if self.transport is not None:
            self.transport.abortConnection()

    def requestDone(self, request):
        if self._dataBuffer and waiting_in(self.transport) > outlet.BACKLOG_LIMIT:
            self.transport.abortConnection()
        else:
            super().requestDone(request)

    def connectionLost(self, reason):
        GuardedChannel.connections -= 1
        self.done_reading()
        return super().connectionLost(reason)


class GuardedSocket(WebSocketProtocol):
    """Cuts who sends more than any phone does, pings included: so pongs that nobody reads are few, until the outlet cuts their reader."""

    def connectionMade(self):
        self.allowance = Allowance()
        super().connectionMade()
        self.closeHandshakeTimeout = GOODBYE_SECONDS  # Autobahn's second is too short: a reset may swallow the `bye` before it

    def dataReceived(self, data):
        if not self.pays(len(data)):
            return
        is_between = self.state == self.STATE_OPEN and not self.data and self.current_frame is None and not self.inside_message
        text = plain_text(data) if is_between else None
        if text is None:
            self._dataReceived(data)  # not super's: it writes a debug line that costs more than a vote's parsing
        elif self.pays(FRAME_COST):
            self.onMessage(text, False)

    def onFrameBegin(self):
        self.pays(FRAME_COST)
        super().onFrameBegin()

    def pays(self, cost: int) -> bool:
        if not self.allowance.take(cost):
            self.dropConnection(abort=True)
            self.data = b""
            return False
        return True

    def connectionLost(self, reason=protocol.connectionDone):
        GuardedChannel.connections -= 1
        super().connectionLost(reason)


class Full(protocol.Protocol):
    """What a connection hears that is one too many."""

    def connectionMade(self):
        self.transport.write(b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        self.transport.loseConnection()


class GuardedFactory(HTTPFactory):
    protocol = GuardedChannel
    most_connections = CONNECTIONS_IN_ALL

    def buildProtocol(self, addr):
        if GuardedChannel.connections >= self.most_connections:
            return Full()
        channel = super().buildProtocol(addr)
        channel.requestFactory, channel.timeOut = GuardedRequest, DEADLINE_SECONDS
        return channel


def install(*, most_connections: int = CONNECTIONS_IN_ALL) -> None:
    """From now on Daphne's servers of this process are guarded."""
    GuardedFactory.most_connections = min(most_connections, CONNECTIONS_IN_ALL)
    daphne.server.HTTPFactory = GuardedFactory
    daphne.server.WebSocketFactory.protocol = GuardedSocket


def close_the_door(port: tcp.Port) -> None:
    """Listen no more, but let in who has knocked: their requests are on the way, and closing alone would reset them."""
    port.numberAccepts = port.backlog
    port.doRead()
    port.stopListening()


class DirectOutlet(Outlet):
    """Writes the ready frame straight to Daphne's TCP socket: a quarter of the time per phone."""

    def __init__(self, send, protocol: WebSocketProtocol) -> None:
        super().__init__(send)
        self._protocol = protocol
        self._transport = protocol.transport

    def write(self, frame: Frame) -> None:
        if self.is_cut or self._is_over():
            return
        waiting = waiting_in(self._transport)
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
        if waiting_in(self._transport) <= outlet.BACKLOG_LIMIT // 2:
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
