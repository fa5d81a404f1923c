"""Limits at the server itself: too long, too slow, too much. The code: participation/live/daphne_parts.py."""

import socket
import time
from pathlib import Path

import pytest
from django.db import connection

from ..e2e.conftest import Server

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def hasty(django_db_setup, tmp_path_factory):
    """A server whose patience with slow requests is two seconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REQUEST_DEADLINE", "2")
        server = Server(connection.settings_dict, tmp_path_factory.mktemp("static"))
    yield server
    server.stop()


def raw(server, *pieces: bytes, wait: float = 0.0) -> bytes:
    """What the server says to bytes that arrive piece by piece."""
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=15) as line:
        try:
            for piece in pieces:
                line.sendall(piece)
                time.sleep(wait)
            answer = b""
            while more := line.recv(65536):
                answer += more
            return answer
        except (ConnectionResetError, BrokenPipeError):
            return b"reset"


def resident_kib(server) -> int:
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))


def test_a_body_that_announces_too_much_is_refused_unread(hasty):
    answer = raw(hasty, b"POST /anything HTTP/1.1\r\nHost: localhost\r\nContent-Length: 300000000\r\n\r\n" + b"x" * 1000)
    assert answer.startswith(b"HTTP/1.1 413 ")


def test_a_body_in_chunks_is_cut_at_one_mebibyte(hasty):
    before = resident_kib(hasty)
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    head = b"POST /anything HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    answer = raw(hasty, head, *[chunk] * 100)
    assert answer == b"reset" or answer.startswith(b"HTTP/1.1 413 ") or answer == b""
    assert resident_kib(hasty) - before < 24 * 1024


def test_a_request_that_drips_is_cut_at_the_deadline(hasty):
    begun = time.monotonic()
    answer = raw(hasty, b"GET / HTTP/1.1\r\nHost: localhost\r\n", *[b"X-Drip: 1\r\n"] * 8, wait=0.5)
    assert answer in {b"", b"reset"}
    assert time.monotonic() - begun < 12


def test_an_ordinary_request_is_answered(hasty):
    assert raw(hasty, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").startswith(b"HTTP/1.1 200 ")
