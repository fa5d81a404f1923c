"""Plain frames are read by ourselves, everything else by Autobahn: what is read is what was said, and nothing else passes for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.live.wire.frame_reader import read_text_frame
from participation.live.wire.frames import MAX_DEPTH, BadFrame, decode

from .raw import BINARY, CLOSE, PING, RawSocket, frame

MASKS = st.binary(min_size=4, max_size=4)


@given(st.text(max_size=300), MASKS)
def test_a_plain_frame_is_read_as_it_was_said(text, mask):
    assert read_text_frame(frame(text, mask=mask)) == text.encode()


@pytest.mark.parametrize("size", [0, 125, 126, 65_535])
def test_a_plain_frame_of_any_size_that_two_bytes_can_tell(size):
    assert read_text_frame(frame("x" * size)) == b"x" * size


@pytest.mark.parametrize(
    "data",
    [
        frame("x" * 65_536),
        frame("vote", BINARY),
        frame("vote", PING),
        frame("vote", CLOSE),
        frame("vote", 0),
        frame("vote", fin=False),
        frame("vote", rsv=1),
        frame("vote", mask=None),
        frame("vote", length=3),
        frame("vote", length=5),
        frame("vote") + frame("vote"),
        frame("vote")[:-1],
        b"\x81\xfe\x00\x04mask" + frame("vote")[6:],  # a length that should have stood in one byte
        frame(b"\xff\xfe"),
        frame("vote")[:2],
        b"\x81",
        b"",
    ],
)
def test_everything_else_is_for_the_general_parser(data):
    assert read_text_frame(data) is None


@given(st.binary(max_size=60), MASKS)
def test_bytes_that_are_no_text_are_none(payload, mask):
    try:
        payload.decode()
    except UnicodeDecodeError:
        assert read_text_frame(frame(payload, mask=mask)) is None


@pytest.mark.django_db(transaction=True)
def test_a_message_in_pieces_stays_one_message_whatever_comes_between(make_phone, make_workshop):
    """A plain frame inside a message in pieces would be an error of the sender: only the general parser knows that."""
    amina = make_phone(make_workshop("slider"))
    with RawSocket(amina.base.geturl(), f"/live/{amina.room}/", amina.cookie_header) as line:
        line.send({"t": "hello", "lang": "de"})
        assert line.until("mine")
        line.send('{"t":"b', fin=False)
        line.send("", opcode=PING)
        line.send('eat"}', opcode=0)
        assert line.until("beat")
        beat = frame('{"t":"beat"}')
        line.say(beat[:5])
        line.say(beat[5:] + beat)
        assert line.until("beat") and line.until("beat")
        line.send('{"t":"b', fin=False)
        line.send({"t": "beat"})
        assert line.ends_within()


def nested(depth: int) -> str:
    return '{"a":' * depth + "1" + "}" * depth


def test_how_deep_a_frame_may_be():
    assert decode(nested(MAX_DEPTH))
    assert decode('{"a":"' + "{[" * MAX_DEPTH + '"}')  # brackets in words are words
    with pytest.raises(BadFrame):
        decode(nested(MAX_DEPTH + 1))
