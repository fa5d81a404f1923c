"""What comes over a connection and is hardly HTTP: request lines, heads and chunks that no browser sends."""

from .fuzz_frames import random_bytes
from .fuzz_values import Rng

LINES = (
    b"GET / HTTP/1.1", b"GET /", b"GET", b"", b" ", b"get / http/1.1", b"GET / HTTP/9.9", b"GET / HTTP/1.\xff", b"GET  /  HTTP/1.1",
    b"GET\t/\tHTTP/1.1", b"GET http://evil.example/ HTTP/1.1", b"GET * HTTP/1.1", b"OPTIONS * HTTP/1.1", b"CONNECT x:1 HTTP/1.1",
    b"G\xc3\x84T / HTTP/1.1", b"GET /\xff HTTP/1.1", b"GET /?\xff HTTP/1.1", b"GET /%ff%00 HTTP/1.1", b"GET //x/../ HTTP/1.1",
    b"PRI * HTTP/2.0", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"POST / HTTP/1.0", b"HEAD / HTTP/1.1", b"TRACE / HTTP/1.1",
    b"GET /" + b"a" * 9_000 + b" HTTP/1.1", b"GET /healthz HTTP/1.1\nHost: localhost\n", b"\x00GET / HTTP/1.1",
)  # fmt: skip
FIELDS = (
    b"Host: localhost", b"Host: a\r\nHost: b", b"Host", b": x", b" folded: x", b"X: y\r\n folded", b"X: \x00", b"X\xff: y", b"X Y: z",
    b"X:" + b"y" * 9_000, b"Content-Length: 5", b"Content-Length: -1", b"Content-Length: 5\r\nContent-Length: 6", b"Content-Length: abc",
    b"Content-Length: 1e3", b"Content-Length: +5", b"Content-Length: " + b"9" * 30, b"Content-Length: " + b"9" * 5_000,
    b"Content-Length: 0x5", b"Content-Length:", b"Content-Length: 1, 1", b"Transfer-Encoding: chunked", b"Transfer-Encoding: xchunked",
    b"Transfer-Encoding: chunked, identity", b"Transfer-Encoding: chunked\r\nContent-Length: 3", b"Transfer-Encoding:\x0bchunked",
    b"Expect: 100-continue", b"Connection: close", b"Connection: upgrade, close", b"Upgrade: h2c", b"Upgrade: websocket",
    b"Cookie: " + b"a=b;" * 900, b"Content-Type: application/json", b"Content-Type: multipart/form-data; boundary=",
    b"Daphne-Root-Path: \xff", b"Accept-Language: " + b"de," * 900, b"X-Forwarded-Proto: \xff", b"Origin: null", b"Range: bytes=0-0,-1",
)  # fmt: skip
CHUNKS = (
    b"5\r\nhello\r\n0\r\n\r\n", b"-5\r\nhello\r\n", b"zz\r\n", b"F" * 17 + b"\r\nx", b"F" * 3_000 + b"\r\n",
    b"5;" + b"x" * 5_000 + b"\r\nhello\r\n0\r\n\r\n", b"5\r\nhelloXX0\r\n\r\n", b"0\r\nTrailer: x\r\n\r\n",
    b"0\r\n" + b"X: y\r\n" * 600 + b"\r\n", b"5\nhello\n0\n\n", b"+5\r\nhello\r\n0\r\n\r\n", b"0x5\r\nhello\r\n",
    b"5 \r\nhello\r\n0\r\n\r\n", b"\r\n\r\n", b"hello", b"",
)  # fmt: skip
PATHS = (b"/", b"/healthz", b"/nowhere", b"/j/", b"/accounts/login/", b"/static/x.css", b"/live/x/vote", b"/live/x/state")


def any_lines(rng: Rng, cookie: str) -> bytes:
    """What comes over a connection that is no browser's."""
    if rng.random() < 0.1:
        return random_bytes(rng, 2000)
    line = rng.choice(LINES) if rng.random() < 0.5 else rng.choice((b"GET ", b"POST ", b"PUT ")) + rng.choice(PATHS) + b" HTTP/1.1"
    fields = [b"Host: 127.0.0.1", b"Cookie: " + cookie.encode()] if rng.random() < 0.6 else []
    fields += [rng.choice(FIELDS) for _field in range(rng.choice((0, 1, 1, 2, 4)))]
    said = b"\r\n".join((line, *fields)) + rng.choice((b"\r\n\r\n", b"\r\n\r\n", b"\n\n", b"\r\n", b"\r\r\n\n")) + rng.choice(CHUNKS)
    if rng.random() < 0.2:
        said += rng.choice((b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", said, random_bytes(rng)))
    return said[: rng.randrange(len(said) + 1)] if rng.random() < 0.15 else said
