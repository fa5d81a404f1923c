"""Limits at our own server, because in a school hall there is no proxy in front of it.

Touches private parts of Daphne and Twisted; tests/live/test_guards.py fails when an upgrade changes them.
"""

import os

import daphne.server
from daphne.http_protocol import HTTPFactory, WebRequest
from twisted.internet import reactor
from twisted.web import http

MAX_BODY = 1024 * 1024
DEADLINE_SECONDS = float(os.environ.get("REQUEST_DEADLINE", "20"))  # from the first byte of a request to its last
HEADER_LIMIT = 16 * 1024


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
