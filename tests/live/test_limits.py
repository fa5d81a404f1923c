"""Limits on sockets: how many, how much, how often, and what happens to who goes beyond. The numbers: live/guards/limits.py."""

import contextlib
import zlib

import pytest
from websockets.exceptions import ConnectionClosed

from participation.live.guards.limits import HANDSHAKE_MARGIN, SOCKETS_PER_PERSON
from participation.live.wire.socket import TRY_AGAIN_LATER

from ..waiting import until
from .phone import Phone
from .raw import BINARY, CLOSE, PING, PONG, RawSocket, frame, resident_kib

pytestmark = pytest.mark.django_db(transaction=True)
FLOOD_BYTES, GROWTH_KIB = 20_000_000, 16 * 1024


@pytest.fixture
def dev(make_phone, make_workshop, live):
    """dev() → a socket of somebody in the room who means harm; it has said hello."""
    lines, phone = [], make_phone(make_workshop())

    def open_line(**options):
        line = RawSocket(live, f"/live/{phone.room}/", phone.cookie_header, **options)
        lines.append(line)
        line.send({"t": "hello", "lang": "de"})
        assert line.until("mine"), line.answer
        return line

    yield open_line
    for line in lines:
        line.socket.close()


# -- how many ---------------------------------------------------------------------
def test_one_too_many_is_told_to_come_back_later(strict, transactional_db, make_workshop):
    lines = contextlib.ExitStack()

    def come(workshop) -> RawSocket:
        phone = Phone(strict.url, f"/j/{workshop.code}/")
        line = lines.enter_context(RawSocket(strict.url, f"/live/{phone.room}/", phone.cookie_header))
        line.send({"t": "hello"})
        return line

    with lines:
        here, there = make_workshop(), make_workshop()
        first, *_others = [come(here) for _phone in range(3)]
        assert first.until("welcome")
        late = come(here)
        assert 5_000 <= late.until("bye")["retry_ms"] <= 20_000  # the room is full …
        assert late.close_code() == TRY_AGAIN_LATER
        assert all(come(there).until("welcome") for _phone in range(2))
        assert come(there).until("bye")["retry_ms"]  # … and now the server
        first.socket.close()
        until(lambda: come(there).until("welcome"))  # a place is free again


def test_who_finds_no_place_goes_without_a_socket(strict, transactional_db, make_workshop):
    workshop = make_workshop()
    with contextlib.ExitStack() as stack:
        for _phone in range(4):
            phone = Phone(strict.url, f"/j/{workshop.code}/")
            line = stack.enter_context(RawSocket(strict.url, f"/live/{phone.room}/", phone.cookie_header))
        assert line.until("bye")
        assert phone.request("GET", f"/live/{phone.room}/state")[0] == 200


def test_sockets_that_never_say_hello_do_not_fill_the_room_either(make_phone, make_workshop, live):
    phone = make_phone(make_workshop())
    with contextlib.ExitStack() as stack:
        lines = [
            stack.enter_context(RawSocket(live, f"/live/{phone.room}/", phone.cookie_header))
            for _line in range(SOCKETS_PER_PERSON + HANDSHAKE_MARGIN + 1)
        ]
        assert lines[-1].until("bye")
        assert lines[-2].read(0.2) is None and not lines[-2].is_closed


def test_the_rate_is_the_phone_s_however_many_tabs_it_has(make_phone, make_workshop, in_one_go):
    amina = make_phone(make_workshop())
    tabs = []
    for _tab in range(4):
        tabs.append(make_phone())
        tabs[-1].cookies, tabs[-1].room = amina.cookies, amina.room
        tabs[-1].open().until("mine")
    with in_one_go():
        for tab in tabs * 4:
            tab.send({"t": "beat"})
    told = []

    def hear() -> bool:
        for tab in tabs:
            with contextlib.suppress(ConnectionClosed):
                while frame := tab.read(0.5):
                    told.append(frame["t"])
        return told.count("beat") >= 10 and "bye" in told

    until(hear, lambda: told)
    assert told.count("beat") <= 13


def test_who_is_slow_to_hear_the_goodbye_is_given_time(dev):
    """A line that is reset under an unread `bye` takes it along."""
    line = dev()
    for _frame in range(3):
        line.send("nonsense")
    assert line.until("bye") and line.read()[0] == CLOSE
    assert not line.ends_within(3)
    line.send((1000).to_bytes(2), opcode=CLOSE)
    assert line.ends_within()


# -- how much ---------------------------------------------------------------------
def flood(server, line, data: bytes) -> int:
    """Say it again and again until cut; gives how much the server's memory grew, in KiB."""
    before, chunk = resident_kib(server.process.pid), data * (60_000 // len(data) + 1)
    for _time in range(FLOOD_BYTES // len(chunk)):
        if not line.say(chunk):
            break
    assert line.is_closed or line.ends_within(), "a flood that nobody stopped"
    return resident_kib(server.process.pid) - before


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(frame('{"t":"beat"}'), id="frames"),
        pytest.param(frame(b"x" * 125, PING), id="pings"),
        pytest.param(frame(b"", PING), id="empty pings"),
        pytest.param(frame(b"", PONG), id="pongs"),
        pytest.param(frame(b"x", BINARY), id="binary"),
    ],
)
def test_a_flood_is_cut_and_costs_no_memory(dev, server, data):
    assert flood(server, dev(), data) < GROWTH_KIB
    assert dev().is_open  # and whoever comes next is served


@pytest.mark.parametrize("crumb", [b"", b" "], ids=["empty", "one byte"])
def test_a_message_in_endless_crumbs_is_cut(dev, server, crumb):
    line = dev()
    line.say(frame("[", fin=False))
    assert flood(server, line, frame(crumb, 0, fin=False)) < GROWTH_KIB


@pytest.mark.parametrize("opcode", [PING, PONG], ids=["pings", "pongs"])
def test_a_thousand_small_ones_at_once_are_a_flood_too(dev, opcode):
    """Six bytes each: what they cost is the work, not the line."""
    line = dev()
    line.say(frame(b"", opcode) * 1000)
    assert line.ends_within()


def test_a_ping_now_and_then_is_answered(dev):
    line = dev()
    line.say(frame(b"are you there", PING))
    while (found := line.read())[0] != PONG:
        pass
    assert found == (PONG, b"are you there")


def test_a_frame_over_64_kib_ends_the_socket_before_it_is_read(dev):
    line = dev()
    line.say(frame(b"", length=2**40))
    assert line.ends_within()


def test_the_pieces_of_a_message_count_together(dev):
    line = dev()
    line.say(frame(b"x" * 30_000, fin=False) + frame(b"x" * 30_000, 0, fin=False))
    assert not line.ends_within(0.3)
    line.say(frame(b"x" * 10_000, 0))
    assert line.ends_within()


def test_nothing_is_compressed_so_nothing_can_explode(dev, server):
    line = dev(Sec_WebSocket_Extensions="permessage-deflate; client_max_window_bits")
    assert b"permessage-deflate" not in line.answer.lower()
    before = resident_kib(server.process.pid)
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = squeeze.compress(b"\0" * 50_000_000) + squeeze.flush(zlib.Z_SYNC_FLUSH)
    assert len(bomb) < 60_000
    line.say(frame(bomb, rsv=4))
    assert line.ends_within()
    assert resident_kib(server.process.pid) - before < GROWTH_KIB


def test_who_does_not_say_hello_is_cut(strict, transactional_db, make_workshop):
    phone = Phone(strict.url, f"/j/{make_workshop().code}/")
    with RawSocket(strict.url, f"/live/{phone.room}/", phone.cookie_header) as line:
        assert line.is_open
        assert not line.ends_within(1)
        assert line.ends_within()
