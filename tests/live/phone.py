"""A phone that knows only docs/protocol.md: it joins by the form and speaks frames."""

import contextlib
import http.client
import json
import re
import time
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from ..waiting import PATIENCE, until

HIDDEN = re.compile(r"<input[^>]*type=\"hidden\"[^>]*>")
ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')


class Http:
    """As much of a browser as a form needs."""

    def __init__(self, base: str) -> None:
        self.base, self.cookies = urlsplit(base), {}

    def request(self, method: str, path: str, body: bytes | None = None, **headers: str):
        connection = http.client.HTTPConnection(self.base.netloc, timeout=PATIENCE)
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            headers["Cookie"] = self.cookie_header
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        text = response.read().decode()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                self.cookies |= {key: morsel.value for key, morsel in SimpleCookie(value).items()}
        connection.close()
        return response.status, response.headers, text

    @property
    def cookie_header(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def join(self, path: str) -> str:
        """Submit the join form with its hidden fields; gives the room's slug."""
        status, _headers, page = self.request("GET", path)
        assert status == 200, (status, page[:300])
        form = next(form for form in page.split("<form")[1:] if 'name="nonce"' in form)
        values = {a["name"]: a.get("value", "") for a in (dict(ATTRIBUTE.findall(field)) for field in HIDDEN.findall(form))}
        assert "nonce" in values
        self.fields = values
        return self.submit(path, values)

    def submit(self, path: str, values: dict[str, str]) -> str:
        status, headers, page = self.request(
            "POST", path, urlencode(values).encode(), Content_Type="application/x-www-form-urlencoded", Origin=self.base.geturl()
        )
        assert status == 303, (status, page[:500])
        return re.search(r"/w/([^/]+)/", headers["Location"])[1]


class Phone(Http):
    """`inbox` holds every frame that came; `slots` the newest of each name."""

    def __init__(self, base: str, join: str = "") -> None:
        super().__init__(base)
        self.inbox: list[dict] = []
        self.slots: dict[str, dict] = {}
        self.room = self.join(join) if join else ""
        self.socket = None

    def open(self, *, path: str | None = None, hello: dict | None = None, origin: str | None = None) -> "Phone":
        base = f"ws://{self.base.netloc}"
        headers = {"Cookie": self.cookie_header} if self.cookies else {}
        self.socket = connect(
            base + (path or f"/live/{self.room}/"),
            additional_headers=headers,
            origin=origin or self.base.geturl(),
            open_timeout=PATIENCE,
            compression=None,
            ping_interval=None,
            legacy=True,
        )
        self.send({"t": "hello", "lang": "de"} | (hello or {}))
        return self

    def send(self, frame: dict) -> None:
        with contextlib.suppress(ConnectionClosed):  # whoever was sent away hears of it when reading
            self.socket.send(json.dumps(frame))

    def read(self, seconds: float = PATIENCE) -> dict | None:
        """The next frame, or None."""
        try:
            frame = json.loads(self.socket.recv(timeout=seconds))
        except TimeoutError:
            return None
        self.inbox.append(frame)
        if frame["t"] == "slot" and frame["rev"] >= self.slots.get(frame["name"], {"rev": 0})["rev"]:
            self.slots[frame["name"]] = frame
        return frame

    def until(self, kind: str, seconds: float = PATIENCE, **fields) -> dict:
        """The next frame of a kind whose fields (also of its data) have these values."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            frame = self.read(left)
            if frame and frame["t"] == kind and all(_field(frame, name) == value for name, value in fields.items()):
                return frame
        raise AssertionError(f"no {kind} {fields}; last: {self.inbox[-3:]}")

    def heard(self, kind: str, **fields) -> dict:
        """A frame of a kind, whether it came already or is still to come."""
        come = [frame for frame in self.inbox if frame["t"] == kind and all(_field(frame, name) == fields[name] for name in fields)]
        return come[-1] if come else self.until(kind, **fields)

    def shows(self, slot: str, **fields) -> dict:
        """The newest frame of a slot, as soon as its fields have these values; it may have come already."""
        newest = self.slots.get(slot)
        if newest and all(_field(newest, name) == value for name, value in fields.items()):
            return newest
        return self.until("slot", name=slot, **fields)

    def vote(self, poll: int, seq: int, answer: dict) -> dict:
        self.send({"t": "vote", "poll": poll, "seq": seq, "answer": answer})
        return self.until("ack", poll=poll)

    def quiet(self, seconds: float = 0.6) -> list[dict]:
        """Everything that still comes within some time."""
        frames, deadline = [], time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            if frame := self.read(left):
                frames.append(frame)
        return frames

    def is_up_to_date(self) -> None:
        """Every slot that the server has for this phone has come: the answer to a beat names them. One that looks as before at a higher
        revision may not be sent; then nothing comes for three seconds."""

        def named() -> dict[str, int]:
            self.send({"t": "beat"})
            if not (revs := self.until("beat")["revs"]):
                time.sleep(0.3)  # not faster than the rate
            return revs

        revs = until(named)
        while any(self.have().get(name, 0) < rev for name, rev in revs.items()):
            if self.read(3) is None:
                return

    def have(self) -> dict[str, int]:
        return {name: frame["rev"] for name, frame in self.slots.items()}

    def close(self) -> None:
        if self.socket:
            self.socket.close()


def _field(frame: dict, name: str):
    value = frame
    for part in name.split("__"):
        value = value.get(part) if isinstance(value, dict) else None
    return value
