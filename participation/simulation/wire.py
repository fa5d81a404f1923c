"""A minimal client for HTTP and WebSocket (RFC 9112, RFC 6455) over asyncio streams, for simulated phones."""

import asyncio
import base64
import json
import os
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
TIMEOUT = 20.0  # seconds


class Gone(Exception):
    """The connection broke, or the answer was a refusal or invalid."""


class Forms(HTMLParser):
    """The forms of a page as dicts: action, id, buttons, and the fields that a browser would send unchanged."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[dict] = []
        self.choice = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        values = dict(attrs)
        if tag == "form":
            self.forms.append({"action": values.get("action", ""), "id": values.get("id", ""), "fields": {}, "buttons": []})
        elif not self.forms:
            return
        elif tag == "input" and values.get("type") not in {"submit", "checkbox"} and values.get("name"):
            # Choose the first of a group of radio buttons, because it may be required.
            if values.get("type") != "radio" or values["name"] not in self.forms[-1]["fields"]:
                self.forms[-1]["fields"][values["name"]] = values.get("value", "")
        elif tag == "select":
            self.choice = values.get("name", "")
        elif tag == "option" and ("selected" in values or self.choice not in self.forms[-1]["fields"]):
            self.forms[-1]["fields"][self.choice] = values.get("value", "")
        elif tag == "button":
            self.forms[-1]["buttons"].append(values)


class Browser:
    """Requests to one server with one cookie jar, each on a new connection.

    With `address` they go to that host and port without TLS, past a proxy that serves `base`, and look as if they came through it.
    """

    def __init__(self, base: str, address: tuple[str, int] | None = None) -> None:
        self.base = base.rstrip("/")
        self.cookies: dict[str, str] = {}
        parts = urlsplit(self.base)
        self.host, is_secure = parts.netloc, parts.scheme == "https"
        self.uses_tls = is_secure and address is None
        self.forwarded = "X-Forwarded-Proto: https\r\n" if is_secure and address else ""
        self.address = address or (parts.hostname, parts.port or (443 if is_secure else 80))

    def headers(self) -> str:
        """The headers of every request, each line with its end."""
        jar = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        cookies = f"Cookie: {jar}\r\n" if jar else ""
        return f"Host: {self.host}\r\nOrigin: {self.base}\r\nUser-Agent: virtual phone\r\n{self.forwarded}{cookies}"

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Open a connection; raises Gone after TIMEOUT seconds."""
        try:
            return await asyncio.wait_for(asyncio.open_connection(*self.address, ssl=self.uses_tls or None, limit=2**20), TIMEOUT)
        except (OSError, TimeoutError) as error:
            raise Gone(f"no connection to {self.host}") from error

    async def request(self, path: str, data: dict | None = None) -> tuple[int, str, str]:
        """GET, or POST if there are `data`. Returns status, `Location` and page; does not follow redirects. Raises Gone."""
        path = urlsplit(urljoin(self.base + "/", path))._replace(scheme="", netloc="", fragment="").geturl()
        body = urlencode(data).encode() if data is not None else b""
        head = f"{'GET' if data is None else 'POST'} {path} HTTP/1.1\r\n{self.headers()}Connection: close\r\nAccept-Language: de\r\n"
        if data is not None:
            head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\nReferer: {self.base}{path}\r\n"
        reader, writer = await self.connect()
        try:
            writer.write(head.encode() + b"\r\n" + body)
            raw = await asyncio.wait_for(reader.read(), TIMEOUT)
        except (OSError, TimeoutError) as error:
            raise Gone(f"no answer to {path}") from error
        finally:
            writer.close()
        return self.read_response(raw)

    def read_response(self, raw: bytes) -> tuple[int, str, str]:
        """Store the cookies of a whole response; returns status, `Location` and page. Raises Gone for anything but HTTP."""
        head, _, body = raw.partition(b"\r\n\r\n")
        status, *lines = head.decode("latin-1").split("\r\n")
        location = ""
        chunked = False
        for line in lines:
            name, _, value = line.partition(":")
            name, value = name.lower(), value.strip()
            if name == "set-cookie":
                cookie, _, rest = value.partition("=")
                self.cookies[cookie] = rest.partition(";")[0].strip('"')
            elif name == "location":
                location = value
            elif name == "transfer-encoding":
                chunked = "chunked" in value
        try:
            return int(status.split()[1]), location, (join_chunks(body) if chunked else body).decode(errors="replace")
        except (IndexError, ValueError) as error:
            raise Gone("not an HTTP response") from error


def join_chunks(body: bytes) -> bytes:
    """The body of a response with chunked transfer encoding."""
    whole = b""
    while body:
        size, _, body = body.partition(b"\r\n")
        length = int(size.split(b";")[0] or b"0", 16)
        if not length:
            break
        whole, body = whole + body[:length], body[length + 2 :]
    return whole


class Socket:
    """A client's WebSocket: JSON frames out, JSON frames in."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def open(cls, browser: Browser, path: str) -> "Socket":
        """Connect and upgrade; raises Gone if the server refuses."""
        reader, writer = await browser.connect()
        key = base64.b64encode(os.urandom(16)).decode()
        upgrade = f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
        try:
            writer.write(f"GET {path} HTTP/1.1\r\n{browser.headers()}{upgrade}\r\n".encode())
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), TIMEOUT)
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
            writer.close()
            raise Gone("the socket was not opened") from error
        except asyncio.CancelledError:  # the caller has no socket to close
            writer.close()
            raise
        if b" 101 " not in head.split(b"\r\n")[0]:
            writer.close()
            raise Gone(head.split(b"\r\n")[0].decode("latin-1"))
        return cls(reader, writer)

    def send(self, frame: dict) -> None:
        """Send a JSON frame without waiting."""
        self.write(TEXT, json.dumps(frame, ensure_ascii=False, separators=(",", ":")).encode())

    def write(self, opcode: int, payload: bytes) -> None:
        """Write one masked WebSocket frame."""
        size = len(payload)
        length = bytes([0x80 | size]) if size < 126 else b"\xfe" + size.to_bytes(2) if size < 65536 else b"\xff" + size.to_bytes(8)
        mask = os.urandom(4)
        pad = (mask * (size // 4 + 1))[:size]
        masked = (int.from_bytes(payload) ^ int.from_bytes(pad)).to_bytes(size)
        self.writer.write(bytes([0x80 | opcode]) + length + mask + masked)

    async def receive(self) -> dict:
        """The next JSON frame; raises Gone when there will be none."""
        parts = b""
        try:
            while True:
                first, second = await self.reader.readexactly(2)
                size = second & 0x7F
                if size >= 126:
                    size = int.from_bytes(await self.reader.readexactly(2 if size == 126 else 8))
                payload = await self.reader.readexactly(size)
                opcode = first & 0x0F
                if opcode == CLOSE:
                    raise Gone("closed")
                if opcode == PING:
                    self.write(PONG, payload)
                elif opcode in {0, TEXT}:
                    parts += payload
                    if first & 0x80:
                        return json.loads(parts)
        except (OSError, asyncio.IncompleteReadError, ValueError) as error:
            raise Gone("the connection broke") from error

    def close(self) -> None:
        """Say goodbye (1000) and close the connection."""
        if not self.writer.is_closing():
            self.write(CLOSE, b"\x03\xe8")
            self.writer.close()
