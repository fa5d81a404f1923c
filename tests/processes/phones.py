"""Phones and consoles that go to whichever process the balancer gives them: each request and each socket may be another one's."""

import json
import re
from urllib.parse import urlencode

from ..e2e.conftest import session_cookie
from ..live.phone import Phone as OnePlacePhone
from ..waiting import PATIENCE

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Phone(OnePlacePhone):
    """Remembers every revision it was sent, and fails when one goes back; `at(server)` is where its next request goes."""

    def __init__(self, base: str, join: str = "") -> None:
        self.revisions: dict[str, list[int]] = {}
        self.epoch, self.mine = "", None
        super().__init__(base, join)

    def at(self, server) -> "Phone":
        self.base = self.base._replace(netloc=server.url.removeprefix("http://"))
        return self

    def becomes(self, other: "Phone") -> "Phone":
        """Another tab of the same phone."""
        self.cookies, self.room = dict(other.cookies), other.room
        return self

    def open(self, *, again: bool = False, **options) -> "Phone":
        """`again`: it says what it has."""
        if again:
            options["hello"] = {"epoch": self.epoch, "have": self.have()}
        return super().open(**options)

    def read(self, seconds: float = PATIENCE):
        frame = super().read(seconds)
        if frame and frame["t"] == "welcome":
            if frame["epoch"] != self.epoch:
                self.revisions, self.slots = {}, {}
            self.epoch = frame["epoch"]
            self.revisions.pop("people", None)
            self.slots.pop("people", None)
        if frame and frame["t"] == "mine":
            self.mine = frame
        if frame and frame["t"] == "slot":
            before = self.revisions.setdefault(frame["name"], [])
            assert not before or frame["rev"] > before[-1], f"{frame['name']} went back from {before[-1]} to {frame['rev']}"
            before.append(frame["rev"])
        return frame

    def owns(self, **fields) -> dict:
        """The newest `mine`, as soon as its fields have these values; it may have come already."""
        if self.mine and all(self.mine[name] == value for name, value in fields.items()):
            return self.mine
        return self.until("mine", **fields)

    def post_vote(self, poll: int, seq: int, answer: dict) -> tuple[int, dict]:
        """The HTTP twin."""
        body = json.dumps({"t": "vote", "poll": poll, "seq": seq, "answer": answer}).encode()
        status, _headers, text = self.request("POST", f"/live/{self.room}/vote", body, Content_Type="application/json")
        return status, json.loads(text) if text.startswith("{") else {}


class Console(Phone):
    """A facilitator's browser, pressing as its script does."""

    def __init__(self, base: str, workshop, user) -> None:
        super().__init__(base)
        self.workshop, self.room = workshop, workshop.room.slug
        cookie = session_cookie(user, base)
        self.cookies[cookie["name"]] = cookie["value"]
        self.path = f"/console/{workshop.pk}/"
        self.token = TOKEN.search(self.request("GET", self.path)[2])[1]

    def open(self, **options) -> "Console":
        return super().open(path=f"/live/{self.room}/console/", **options)

    def press(self, revision: int) -> int:
        """The main button: 204, or 409 if somebody was faster."""
        return self._post("step/", revision=revision)

    def act(self, do: str, **fields) -> int:
        return self._post("act/", do=do, **fields)

    def _post(self, path: str, **fields) -> int:
        body = urlencode({"csrfmiddlewaretoken": self.token, **fields}).encode()
        headers = {"Content_Type": "application/x-www-form-urlencoded", "Origin": self.base.geturl(), "X_Requested_With": "fetch"}
        return self.request("POST", self.path + path, body, **headers)[0]
