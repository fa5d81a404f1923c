"""A bad network between phones and server: it cuts lines before, in and after a ballot, and delivers ballots twice or late."""

import asyncio
import random
from collections import Counter, defaultdict
from contextlib import asynccontextmanager

BEFORE, IN, AFTER, TWICE, LATE = "cut before", "cut in", "cut after the commit", "twice", "late"
FAULTS = {BEFORE: 0.18, IN: 0.12, AFTER: 0.24, TWICE: 0.12, LATE: 0.16}  # of all ballots; the rest gets through


class Proxy:
    """Knows WebSocket frames well enough to hit where it hurts; which one is hit follows from the seed."""

    def __init__(self, server_port: int, *, seed: int = 0, faults: dict[str, float] = FAULTS) -> None:
        self.server_port, self.random, self.faults = server_port, random.Random(seed), faults
        self.done: Counter[str] = Counter()
        self.base = ""
        self.old: defaultdict[bytes, list[bytes]] = defaultdict(list)  # by phone: ballots that may come once more
        self.lines: list[Line] = []

    def freeze(self) -> None:
        """From now on nothing gets through the lines that there are, and neither end hears of it."""
        for line in self.lines:
            line.is_dead = True
        self.lines.clear()

    async def serve(self, phone_reader, phone_writer) -> None:
        try:
            server_reader, server_writer = await asyncio.open_connection("127.0.0.1", self.server_port)
        except OSError:
            phone_writer.transport.abort()
            return
        line = Line(self, phone_writer, server_writer)
        self.lines.append(line)
        try:
            await asyncio.gather(line.up(phone_reader), line.down(server_reader))
        except (OSError, asyncio.IncompleteReadError, EOFError):
            pass
        finally:
            line.cut()


class Line:
    """One connection through the proxy."""

    def __init__(self, proxy: Proxy, phone, server) -> None:
        self.proxy, self.phone, self.server = proxy, phone, server
        self.cut_at_ack = self.is_dead = False

    def cut(self) -> None:
        for writer in (self.phone, self.server):
            writer.transport.abort()

    def later(self, seconds: float, do, *arguments) -> None:
        asyncio.get_running_loop().call_later(seconds, do, *arguments)

    async def up(self, reader) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.server.write(head)
        who = next((line for line in head.split(b"\r\n") if line.startswith(b"Cookie:")), b"")
        while True:
            raw, payload = await read_frame(reader)
            if self.is_dead:
                continue
            if b'"t":"vote"' in payload:
                self.ballot(raw, self.proxy.old[who])
            else:
                self.server.write(raw)
            await self.server.drain()

    def ballot(self, raw: bytes, old: list[bytes]) -> None:
        faults = self.proxy.faults
        fate = self.proxy.random.choices([*faults, ""], [*faults.values(), 1 - sum(faults.values())])[0]
        if fate == LATE and not old:
            fate = TWICE
        earlier = list(old)
        if fate:
            self.proxy.done[fate] += 1
        if fate == IN:
            self.server.write(raw[: len(raw) // 2])
        elif fate != BEFORE:
            self.cut_at_ack = fate == AFTER
            self.server.write(raw)
            old.append(raw)
        if fate == TWICE:
            self.server.write(raw)
        elif fate == LATE:
            self.later(self.proxy.random.uniform(0.02, 0.3), self.server.write, self.proxy.random.choice(earlier))
        elif fate in {BEFORE, IN}:
            self.later(0.001, self.cut)  # what was written goes out first

    async def down(self, reader) -> None:
        self.phone.write(await reader.readuntil(b"\r\n\r\n"))
        while True:
            raw, payload = await read_frame(reader)
            if self.cut_at_ack and b'"t":"ack"' in payload:
                raise EOFError
            if not self.is_dead:
                self.phone.write(raw)
            await self.phone.drain()


async def read_frame(reader) -> tuple[bytes, bytes]:
    """One WebSocket frame as it came, and what it says."""
    head = await reader.readexactly(2)
    size = head[1] & 0x7F
    more = await reader.readexactly({126: 2, 127: 8}.get(size, 0))
    size = int.from_bytes(more) if more else size
    mask = await reader.readexactly(4) if head[1] & 0x80 else b""
    body = await reader.readexactly(size)
    payload = body
    if mask:
        pad = (mask * (size // 4 + 1))[:size]
        payload = (int.from_bytes(body) ^ int.from_bytes(pad)).to_bytes(size)
    return head + more + mask + body, payload


@asynccontextmanager
async def bad_network(proxy: Proxy):
    """The proxy at work; phones use its `base`."""
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0, backlog=2000)
    proxy.base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield proxy
    finally:
        server.close()
