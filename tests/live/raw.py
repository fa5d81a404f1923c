"""A line to the server that may say anything, also what no browser and no library would."""

import base64
import json
import os
import re
import socket
import time
from pathlib import Path
from urllib.parse import urlsplit

from ..waiting import PATIENCE

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


class Line:
    """A TCP connection. `say` tells whether it could; `hear` gives what came until it did."""

    def __init__(self, base: str, *, patience: float = PATIENCE, receive_buffer: int = 0) -> None:
        self.host = urlsplit(base).netloc
        self.socket = socket.socket()
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(patience)
        try:
            self.socket.connect((urlsplit(base).hostname, urlsplit(base).port))
        except OSError:
            self.socket.close()
            raise
        self.is_closed = False
        self.heard = self.last_head = b""

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *_error) -> None:
        self.socket.close()

    def say(self, data: bytes) -> bool:
        try:
            self.socket.sendall(data)
        except TimeoutError:
            return False
        except ConnectionError:
            self.is_closed = True
        return not self.is_closed

    def hear(self, seconds: float = PATIENCE) -> bytes:
        """Everything that comes until the server closes the line, at most for this long."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0 and self._more(left):
            pass
        heard, self.heard = self.heard, b""
        return heard

    def hear_until(self, end: bytes, seconds: float = PATIENCE) -> bytes:
        deadline = time.monotonic() + seconds
        while end not in self.heard and (left := deadline - time.monotonic()) > 0 and self._more(left):
            pass
        heard, found, self.heard = self.heard.partition(end)
        return heard + found

    def _more(self, seconds: float) -> bool:
        self.socket.settimeout(seconds)
        try:
            data = self.socket.recv(65536)
        except TimeoutError:
            return False
        except ConnectionError:
            data = b""
        self.is_closed = not data
        self.heard += data
        return bool(data)

    def ends_within(self, seconds: float = PATIENCE) -> bool:
        self.hear(seconds)
        return self.is_closed

    def request(self, start: str, body: bytes = b"", **headers: str) -> tuple[int, bytes]:
        """One request on a line that stays open: (status, body). Status 0: the line was closed instead."""
        fields = {"Host": self.host, **({"Content-Length": str(len(body))} if body else {}), **headers}
        self.say(head(start, fields) + body)
        answer = self.last_head = self.hear_until(b"\r\n\r\n")
        if not answer:
            return 0, b""
        status, length = int(answer.split()[1]), re.search(rb"(?i)content-length: *(\d+)", answer)
        wanted = int(length[1]) if length else 0
        while len(self.heard) < wanted and self._more(PATIENCE):
            pass
        body, self.heard = self.heard[:wanted], self.heard[wanted:]
        return status, body


def frame(
    payload: bytes | str = b"", opcode: int = TEXT, *, fin: bool = True, rsv: int = 0, mask: bytes | None = b"mask", length: int = -1
) -> bytes:
    """A frame as the standard says, or against it: without a mask, with reserved bits, with a length that is a lie."""
    payload = payload.encode() if isinstance(payload, str) else payload
    size = len(payload) if length < 0 else length
    bit = 0x80 if mask else 0
    if size < 126:
        head = bytes([fin << 7 | rsv << 4 | opcode, bit | size])
    else:
        wide = 2 if size < 65536 else 8
        head = bytes([fin << 7 | rsv << 4 | opcode, bit | (126 if wide == 2 else 127)]) + size.to_bytes(wide)
    if mask:
        pad = (mask * (len(payload) // 4 + 1))[: len(payload)]
        payload = mask + (int.from_bytes(payload) ^ int.from_bytes(pad)).to_bytes(len(payload))
    return head + payload


def head(start: str, headers: dict[str, str]) -> bytes:
    """A request up to its body; underscores in the names of headers are written as hyphens."""
    lines = [f"{start} HTTP/1.1", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")


def upgrade(path: str, host: str, **headers: str) -> bytes:
    key = base64.b64encode(os.urandom(16)).decode()
    fields = {"Host": host, "Origin": f"http://{host}", "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13"}
    return head(f"GET {path}", fields | {"Sec-WebSocket-Key": key} | headers)


class RawSocket(Line):
    """A WebSocket that is as badly behaved as its test wants."""

    def __init__(self, base: str, path: str, cookie: str = "", *, receive_buffer: int = 0, **headers: str) -> None:
        super().__init__(base, receive_buffer=receive_buffer)
        self.say(upgrade(path, self.host, **({"Cookie": cookie} if cookie else {}), **headers))
        self.answer = self.hear_until(b"\r\n\r\n")
        self.is_open = self.answer.startswith(b"HTTP/1.1 101")

    def send(self, payload: dict | str | bytes, **options) -> bool:
        return self.say(frame(json.dumps(payload) if isinstance(payload, dict) else payload, **options))

    def read(self, seconds: float = PATIENCE) -> tuple[int, bytes] | None:
        """The next frame as (opcode, payload), or None if none came."""
        deadline = time.monotonic() + seconds
        while not (found := self._cut_frame()):
            left = deadline - time.monotonic()
            if left <= 0 or not self._more(left):
                return None
        return found

    def _cut_frame(self) -> tuple[int, bytes] | None:
        data = self.heard
        if len(data) < 2:
            return None
        size, start = data[1] & 0x7F, 2
        if size >= 126:
            start = 4 if size == 126 else 10
            size = int.from_bytes(data[2:start])
        if len(data) < start + size:
            return None
        self.heard = data[start + size :]
        return data[0] & 0x0F, data[start : start + size]

    def until(self, kind: str, seconds: float = PATIENCE) -> dict | None:
        """The next JSON frame of this kind; None if the line ends first."""
        deadline = time.monotonic() + seconds
        while (found := self.read(max(0.01, deadline - time.monotonic()))) is not None:
            if found[0] == TEXT and (told := json.loads(found[1]))["t"] == kind:
                return told
        return None

    def close_code(self, seconds: float = PATIENCE) -> int | None:
        """The code of the close frame that ends the socket; None for a line that was cut."""
        while found := self.read(seconds):
            if found[0] == CLOSE:
                return int.from_bytes(found[1][:2])
        return None


def resident_kib(pid: int) -> int:
    """Memory of a process, as the system sees it."""
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
