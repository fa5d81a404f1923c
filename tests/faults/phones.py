"""A phone that follows docs/protocol.md to the letter: what was not acknowledged is sent again, over any connection."""

import asyncio
import json
import random
import time
from collections.abc import Sequence
from contextlib import asynccontextmanager

from participation.live.guards.identity import Identity, cookie_name, cookie_value
from participation.simulation.wire import Browser, Gone, Socket

from .reckoning import Broken, until

FINAL = {"saved", "closed", "invalid"}


class Screen:
    """What looks at a room: it keeps the newest picture of every slot, and comes back when the line breaks."""

    def __init__(self, base: str, path: str, *, back_off: float = 0.05) -> None:
        self.browser, self.path = Browser(base), path
        self.back_off = back_off  # half a second on a real phone; here ten times as eager
        self.random = random.Random(path)
        self.socket: Socket | None = None
        self.epoch = ""
        self.slots: dict[str, dict] = {}
        self.news: list[str] = []  # names of the slots that came since the last welcome
        self.byes: list[dict] = []
        self.welcomes = 0
        self._awake = asyncio.Event()
        self._awake.set()
        self._heard = asyncio.Event()

    @property
    def is_told(self) -> bool:
        return bool(self.slots)

    async def live(self) -> None:
        """Stay connected until cancelled, or until the server says not to come back."""
        tries = 0
        while not (self.byes and "retry_ms" not in self.byes[-1]):
            before = self.welcomes
            pause = 0.0
            try:
                await self.connect()
                while True:
                    frame = await asyncio.wait_for(self.socket.receive(), 35)
                    await self._awake.wait()
                    self._heard.set()
                    self.hear(frame)
                    if frame["t"] == "bye":
                        pause = frame.get("retry_ms", 0) / 1000
                        break
            except (Gone, TimeoutError):
                pass
            finally:
                self.hang_up()
            tries = 0 if self.welcomes > before else tries + 1
            await asyncio.sleep(pause or self.random.uniform(0, self.back_off * min(40, 2**tries)))

    def go_to(self, base: str) -> None:
        """The same phone at another address of the same house."""
        cookies, self.browser = self.browser.cookies, Browser(base)
        self.browser.cookies = cookies

    async def connect(self) -> None:
        self.socket = await Socket.open(self.browser, self.path)
        have = {name: frame["rev"] for name, frame in self.slots.items()}
        self.socket.send({"t": "hello", "lang": "de", "epoch": self.epoch, "have": have})

    def hang_up(self) -> None:
        if self.socket:
            self.socket.close()
            self.socket = None

    def cut(self) -> None:
        """As when a battery is empty: no goodbye."""
        if self.socket:
            self.socket.writer.transport.abort()

    def sleep(self) -> None:
        """The screen is off: nothing is read, nothing is done."""
        self._awake.clear()

    async def wake(self) -> None:
        """The screen is on again: a beat that is not answered for two seconds means that the line is dead."""
        self._heard.clear()
        self._awake.set()
        if self.socket:
            self.socket.send({"t": "beat"})
        try:
            await asyncio.wait_for(self._heard.wait(), 2)
        except TimeoutError:
            self.cut()

    def hear(self, frame: dict) -> None:
        kind = frame["t"]
        if kind == "welcome":
            self.welcomes += 1
            self.news = []
            if frame["epoch"] != self.epoch:
                self.epoch, self.slots = frame["epoch"], {}
            self.slots.pop("people", None)
        elif kind == "slot":
            self.news.append(frame["name"])
            if frame["rev"] >= self.slots.get(frame["name"], {"rev": 0})["rev"]:
                self.slots[frame["name"]] = frame
        elif kind == "bye":
            self.byes.append(frame)

    def data(self, slot: str) -> dict:
        """The newest data of a slot; empty if it shows nothing."""
        return self.slots.get(slot, {}).get("data") or {}


class Voter(Screen):
    """Remembers what it sent, what was acknowledged, and what it was shown: the other half of every reckoning."""

    def __init__(self, base: str, identity: Identity, *, seed: int = 0, **options) -> None:
        super().__init__(base, f"/live/{identity.room}/", **options)
        self.identity, self.room = identity, identity.room
        self.browser.cookies[cookie_name(self.room)] = cookie_value(identity)
        self.random = random.Random(f"{seed} {identity.id}")
        self.mine: dict = {}
        self.sent: dict[tuple[int, int], dict] = {}  # (poll, seq) → answer
        self.saved: dict[int, int] = {}  # poll → the highest seq that was acknowledged
        self.acks: list[dict] = []
        self.answered: list[tuple[str, float]] = []  # status of each ack, and how many seconds after its ballot it came
        self._sent_at: dict[tuple[int, int], float] = {}
        self._waiting: dict[int, tuple[int, asyncio.Future]] = {}

    @property
    def is_told(self) -> bool:
        return bool(self.mine)

    def hear(self, frame: dict) -> None:
        super().hear(frame)
        if frame["t"] == "mine":
            self.mine = frame
            for poll in list(self._waiting):
                self.transmit(poll)
        elif frame["t"] == "ack":
            self.hear_ack(frame)

    # -- ballots ---------------------------------------------------------------------
    def say(self, poll: int, seq: int, answer: dict) -> None:
        """One vote frame, whatever becomes of it."""
        self.sent[poll, seq] = answer
        if self.socket:
            self._sent_at[poll, seq] = time.monotonic()
            self.socket.send({"t": "vote", "poll": poll, "seq": seq, "answer": answer})

    def transmit(self, poll: int) -> None:
        seq, _done = self._waiting[poll]
        self.say(poll, seq, self.sent[poll, seq])

    async def vote(self, poll: int, answer: dict, seconds: float = 60) -> str:
        """Send it again and again until the server has the last word about it; gives that word."""
        known = self.mine.get("ballots", {}).get(str(poll), {}).get("seq", 0)
        seq = 1 + max(known, self.saved.get(poll, 0), *(number for asked, number in self.sent if asked == poll), 0)
        self.sent[poll, seq] = answer
        done = asyncio.get_running_loop().create_future()
        self._waiting[poll] = seq, done
        self.transmit(poll)
        try:
            async with asyncio.timeout(seconds):
                return await done
        except TimeoutError:
            raise Broken("a ballot gets no answer") from None
        finally:
            self._waiting.pop(poll, None)

    def hear_ack(self, ack: dict) -> None:
        self.acks.append(ack)
        poll, seq = ack["poll"], ack["seq"]
        if begun := self._sent_at.pop((poll, seq), None):
            self.answered.append((ack["status"], time.monotonic() - begun))
        if ack["status"] == "saved":
            self.saved[poll] = max(seq, self.saved.get(poll, 0))
        waited, done = self._waiting.get(poll, (0, None))
        if not done or done.done() or waited != ack.get("seq"):
            return
        if ack["status"] in FINAL:
            done.set_result(ack["status"])
        elif ack["status"] == "busy":
            asyncio.get_running_loop().call_later(ack["retry_ms"] / 1000, self.resend, poll, seq)

    def resend(self, poll: int, seq: int) -> None:
        if self._waiting.get(poll, (0,))[0] == seq:
            self.transmit(poll)

    async def post(self, poll: int, seq: int, answer: dict) -> tuple[int, dict]:
        """The same by HTTP: status and ack."""
        self.sent[poll, seq] = answer
        body = json.dumps({"t": "vote", "poll": poll, "seq": seq, "answer": answer})
        head = f"POST /live/{self.room}/vote HTTP/1.1\r\n{self.browser.headers()}Connection: close\r\nContent-Type: application/json\r\n"
        reader, writer = await self.browser.connect()
        try:
            writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())
            status, _location, page = self.browser.read_response(await asyncio.wait_for(reader.read(), 40))
        finally:
            writer.close()
        ack = json.loads(page) if page.startswith("{") else {}
        if ack.get("t") == "ack":
            self.hear_ack(ack)
        return status, ack


@asynccontextmanager
async def online(screens: Sequence[Screen], *, seconds: float = 30, within: float = 0.0):
    """All of them connected and told what is theirs; hung up at the end."""
    tasks = []
    for screen in screens:
        tasks.append(asyncio.create_task(screen.live()))
        await asyncio.sleep(within / len(screens))
    try:
        await until(lambda: all(screen.is_told for screen in screens), seconds, "not every phone came in")
        yield tasks
    finally:
        await end(tasks)


async def end(tasks: list[asyncio.Task]) -> None:
    """Cancel until they listen: Python 3.11's wait_for() may swallow one cancellation."""
    pending = set(tasks)
    while pending:
        for task in pending:
            task.cancel()
        _done, pending = await asyncio.wait(pending, timeout=0.5)
