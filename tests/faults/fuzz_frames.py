"""What comes over a WebSocket: frames that are nearly of the protocol, and bytes that are hardly of a WebSocket."""

import json
from collections.abc import Callable

from ..live.raw import BINARY, CLOSE, PING, PONG, TEXT, frame, head
from .fuzz_values import Rng, any_text, any_value, as_bytes, as_json, mutated

ANSWERS = {
    "slider": {"value": 35, "reason": "Wegen der Hitze"},
    "single_choice": {"option": 1},
    "multiple_choice": {"options": [1, 2]},
    "dots": {"dots": {"1": 3, "2": 1}},
    "resistance": {"resistance": {"1": 3, "2": 0, "3": 9}},
    "points": {"points": {"1": 40, "2": 60}},
    "ranking": {"order": [2, 1]},
    "criteria": {"weights": {"1": 4, "2": 1}, "scores": {"1": {"1": 7}}},
    "statements": {"votes": {"1": 1, "2": -1}},
    "grid": {"x": 75, "y": 60},
    "knowledge": {"option": 2},
    "words": {"words": ["Nachtbus", "Radweg"]},
}
HELLO = '{"t":"hello","lang":"de"}'
MOST_FRAMES = 8  # below what a phone may say at once, so that each is answered


def vote_frame(rng: Rng, kind: str, polls: dict[str, int]) -> dict:
    """A ballot as it should be, for the room's own poll or for another one."""
    asked = kind if rng.random() < 0.85 else rng.choice(list(polls))
    answer = ANSWERS[asked if rng.random() < 0.8 else rng.choice(list(ANSWERS))]
    return {"t": "vote", "poll": polls[asked], "seq": rng.choice((1, 2, 3, 9_998, 9_999)), "answer": answer}


def any_frame(rng: Rng, kind: str, polls: dict[str, int]) -> str:
    """The text of one frame: good ones too, because what follows them matters."""
    what = rng.random()
    if what < 0.7:
        right = vote_frame(rng, kind, polls)
    elif what < 0.85:
        right = {"t": "hello", "epoch": "x", "have": {"step": 16, "people": 2}, "lang": "en"}
    elif what < 0.9:
        right = {"t": "beat"}
    else:
        return as_json(rng, any_value(rng))
    for _time in range(rng.choice((0, 1, 1, 1, 2, 3))):
        right = mutated(rng, right)
    return as_json(rng, right)


def any_talk(rng: Rng, kind: str, polls: dict[str, int]) -> list[str]:
    """What one socket says; mostly it says hello first."""
    said = [any_frame(rng, kind, polls) for _frame in range(rng.randint(1, MOST_FRAMES))]
    return [HELLO, *said] if rng.random() < 0.93 else said


# -- bytes ---------------------------------------------------------------------------
BROKEN_TEXT = (b"\xff\xfe", b"\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc0\x80", b"\x80", b'{"t":"\xe2\x82"}')
CODES = (0, 1, 999, 1000, 1001, 1004, 1005, 1006, 1007, 1011, 1015, 2999, 3000, 4999, 5000, 65535)


def random_bytes(rng: Rng, most: int = 200) -> bytes:
    return rng.randbytes(rng.randint(0, most))


def long_form(payload: bytes) -> bytes:
    """A short payload whose length stands in eight bytes, which the standard forbids."""
    return bytes([0x81, 0x80 | 127]) + len(payload).to_bytes(8) + b"\0\0\0\0" + payload


SCRAPS: list[Callable[[Rng], bytes]] = [
    lambda rng: frame(HELLO),
    lambda rng: frame('{"t":"beat"}'),
    lambda rng: frame(as_bytes(any_text(rng)), rng.choice((3, 4, 5, 6, 7, 11, 12, 13, 14, 15))),
    lambda rng: frame(HELLO, rsv=rng.randrange(1, 8)),
    lambda rng: frame(HELLO, mask=None),
    lambda rng: frame(HELLO, length=rng.choice((0, 1, 24, 26, 125, 126, 65_535, 65_536, 2**31, 2**40, 2**63, 2**64 - 1))),
    lambda rng: long_form(HELLO.encode()),
    lambda rng: frame(rng.choice(BROKEN_TEXT)),
    lambda rng: frame(HELLO[:9], fin=False) + frame(HELLO[9:], 0),
    lambda rng: frame(HELLO[:9], fin=False) + frame(b"ping", PING) + frame(HELLO[9:], 0),
    lambda rng: frame(HELLO[:9], fin=False) + frame(HELLO),
    lambda rng: frame("é".encode()[:1], fin=False) + frame("é".encode()[1:], 0),
    lambda rng: frame(b"", 0, fin=rng.random() < 0.5),
    lambda rng: frame(b"[", fin=False) + frame(b"", 0, fin=False) * rng.randint(1, 40),
    lambda rng: frame(random_bytes(rng, 300), rng.choice((PING, PONG))),
    lambda rng: frame(b"x" * 60, rng.choice((PING, PONG, CLOSE)), fin=False),
    lambda rng: frame(rng.choice(CODES).to_bytes(2) + rng.choice((b"", b"bye", b"\xff\xff", b"x" * 130)), CLOSE),
    lambda rng: frame(random_bytes(rng, 3), CLOSE),
    lambda rng: frame(random_bytes(rng), BINARY),
    lambda rng: frame(b" " * rng.choice((4_096, 4_097, 65_535, 65_536, 70_000)), TEXT),
    lambda rng: frame(HELLO)[: rng.randint(1, 30)],
    lambda rng: random_bytes(rng),
    lambda rng: b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
]  # fmt: skip


def any_scraps(rng: Rng) -> bytes:
    """What comes over an open socket, half the time after a hello."""
    start = frame(HELLO) if rng.random() < 0.5 else b""
    return start + b"".join(rng.choice(SCRAPS)(rng) for _scrap in range(rng.randint(1, 4)))


# -- handshakes ----------------------------------------------------------------------
def any_handshake(rng: Rng, path: str, host: str, cookie: str) -> bytes:
    """Somebody knocks as for a WebSocket, with one thing or two that are wrong, and perhaps talks on at once."""
    fields = {
        "Host": host, "Origin": f"http://{host}", "Cookie": cookie, "Upgrade": "websocket", "Connection": "Upgrade",
        "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }  # fmt: skip
    for _time in range(rng.randint(0, 2)):
        name = rng.choice([*fields, "Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions", "Content-Length", "Transfer-Encoding"])
        if rng.random() < 0.3:
            fields.pop(name, None)
        else:
            fields[name] = rng.choice(HANDSHAKE_VALUES) if rng.random() < 0.6 else any_text(rng)
    said = head(f"{rng.choice(('GET', 'GET', 'GET', 'POST', 'HEAD'))} {path}", fields) + rng.choice((b"", any_scraps(rng)))
    return said[: rng.randrange(len(said) + 1)] if rng.random() < 0.2 else said


HANDSHAKE_VALUES = (
    "", "websocket", "WebSocket, h2c", "keep-alive", "Upgrade, close", "8", "13, 8", "99", "x" * 23 + "=",
    "permessage-deflate; server_no_context_takeover", "permessage-deflate; client_max_window_bits=99", ";;;,,,", "a,b,a", "null",
    "http://evil.example", "5", "chunked", "-1", "9" * 30, json.dumps({"a": 1}),
)  # fmt: skip
