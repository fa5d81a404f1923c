"""The private parts of Daphne, Autobahn and Twisted that we use are there. How frames leave: who stopped reading gets only the newest."""

import functools
import inspect
import socket

import daphne.server
import pytest
from autobahn.websocket import protocol
from daphne.http_protocol import WebRequest
from twisted.internet import abstract, tcp
from twisted.web import http

from participation.live.wire import daphne_parts, frame_writer
from participation.live.wire.daphne_parts import DirectFrameWriter, GuardedFactory, frame_writer_for
from participation.live.wire.frame_writer import Frame, FrameWriter
from workshops.forms_composing import LONGEST_FILE


class Wire:
    """A transport whose peer reads when told to."""

    def __init__(self):
        self.socket, self.peer = socket.socketpair()
        for end in (self.socket, self.peer):
            end.setblocking(False)
        self.connected, self.offset, self.dataBuffer, self._tempDataLen = 1, 0, b"", 0
        self.written: list[bytes] = []

    def write(self, data):
        self.written.append(data)
        self._tempDataLen += len(data)

    def abortConnection(self):
        self.connected = 0


class Protocol:
    def __init__(self, wire):
        self.transport, self.send_queue, self.state = wire, [], protocol.WebSocketProtocol.STATE_OPEN


@pytest.fixture
def peer():
    wire = Wire()
    yield Protocol(wire)
    wire.socket.close()
    wire.peer.close()


def test_the_private_parts_are_still_there():
    """What the limits override is called, and what both read exists; tests/live/test_guards.py and test_limits.py show that it works."""
    assert {"dataBuffer", "offset", "connected"} <= set(vars(abstract.FileDescriptor))
    assert "self._tempDataLen = 0" in inspect.getsource(abstract.FileDescriptor.__init__)
    assert issubclass(tcp.Server, abstract.FileDescriptor)
    assert "= self.numberAccepts" in inspect.getsource(tcp.Port.doRead)
    assert "self.send_queue = deque()" in inspect.getsource(protocol)
    assert "self._dataBuffer = []" in inspect.getsource(http.HTTPChannel.__init__)
    assert {"totalHeadersSize", "requestDone", "connectionMade", "dataReceived", "connectionLost"} <= set(vars(http.HTTPChannel))
    assert "parsePOSTFormSubmission" in inspect.signature(http.Request.__init__).parameters
    assert {"gotLength", "handleContentChunk"} <= set(vars(http.Request))
    assert {"process", "finish", "connectionLost"} <= set(vars(WebRequest))
    assert {"_dataReceived", "onFrameBegin", "dropConnection"} <= set(vars(protocol.WebSocketProtocol))
    assert "self.closeHandshakeTimeout," in inspect.getsource(protocol.WebSocketProtocol.sendCloseFrame)
    assert "self.onFrameBegin()" in inspect.getsource(protocol.WebSocketProtocol.processData)


def test_the_longest_agenda_fits_into_a_request_also_when_it_is_corrected():
    assert LONGEST_FILE + 40_000 < daphne_parts.MAX_BODY, "with all other fields of the form"


def test_a_request_that_becomes_a_socket_gives_its_line_away():
    assert "transport, self.transport = self.transport, None" in inspect.getsource(WebRequest.process)


@pytest.mark.parametrize("waiting, is_cut", [([], False), ([b""], False), ([b"", b"GET / HTTP/1.1"], True)])
def test_only_who_asks_again_without_reading_is_cut(peer, monkeypatch, waiting, is_cut):
    """A form's page with all that was typed may be long: after a body Twisted leaves an empty string where more requests wait."""
    assert "self._dataBuffer.append(data)" in inspect.getsource(http.HTTPChannel._finishRequestBody)
    done = []
    monkeypatch.setattr(http.HTTPChannel, "requestDone", lambda channel, request: done.append(request))
    channel = daphne_parts.GuardedChannel()
    channel.transport, channel._dataBuffer = peer.transport, waiting
    peer.transport._tempDataLen = frame_writer.BACKLOG_LIMIT + 1
    channel.requestDone("form")
    assert (done == [], peer.transport.connected == 0) == (is_cut, is_cut)


def test_daphne_makes_its_lines_as_we_want_them():
    assert daphne.server.HTTPFactory is GuardedFactory or "HTTPFactory(self)" in inspect.getsource(daphne.server.Server.run)
    assert "WebSocketFactory(self, server=self.server_name)" in inspect.getsource(daphne.server.Server.run)
    assert issubclass(daphne.server.WebSocketFactory.protocol, daphne_parts.WebSocketProtocol)


def test_a_frame_is_encoded_as_the_standard_says():
    assert Frame("a" * 5).wire == b"\x81\x05aaaaa"
    assert Frame("a" * 200).wire[:4] == b"\x81\x7e\x00\xc8"
    assert Frame("a" * 70_000).wire[:10] == b"\x81\x7f" + (70_000).to_bytes(8, "big")
    assert Frame("ü").wire == b"\x81\x02\xc3\xbc"


def test_a_frame_goes_straight_to_the_socket(peer):
    DirectFrameWriter(None, peer).write(Frame("hello", key="step"))
    assert (peer.transport.peer.recv(100), peer.transport.written) == (b"\x81\x05hello", [])


def test_who_stopped_reading_gets_the_newest_slots_only(peer, monkeypatch):
    monkeypatch.setattr(frame_writer, "BACKLOG_LIMIT", 1000)
    out = DirectFrameWriter(None, peer)
    peer.transport._tempDataLen = 2000  # nothing leaves
    for number in range(50):
        out.write(Frame(f"turnout {number}", key="turnout"))
    out.write(Frame("ack"))
    peer.transport._tempDataLen = 0
    out.check_backlog(0.0)
    assert peer.transport.written == [Frame("turnout 49").wire, Frame("ack").wire]


def test_who_reads_nothing_for_too_long_is_cut(peer, monkeypatch):
    monkeypatch.setattr(frame_writer, "BACKLOG_LIMIT", 1000)
    out = DirectFrameWriter(None, peer)
    peer.transport._tempDataLen = 2000
    out.write(Frame("turnout", key="turnout"))
    out.check_backlog(out._stalled_since + frame_writer.STALL_SECONDS + 1)
    assert (out.is_aborted, peer.transport.connected) == (True, 0)


def test_a_line_that_broke_is_no_error(peer):
    peer.transport.connected = 0
    DirectFrameWriter(None, peer).write(Frame("hello"))


@pytest.mark.parametrize(("is_on", "expected"), [(True, DirectFrameWriter), (False, FrameWriter)])
def test_direct_writes_are_for_daphne_s_plain_sockets_and_can_be_switched_off(monkeypatch, is_on, expected):
    monkeypatch.setattr(daphne_parts, "DIRECT_WRITES", is_on)
    line = daphne_parts.WebSocketProtocol.__new__(daphne_parts.WebSocketProtocol)
    line.transport, line._perMessageCompress = tcp.Server.__new__(tcp.Server), None
    assert type(frame_writer_for(functools.partial(print, line))) is expected
    assert type(frame_writer_for(print)) is FrameWriter
