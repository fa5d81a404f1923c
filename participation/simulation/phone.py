"""A virtual phone: joins by the form, listens, votes, and comes back when the connection breaks."""

import asyncio
import random
import re
import time
from dataclasses import dataclass, field

from .opinions import PROPOSALS, Person
from .wire import Browser, Forms, Gone, Socket


@dataclass
class Record:
    """What the phones of one run measured: seconds, and the answers the server said it saved."""

    acks: list[float] = field(default_factory=list)
    saved: dict[int, dict[int, dict]] = field(default_factory=dict)  # poll → phone → answer
    refused: list[str] = field(default_factory=list)
    last_vote: float = 0.0
    last_ack: float = 0.0

    def count(self, poll: int) -> int:
        return len(self.saved.get(poll, {}))


class Phone:
    """`seconds` is how long the slowest of the crowd thinks before it votes."""

    def __init__(self, number: int, base: str, join: str, *, seconds: float, record: Record, lively: bool = True) -> None:
        self.browser = Browser(base)
        self.number, self.join_path, self.seconds, self.record, self.lively = number, join, seconds, record, lively
        self.random = random.Random(number)
        self.person = Person(number)
        self.room = ""
        self.socket: Socket | None = None
        self.poll: dict | None = None
        self.seqs: dict[int, int] = {}
        self.wishes: dict[int, dict] = {}  # poll → answer not acknowledged yet
        self.sent: dict[tuple[int, int], float] = {}
        self.doing: set[asyncio.Task] = set()
        self.considered: set[int] = set()
        self.proposals: list[dict] = []
        self.shows_proposals = self.has_proposed = False

    async def join(self) -> None:
        """Fill in the form as a person would; the answer's cookie is all there is to being somebody."""
        _status, _location, page = await self.browser.request(self.join_path)
        form = next((form for form in Forms(page).forms if "nonce" in form["fields"]), None)
        if not form:
            raise Gone(f"no form to join at {self.join_path}")
        _status, location, _page = await self.browser.request(form["action"] or self.join_path, form["fields"])
        found = re.search(r"/w/([^/?]+)/", location)
        if not found:
            raise Gone("joining was refused")
        self.room = found[1]

    async def live(self) -> None:
        """Stay until cancelled, or until the server says not to come back."""
        tries = 0
        while True:
            try:
                if not self.room:
                    await self.join()
                self.socket = await Socket.open(self.browser, f"/live/{self.room}/")
                self.socket.send({"t": "hello", "lang": "de"})
                tries = 0
                while True:
                    frame = await asyncio.wait_for(self.socket.receive(), 35)
                    if frame["t"] == "bye" and "retry_ms" not in frame:
                        return
                    self.hear(frame)
            except (Gone, TimeoutError):
                tries += 1
                await asyncio.sleep(self.random.uniform(0, min(20, 0.5 * 2**tries)))
            finally:
                if self.socket:
                    self.socket.close()

    def hear(self, frame: dict) -> None:
        if frame["t"] == "slot" and frame["name"] == "step":
            self.see(frame["data"] and frame["data"].get("poll"))
            self.shows_proposals = 'data-slot="proposals"' in frame["html"]
            self.see_proposals()
        elif frame["t"] == "slot" and frame["name"] == "proposals":
            self.proposals = (frame["data"] or {}).get("proposals", [])
            self.see_proposals()
        elif frame["t"] == "mine":
            for poll, ballot in (frame.get("ballots") or {}).items():
                self.seqs[int(poll)] = max(self.seqs.get(int(poll), 0), ballot.get("seq", 0))
        elif frame["t"] == "ack":
            self.hear_ack(frame)

    def see(self, poll: dict | None) -> None:
        opens = poll and poll["state"] == "open" and not (self.poll and self.poll["id"] == poll["id"] and self.poll["state"] == "open")
        self.poll = poll
        if opens and not self.seqs.get(poll["id"]):
            self.do(self.take_part(poll))
        elif opens and poll["id"] in self.wishes:
            self.vote(poll["id"], self.wishes[poll["id"]])

    def do(self, job) -> None:
        task = asyncio.create_task(job)
        self.doing.add(task)
        task.add_done_callback(self.doing.discard)

    async def take_part(self, poll: dict) -> None:
        """Think, vote; lively ones sometimes stay silent or change their mind."""
        if self.lively and self.random.random() < 0.06:
            return
        await asyncio.sleep(self.seconds * (self.random.betavariate(2, 3) if self.lively else self.random.random()))
        answer = self.person.answer(poll)
        if not answer:
            return
        self.vote(poll["id"], answer)
        if self.lively and self.random.random() < 0.15:
            await asyncio.sleep(self.seconds * self.random.uniform(0.3, 0.8))
            if changed := self.person.change(poll, answer):
                self.vote(poll["id"], changed)

    def vote(self, poll: int, answer: dict) -> None:
        if not (self.poll and self.poll["id"] == poll and self.poll["state"] == "open") or not self.socket:
            return
        self.seqs[poll] = seq = self.seqs.get(poll, 0) + 1
        self.wishes[poll] = answer
        self.sent[poll, seq] = self.record.last_vote = time.perf_counter()
        self.socket.send({"t": "vote", "poll": poll, "seq": seq, "answer": answer})

    def hear_ack(self, frame: dict) -> None:
        poll, seq, now = frame["poll"], frame.get("seq", 0), time.perf_counter()
        if frame["status"] == "saved":
            if started := self.sent.pop((poll, seq), None):
                self.record.acks.append(now - started)
                self.record.last_ack = now
            if seq == self.seqs.get(poll) and (answer := self.wishes.pop(poll, None)):
                self.record.saved.setdefault(poll, {})[self.number] = answer
        elif frame["status"] == "busy":
            asyncio.get_running_loop().call_later(frame.get("retry_ms", 500) / 1000, self.resend, poll)
        else:
            self.record.refused.append(frame["status"])
            self.seqs[poll] = frame.get("seq", seq) or 0

    def resend(self, poll: int) -> None:
        if answer := self.wishes.get(poll):
            self.vote(poll, answer)

    # -- proposals: forms, as everybody's phone has them ---------------------------
    def see_proposals(self) -> None:
        """The first three phones write one each; everybody supports some, the better liked ones more often."""
        if not (self.lively and self.shows_proposals):
            return
        if self.number < len(PROPOSALS) and not self.has_proposed:
            self.has_proposed = True
            self.do(self.propose(*PROPOSALS[self.number]))
        for proposal in self.proposals:
            if proposal["id"] not in self.considered:
                self.considered.add(proposal["id"])
                if self.random.random() < random.Random(proposal["id"]).uniform(0.2, 0.75):
                    self.do(self.support(proposal["id"]))

    async def support(self, proposal: int) -> None:
        await self.fill_in(f"/w/{self.room}/", {"support": proposal, "on": 1})

    async def propose(self, title: str, what: str, why: str) -> None:
        await self.fill_in(f"/w/{self.room}/propose/", {"title": title, "what": what, "why": why})

    async def fill_in(self, path: str, values: dict) -> None:
        """After some thought, send the page's form with these values."""
        await asyncio.sleep(self.seconds * self.random.uniform(0.2, 1.5))
        try:
            _status, _location, page = await self.browser.request(path)
            form = next((form for form in Forms(page).forms if "csrfmiddlewaretoken" in form["fields"]), None)
            if form:
                await self.browser.request(form["action"] or path, {**form["fields"], **values})
        except Gone:
            return


async def crowd(phones: list[Phone], *, within: float = 0.0) -> list[asyncio.Task]:
    """Start all phones, spread over `within` seconds."""
    tasks = []
    for phone in phones:
        tasks.append(asyncio.create_task(phone.live()))
        await asyncio.sleep(within / max(1, len(phones)))
    return tasks
