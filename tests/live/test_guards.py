"""Limits on requests: too long, too slow, too many, and a server that stops without cutting anybody short."""

import contextlib
import json
import os
import signal
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from participation.live.wire.daphne_parts import LARGE_AT_ONCE

from ..e2e.conftest import Server
from ..evening import press
from ..waiting import PATIENCE, until
from .conftest import STRICT
from .phone import Phone
from .raw import Line, head, resident_kib, upgrade

pytestmark = pytest.mark.django_db(transaction=True)
HEALTH = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
GROWTH_KIB = 16 * 1024


@pytest.fixture
def line(strict):
    with Line(strict.url) as line:
        yield line


# -- too long -----------------------------------------------------------------------
def test_a_body_that_announces_too_much_is_refused_unread(line):
    line.say(b"POST /anything HTTP/1.1\r\nHost: localhost\r\nContent-Length: 300000000\r\n\r\n" + b"x" * 1000)
    assert line.hear().startswith(b"HTTP/1.1 413 ")


def test_a_body_in_chunks_is_cut_at_the_limit(strict, line):
    before = resident_kib(strict.process.pid)
    line.say(b"POST /anything HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
    chunk, said = b"10000\r\n" + b"x" * 0x10000 + b"\r\n", 0
    while said < 1000 and line.say(chunk):
        said += 1
    assert said < 200  # what the system's own buffers took
    assert resident_kib(strict.process.pid) - before < GROWTH_KIB


HEADS = {
    "one long line": ({"X-Long": "x" * 17_000}, b""),
    "two lines": ({"X-Long": "x" * 9_000, "X-Longer": "y" * 9_000}, b"HTTP/1.1 400 "),
    "600 lines": ({f"X-{number}": "y" for number in range(600)}, b"HTTP/1.1 400 "),
}


@pytest.mark.parametrize("name", HEADS)
def test_a_head_that_is_too_long_is_refused(line, name):
    headers, expected = HEADS[name]
    line.say(head("GET /healthz", {"Host": "localhost"} | headers))
    answer = line.hear()
    assert (answer[: len(expected)], len(answer) < 100, line.is_closed) == (expected, True, True)


def test_many_large_bodies_at_once_are_refused(strict):
    """Each is allowed; all of them together would be too much."""
    with contextlib.ExitStack() as stack:
        for _line in range(LARGE_AT_ONCE):
            stack.enter_context(Line(strict.url)).say(head("POST /anything", {"Host": "localhost", "Content-Length": "200000"}) + b"x")
        is_listening(strict.url)  # they came first, and have been read
        with Line(strict.url) as late:
            late.say(head("POST /anything", {"Host": "localhost", "Content-Length": "200000"}))
            answer = late.hear()
        assert answer.startswith(b"HTTP/1.1 503 ") and b"Retry-After: 5" in answer
        with Line(strict.url) as small:
            assert small.request("POST /anything", b"x" * 1000)[0] in {403, 404}
    until(lambda: status_of(strict.url, "POST /anything", b"x" * 100_000) in {403, 404})  # they have gone: there is room again


# -- too slow -----------------------------------------------------------------------
DRIPS = {
    "head": (b"GET / HTTP/1.1\r\nHost: localhost\r\n", b"X-Drip: 1\r\n"),
    "request line": (b"GET /", b"x"),
    "empty lines": (b"\r\n", b"\r\n"),
    "body": (b"POST /anything HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n", b"x"),
    "chunks": (b"POST /anything HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    "upgrade": (upgrade("/live/x/", "localhost")[:-2], b"X-Drip: 1\r\n"),
    "nothing at all": (b"", b""),
    "a second request": (b"", b"x"),
    "nothing after an answer": (b"", b""),
}


def test_whoever_drips_or_idles_is_cut_at_the_deadline(strict):
    with contextlib.ExitStack() as stack:
        lines = {name: stack.enter_context(Line(strict.url)) for name in DRIPS}
        for name in ("a second request", "nothing after an answer"):
            assert lines[name].request("GET /healthz")[0] == 200
        for name, (start, _drop) in DRIPS.items():
            lines[name].say(start)

        def drip() -> bool:
            for name, (_start, drop) in DRIPS.items():
                if not lines[name].is_closed:
                    lines[name].say(drop)
                    lines[name].hear(0.03)
            return all(line.is_closed for line in lines.values())

        until(drip, lambda: [name for name, line in lines.items() if not line.is_closed])


def test_a_line_may_be_used_again_within_that_time(line):
    for _request in range(3):
        time.sleep(2)
        assert line.request("GET /healthz")[0] == 200


# -- too many -----------------------------------------------------------------------
def test_requests_in_one_go_are_answered_in_their_order(line):
    line.say(HEALTH + b"GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n" + HEALTH.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
    assert [int(part[:3]) for part in line.hear().split(b"HTTP/1.1 ")[1:]] == [200, 404, 200]


def test_who_asks_on_and_on_without_reading_is_cut(strict):
    before = resident_kib(strict.process.pid)
    with Line(strict.url, receive_buffer=4096) as line:
        request = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
        until(lambda: not line.say(request * 100))
        assert line.is_closed
    assert resident_kib(strict.process.pid) - before < GROWTH_KIB


def test_one_connection_too_many_is_told_so_and_the_next_ones_are_served(strict):
    with contextlib.ExitStack() as stack:
        lines = [stack.enter_context(Line(strict.url)) for _line in range(int(STRICT["CONNECTIONS_IN_ALL"]) + 1)]
        answer = lines[-1].hear()
        assert answer.startswith(b"HTTP/1.1 503 ") and b"Retry-After" in answer and lines[-1].is_closed
    until(lambda: status_of(strict.url, "GET /healthz") == 200)


def test_a_crowd_may_knock_while_the_server_is_busy(strict):
    """Twisted listens with a backlog of 50; a class that opens its browsers at once would overflow it and wait for seconds."""
    os.kill(strict.process.pid, signal.SIGSTOP)
    try:
        with contextlib.ExitStack() as stack:
            knocks = [stack.enter_context(socket.socket()) for _knock in range(600)]
            for knock in knocks:
                knock.settimeout(0.8)
                knock.connect(("127.0.0.1", int(strict.url.rpartition(":")[2])))
    finally:
        os.kill(strict.process.pid, signal.SIGCONT)


@pytest.fixture
def narrow(static_root, transactional_db):
    """A server with one thread for all requests, and a second of patience."""
    server = Server(connection.settings_dict, static_root, REQUEST_THREADS="1", QUEUE_SECONDS="1")
    yield server
    server.stop()


def test_who_waits_too_long_for_a_turn_is_told_to_come_again(narrow, make_workshop):
    workshop = make_workshop()
    amina, bilal = (Phone(narrow.url) for _phone in range(2))
    bilal.join(f"/j/{workshop.code}/")
    with ThreadPoolExecutor() as pool:
        release = hold_the_database(pool)
        joining = pool.submit(amina.join, f"/j/{workshop.code}/")  # keeps the only thread until the database is free

        def refused():
            began = time.monotonic()
            answers = list(pool.map(lambda path: bilal.request("GET", path), ["/", f"/live/{workshop.room.slug}/state"]))
            return [status for status, _headers, _text in answers] == [503, 503] and (answers, time.monotonic() - began)

        answers, waited = until(refused)
        assert waited > 0.9
        release()
        assert [(status, headers["Retry-After"]) for status, headers, _text in answers] == [(503, "3")] * 2
        assert "Einen Moment, bitte." in answers[0][2] and "detail" in json.loads(answers[1][2])
        assert answers[0][1]["Content-Security-Policy"] and joining.result(PATIENCE) == workshop.room.slug
    assert bilal.request("GET", "/")[0] == 200
    # Emptying the database's log waits for the database too; it is tried again.
    said = [line.rpartition(": ")[2].strip() for line in list(narrow.log)[1:] if "not scrubbed after" not in line]
    assert set(said) == {"Service Unavailable", "it has waited too long for its turn"}


# -- the end ------------------------------------------------------------------------
@pytest.fixture
def parting(static_root, transactional_db):
    """A server of this test's own, to be stopped."""
    server = Server(connection.settings_dict, static_root)
    yield server
    server.stop()


def hold_the_database(pool: ThreadPoolExecutor, seconds: float = PATIENCE):
    """From now on nobody can write, as when a backup or another process holds the lock, until what this gives is called."""
    from participation.live.models import Room

    is_held, is_over = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            list(Room.objects.select_for_update())
            is_held.set()
            is_over.wait(seconds)
        connection.close()

    holding = pool.submit(hold)
    assert is_held.wait(PATIENCE), holding.result(0)

    def release() -> None:
        is_over.set()
        holding.result(PATIENCE)

    return release


def status_of(url: str, start: str, body: bytes = b"") -> int:
    with Line(url) as line:
        return line.request(start, body)[0]


def is_listening(url: str) -> None:
    assert status_of(url, "GET /healthz") == 200


def takes_nobody(url: str) -> bool:
    try:
        Line(url).socket.close()
    except ConnectionError:
        return True
    return False


def test_the_server_stops_without_cutting_anybody_short(parting, make_workshop, ben):
    """SIGTERM while ballots wait for the database: they are acknowledged, by socket and by HTTP, then everybody hears `bye`."""
    workshop = press(make_workshop(), times=2, by=ben)
    amina, bilal, dana = (Phone(parting.url, f"/j/{workshop.code}/") for _phone in range(3))
    amina.open().until("mine")
    dana.open().until("mine")
    vote = f'{{"t":"vote","poll":{workshop.item.polls.get().pk},"seq":1,"answer":{{"value":30}}}}'
    with ThreadPoolExecutor() as pool, contextlib.ExitStack() as stack:
        stack.enter_context(Line(parting.url)).say(b"GET / HTTP/1.1\r\n")  # a request whose end never comes holds nobody up
        release = hold_the_database(pool, seconds=2)
        amina.socket.send(vote)
        posted = stack.enter_context(Line(parting.url))
        fields = {"Host": posted.host, "Cookie": bilal.cookie_header, "Content-Type": "application/json", "Connection": "close"}
        posted.say(head(f"POST /live/{bilal.room}/vote", fields | {"Content-Length": str(len(vote))}) + vote.encode())
        crowd = [stack.enter_context(Line(parting.url)) for _newcomer in range(80)]
        for newcomer in crowd:
            newcomer.say(head(f"GET /j/{workshop.code}/", {"Host": newcomer.host, "Connection": "close"}))
        assert crowd[0].hear().startswith(b"HTTP/1.1 200 ")  # so the others are inside, too
        parting.process.send_signal(signal.SIGTERM)
        until(lambda: takes_nobody(parting.url))
        assert amina.until("ack")["status"] == "saved"
        assert 300 <= amina.until("bye")["retry_ms"] <= 2300
        assert 300 <= dana.until("bye")["retry_ms"] <= 2300
        answer = posted.hear()
        assert (answer[:13], b'"saved"' in answer) == (b"HTTP/1.1 200 ", True)
        assert all(newcomer.hear().startswith(b"HTTP/1.1 200 ") for newcomer in crowd[1:])
        release()
    assert parting.process.wait(PATIENCE) == 0
    said = [line for line in parting.log if "not scrubbed after" not in line]  # it may say that somebody held the database
    assert len(said) == 1, "".join(parting.log)
    for phone in (amina, dana):
        phone.close()


def test_who_has_knocked_before_the_server_stops_is_answered(parting, make_workshop):
    """A busy server has not let them in yet; Twisted lets in a few at a time, as many as came the last time and some more."""
    page = head(f"GET /j/{make_workshop().code}/", {"Host": "localhost", "Connection": "close"})
    for _visitor in range(3):
        with Line(parting.url) as line:
            assert line.request("GET /healthz")[0] == 200
        time.sleep(0.1)
    with contextlib.ExitStack() as stack:
        os.kill(parting.process.pid, signal.SIGSTOP)
        crowd = [stack.enter_context(Line(parting.url)) for _newcomer in range(80)]
        for newcomer in crowd:
            newcomer.say(page)
        parting.process.send_signal(signal.SIGTERM)
        os.kill(parting.process.pid, signal.SIGCONT)
        assert [newcomer.hear()[:13] for newcomer in crowd] == [b"HTTP/1.1 200 "] * 80
    assert parting.process.wait(PATIENCE) == 0


def test_a_second_sigterm_ends_it_at_once(parting):
    with ThreadPoolExecutor() as pool:
        release = hold_the_database(pool)
        parting.process.send_signal(signal.SIGTERM)
        until(lambda: takes_nobody(parting.url))  # it has heard the first
        assert parting.process.poll() is None  # it waits for the database
        parting.process.send_signal(signal.SIGTERM)
        assert parting.process.wait(PATIENCE) == -signal.SIGTERM
        release()
