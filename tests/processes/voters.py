"""Many phones at once: each a socket on one of the processes."""

import asyncio

from django.db import connection, transaction

from participation.live.guards.identity import Identity, cookie_name, cookie_value, secret_of
from participation.simulation.wire import Browser, Gone, Socket
from workshops.actions.joining import _join_all

from ..waiting import PATIENCE


class Voter:
    """A phone with one socket: what was acknowledged, and the last of each slot."""

    def __init__(self, base: str, identity: Identity) -> None:
        self.browser, self.identity = Browser(base), identity
        self.browser.cookies[cookie_name(identity.room)] = cookie_value(identity)
        self.saved: tuple[int, dict] = (0, {})
        self.said: list[str] = []
        self.slots: dict[str, dict] = {}
        self.acked = asyncio.Event()

    async def open(self) -> None:
        self.socket = await Socket.open(self.browser, f"/live/{self.identity.room}/")
        self.socket.send({"t": "hello", "lang": "de"})
        while (await self.hear())["t"] != "mine":
            pass
        self.listening = asyncio.create_task(self.listen())

    async def listen(self) -> None:
        try:
            while True:
                await self.hear()
        except Gone:
            pass

    async def hear(self) -> dict:
        frame = await self.socket.receive()
        if frame["t"] == "slot":
            before = self.slots.get(frame["name"])
            assert not before or frame["rev"] > before["rev"], f"{before}\n{frame}"
            self.slots[frame["name"]] = frame
        elif frame["t"] == "ack":
            self.said.append(frame["status"])
            if frame["status"] == "saved":
                self.saved = frame["seq"], self.asked
            self.acked.set()
        return frame

    async def vote(self, poll: int, seq: int, answer: dict) -> str:
        self.acked.clear()
        self.asked = answer
        self.socket.send({"t": "vote", "poll": poll, "seq": seq, "answer": answer})
        await asyncio.wait_for(self.acked.wait(), PATIENCE)
        return self.said[-1]

    async def shows(self, slot: str, seconds: float = PATIENCE) -> dict:
        async with asyncio.timeout(seconds):
            while not (data := self.slots.get(slot, {}).get("data")):
                await asyncio.sleep(0.02)
        return data


def crowd(workshop, servers, many: int) -> list[Voter]:
    """So many phones on each of these processes, already joined."""
    nonces = [f"{index:032x}" for index in range(many * len(servers))]
    with transaction.atomic():
        joined = _join_all([(workshop.pk, nonce) for nonce in nonces])
    slug = workshop.room.slug
    identities = [Identity(slug, each.pk, secret_of(nonce)) for each, nonce in zip(joined, nonces, strict=True)]
    return [Voter(servers[number % len(servers)].url, identity) for number, identity in enumerate(identities)]


async def come_in(voters: list[Voter]) -> None:
    for start in range(0, len(voters), 40):
        await asyncio.gather(*(voter.open() for voter in voters[start : start + 40]))


async def go_out(voters: list[Voter]) -> None:
    for voter in voters:
        voter.socket.close()
        voter.listening.cancel()
    await asyncio.gather(*(voter.listening for voter in voters), return_exceptions=True)


def deadlocks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return cursor.fetchone()[0]
