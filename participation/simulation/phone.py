"""A simulated phone: it joins by the form, reads frames, votes, and reconnects when the connection breaks."""

import asyncio
import random
import re
import time
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

from .opinions import PROPOSALS, Person
from .wire import Browser, Forms, Gone, Socket


@dataclass
class Record:
    """What the phones of one run have measured. `acks` are seconds from vote to acknowledgement, times are of `time.perf_counter`."""

    acks: list[float] = field(default_factory=list)
    saved: dict[int, dict[int, dict]] = field(default_factory=dict)  # poll → phone → answer
    refused: list[str] = field(default_factory=list)
    last_vote: float = 0.0
    last_ack: float = 0.0

    def count(self, poll: int) -> int:
        """How many phones were told that their ballot in this poll is saved."""
        return len(self.saved.get(poll, {}))


class Phone:
    """One phone and its person. A poll is answered within `seconds`.

    If `lively`, it behaves like people: it may leave a poll out or change its answer, and it writes and supports proposals.
    Otherwise it votes exactly once in each poll.
    """

    def __init__(
        self,
        number: int,
        base: str,
        join: str,
        *,
        seconds: float,
        record: Record,
        lively: bool = True,
        address: tuple[str, int] | None = None,
    ) -> None:
        self.browser = Browser(base, address)
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
        """Send the join form and keep the cookie. While the server answers 202, wait to be let in. Raises Gone if refused."""
        _status, _location, page = await self.browser.request(self.join_path)
        form = next((form for form in Forms(page).forms if "nonce" in form["fields"]), None)
        if not form:
            raise Gone(f"no form to join at {self.join_path}")
        status = 202
        while status == 202:  # waiting to be let in
            status, location, _page = await self.browser.request(form["action"] or self.join_path, form["fields"] | {"simulated": "1"})
            if status == 202:
                await asyncio.sleep(self.random.uniform(4, 6))
        found = re.search(r"/w/([^/?]+)/", location)
        if not found:
            raise Gone("joining was refused")
        self.room = found[1]

    async def live(self) -> None:
        """Stay connected until cancelled, or until the server says `bye` without `retry_ms`."""
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
        """Handle a frame from the server."""
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
        """Take part in the poll if it has just opened; send an unacknowledged answer again after a reconnect."""
        was_open = self.poll["id"] if self.poll and self.poll["state"] == "open" else None
        self.poll = poll
        if not poll or poll["state"] != "open" or poll["id"] == was_open:
            return
        if not self.seqs.get(poll["id"]):
            self.do(self.take_part(poll))
        elif poll["id"] in self.wishes:
            self.vote(poll["id"], self.wishes[poll["id"]])

    def do(self, job: Coroutine[Any, Any, None]) -> None:
        """Run a job in the background."""
        task = asyncio.create_task(job)
        self.doing.add(task)
        task.add_done_callback(self.doing.discard)

    async def take_part(self, poll: dict) -> None:
        """Wait a random time and vote. A lively phone sometimes does not vote, or changes its answer."""
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
        """Send an answer with the next sequence number, if the poll is open."""
        if not (self.poll and self.poll["id"] == poll and self.poll["state"] == "open") or not self.socket:
            return
        self.seqs[poll] = seq = self.seqs.get(poll, 0) + 1
        self.wishes[poll] = answer
        self.sent[poll, seq] = self.record.last_vote = time.perf_counter()
        self.socket.send({"t": "vote", "poll": poll, "seq": seq, "answer": answer})

    def hear_ack(self, frame: dict) -> None:
        """Record a saved or refused answer; send it again after `busy`."""
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
        """Send the answer again that was not acknowledged."""
        if answer := self.wishes.get(poll):
            self.vote(poll, answer)

    # -- proposals, by the same forms as on a real phone -----------------------------
    def see_proposals(self) -> None:
        """The first three phones write a proposal each; every phone supports some."""
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
        """Support a proposal by the phone page's form."""
        await self.fill_in(f"/w/{self.room}/", {"support": proposal, "on": 1})

    async def propose(self, title: str, what: str, why: str) -> None:
        """Write a proposal by its form."""
        await self.fill_in(f"/w/{self.room}/propose/", {"title": title, "what": what, "why": why})

    async def fill_in(self, path: str, values: dict) -> None:
        """After a random time, load the page and send its form with these values. Does nothing if the connection breaks."""
        await asyncio.sleep(self.seconds * self.random.uniform(0.2, 1.5))
        try:
            _status, _location, page = await self.browser.request(path)
            form = next((form for form in Forms(page).forms if "csrfmiddlewaretoken" in form["fields"]), None)
            if form:
                await self.browser.request(form["action"] or path, {**form["fields"], **values})
        except Gone:
            return


async def crowd(phones: list[Phone], *, within: float = 0.0) -> list[asyncio.Task]:
    """Start all phones, evenly spread over `within` seconds. Returns their tasks, which the caller must cancel."""
    tasks = []
    for phone in phones:
        tasks.append(asyncio.create_task(phone.live()))
        await asyncio.sleep(within / max(1, len(phones)))
    return tasks
