"""A line that dies without either end hearing of it: what is said is swallowed, and no answer comes."""

import asyncio
import threading
from contextlib import contextmanager

from ..waiting import PATIENCE


class BlackHole:
    """Lines to a port of this machine. Those that were there when the hole opened stay dead, also when it closes."""

    def __init__(self, target: int) -> None:
        self.target, self.port = target, 0
        self.is_open = False
        self._lines: list[Line] = []

    def open(self) -> None:
        """Swallow everything from now on, on new lines too."""
        self.is_open = True
        for line in self._lines:
            line.is_dead = True

    def close(self) -> None:
        """Let new lines through again."""
        self.is_open = False

    async def serve(self, near_reader, near_writer) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
        line = Line(self.is_open)
        self._lines.append(line)
        try:
            await asyncio.gather(line.carry(near_reader, far_writer), line.carry(far_reader, near_writer))
        except (OSError, asyncio.CancelledError):  # asyncio logs a server's task that was cancelled at the end
            pass
        finally:
            near_writer.close()
            far_writer.close()


class Line:
    """One connection through the hole."""

    def __init__(self, is_dead: bool) -> None:
        self.is_dead = is_dead

    async def carry(self, reader, writer) -> None:
        while data := await reader.read(65536):
            if not self.is_dead:
                writer.write(data)
                await writer.drain()
        raise ConnectionError


@contextmanager
def black_hole(target: int):
    """A hole in a thread of its own, closed for now; its `port` stands for `target`."""
    hole, ready = BlackHole(target), threading.Event()

    async def work() -> None:
        server = await asyncio.start_server(hole.serve, "127.0.0.1", 0, backlog=200)
        hole.port = server.sockets[0].getsockname()[1]
        ready.set()
        await asyncio.to_thread(over.wait)
        server.close()

    over = threading.Event()
    thread = threading.Thread(target=asyncio.run, args=(work(),), daemon=True)
    thread.start()
    try:
        assert ready.wait(PATIENCE)
        yield hole
    finally:
        over.set()
        thread.join(PATIENCE)
