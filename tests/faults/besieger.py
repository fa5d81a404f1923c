"""What an intruder sends at once, from a process of its own: python -m tests.faults.besieger < plan.json. Prints the answers as JSON.

Texts of combining marks, wrong logins, forgotten passwords, and one script that joins and joins.
"""

import asyncio
import json
import secrets
import sys
import time
from collections import Counter

from participation.simulation.wire import Browser, Forms, Gone

# U+0316 and U+0301 by turns: sorting them is what Unicode normalisation takes its time for.
MARKS = ("\u0316\u0301" * 50_000).encode()  # 200 KB
SIZES = (200_000, 200_000, 80_000, 80_000)
EDGE = "augenhoehe-edge"


class Besieger:
    """`plan`: {"base", "join", "room", "poll", "cookie", "logins", "resets", "joins", "known"}."""

    def __init__(self, plan: dict) -> None:
        self.plan, self.base = plan, plan["base"]
        self.done: Counter[str] = Counter()
        self.slowest: dict[str, float] = {}

    async def fill(self, what: str, browser: Browser, path: str, **fields: str) -> None:
        """A form as its page gives it, with some fields filled in."""
        _status, _location, page = await browser.request(path)
        form = next((form for form in Forms(page).forms if set(fields or {"nonce"}) <= set(form["fields"])), None)
        if form is None:
            self.done[f"{what}: no form"] += 1
            return
        status, _location, _page = await browser.request(form["action"] or path, form["fields"] | fields)
        self.done[f"{what}: {status}"] += 1

    async def send(self, what: str, path: str, body: bytes, content_type: str) -> None:
        """One large body from a phone that is in the room."""
        browser = Browser(self.base)
        name, _sign, value = self.plan["cookie"].partition("=")
        browser.cookies[name] = value
        if "multipart" in content_type:  # the page's form, with its token
            _status, _location, page = await browser.request(path)
            token = next(form["fields"]["csrfmiddlewaretoken"] for form in Forms(page).forms if "csrfmiddlewaretoken" in form["fields"])
            body = part("csrfmiddlewaretoken", token.encode()) + body
        reader, writer = await browser.connect()
        head = f"POST {path} HTTP/1.1\r\n{browser.headers()}Connection: close\r\nContent-Type: {content_type}\r\n"
        try:
            writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
            status, _location, _page = browser.read_response(await asyncio.wait_for(reader.read(), 60))
        finally:
            writer.close()
        self.done[f"{what}: {status}"] += 1

    async def marks(self, size: int) -> None:
        """Combining marks, as a proposal and as the reason of a vote."""
        form = part("title", b"Ein Vorschlag voller Zeichen") + part("what", MARKS[:size]) + f"--{EDGE}--\r\n".encode()
        kind = f"multipart/form-data; boundary={EDGE}"
        await self.timed("marks", self.send("marks in a form", f"/w/{self.plan['room']}/propose/", form, kind))
        answer = {"value": 50, "reason": MARKS[:size].decode()}
        vote = json.dumps({"t": "vote", "poll": self.plan["poll"], "seq": 1, "answer": answer}, ensure_ascii=False).encode()
        await self.timed("marks", self.send("marks in a vote", f"/live/{self.plan['room']}/vote", vote, "application/json"))

    async def login(self, number: int) -> None:
        email = self.plan["known"] if number % 2 else f"dev-{number}@example.org"
        await self.timed("login", self.fill("logins", Browser(self.base), "/accounts/login/", login=email, password=secrets.token_hex(8)))

    async def reset(self) -> None:
        await self.timed("reset", self.fill("resets", Browser(self.base), "/accounts/password/reset/", email=self.plan["known"]))

    async def script(self) -> None:
        """New forms, one after the other, as fast as they come."""
        for _join in range(self.plan["joins"]):
            await self.timed("join", self.fill("joins", Browser(self.base), self.plan["join"]))

    async def timed(self, what: str, job) -> None:
        begun = time.monotonic()
        try:
            await job
        except (Gone, OSError, TimeoutError) as error:
            self.done[f"{what}: {type(error).__name__}"] += 1
        self.slowest[what] = max(time.monotonic() - begun, self.slowest.get(what, 0))

    async def run(self) -> dict:
        begun = time.monotonic()
        resets = [self.reset() for _reset in range(self.plan["resets"])]
        logins = [self.login(number) for number in range(self.plan["logins"])]
        marks = [self.marks(size) for size in SIZES]
        await asyncio.gather(self.script(), *marks, *resets, *logins)
        slowest = {f"slowest {what} s": round(seconds, 1) for what, seconds in self.slowest.items()}
        return {**self.done, **slowest, "siege s": round(time.monotonic() - begun, 1)}


def part(name: str, value: bytes) -> bytes:
    return f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + value + b"\r\n"


if __name__ == "__main__":
    print(json.dumps(asyncio.run(Besieger(json.load(sys.stdin)).run())))
