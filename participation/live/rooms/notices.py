"""Notices tell other processes, over a channel layer, that a room has changed.

A lost notice costs only time, because every process reads the numbers again every two seconds.
"""

import asyncio
import logging
import secrets
import time
from typing import TYPE_CHECKING, NotRequired, TypedDict

from channels.layers import BaseChannelLayer, get_channel_layer

from participation.tasks import cancel_all

from ..database import reader
from ..extensions import room_access
from .room import RemotePresence

if TYPE_CHECKING:
    from .hub import Hub

log = logging.getLogger(__name__)

GROUP = "live"
BATCH_SECONDS = 0.1
SEND_SECONDS = 2.0
FLUSH_SECONDS = 2.0
ECHO_SECONDS = 5.0  # in which a process hears what it has sent itself; else its line to Redis is dead, and neither end knows


class Notice(TypedDict):
    """What has happened in one room; 0 stands for "not risen"."""

    version: int
    counted: int
    mine: bool  # own data of its phones changed too
    presence: NotRequired[list[int]]  # [phones of the sending process, join forms that wait at its door]
    sent_out: NotRequired[int]  # minutes: remove those who joined within them


class News(TypedDict):
    """A message on the channel layer."""

    type: str
    process: str  # who sends it; a process ignores its own
    rooms: dict[str, Notice]  # by slug


class Relay:
    """Sends and receives notices: one subscription per process, at most ten notices a second."""

    def __init__(self, hub: "Hub", layer: BaseChannelLayer) -> None:
        self.hub, self.layer, self.process = hub, layer, secrets.token_hex(6)
        self.is_down = False
        self._waiting: dict[str, Notice] = {}
        self._sender: asyncio.Task[None] | None = None
        self._echo: asyncio.Timeout | None = None  # runs from the first notice that was sent and has not come back yet
        self.listener = asyncio.get_running_loop().create_task(self._listen())

    # -- sending -----------------------------------------------------------------
    def send_change(self, slug: str, version: int, counted: int, mine: bool) -> None:
        """The room's numbers have risen to these; 0 stands for "not risen". In the event loop, like all methods here."""
        waiting = self._notice(slug)
        waiting["version"] = max(waiting["version"], version)
        waiting["counted"] = max(waiting["counted"], counted)
        waiting["mine"] = waiting["mine"] or mine
        self._schedule()

    def send_presence(self, slug: str, phones: int, waiting_at_door: int) -> None:
        """How many phones and waiting join forms this process knows of."""
        self._notice(slug)["presence"] = [phones, waiting_at_door]
        self._schedule()

    def send_removal(self, slug: str, minutes: int) -> None:
        """Remove those who joined within the last `minutes`. Only the process by which they joined knows when that was."""
        self._notice(slug)["sent_out"] = minutes
        self._schedule()

    def _notice(self, slug: str) -> Notice:
        return self._waiting.setdefault(slug, {"version": 0, "counted": 0, "mine": False})

    def _schedule(self) -> None:
        if self._sender is None:
            self._sender = asyncio.get_running_loop().create_task(self._send())

    async def _send(self) -> None:
        await asyncio.sleep(BATCH_SECONDS)
        rooms, self._waiting, self._sender = self._waiting, {}, None
        if self._echo and not self._echo.expired() and self._echo.when() is None:
            self._echo.reschedule(asyncio.get_running_loop().time() + ECHO_SECONDS)
        try:
            news: News = {"type": "news", "process": self.process, "rooms": rooms}
            await asyncio.wait_for(self.layer.group_send(GROUP, news), SEND_SECONDS)
            self._log_state(down=False)
        except Exception as error:
            self._log_state(down=True, error=error)

    async def end(self) -> None:
        """Send and receive nothing more."""
        await cancel_all([self.listener, *([self._sender] if self._sender else [])])
        await self._flush()

    # -- receiving ---------------------------------------------------------------
    async def _listen(self) -> None:
        while True:
            try:
                channel = await self.layer.new_channel()
                await self.layer.group_add(GROUP, channel)
                async with asyncio.timeout(None) as self._echo:
                    while True:
                        self._receive(await self.layer.receive(channel))
            except Exception as error:
                self._echo = None
                self._log_state(down=True, error=error)
                await asyncio.sleep(1)
                await self._flush()  # without it each attempt would leave a queue that nobody reads

    async def _flush(self) -> None:
        """Let the layer forget this process's queues and close its connections, within some seconds."""
        flushing = asyncio.ensure_future(self.layer.flush())
        await asyncio.wait([flushing], timeout=FLUSH_SECONDS)
        await cancel_all([flushing])

    def _receive(self, message: News) -> None:
        if message["process"] == self.process:
            if self._echo and not self._echo.expired():
                self._echo.reschedule(None)
            return
        for slug, news in message["rooms"].items():
            if "presence" in news and (state := self.hub.rooms.get(slug)):
                before, (phones, waiting) = state.presence, news["presence"]
                state.remote_presence[message["process"]] = RemotePresence(phones, waiting, time.monotonic())
                if state.presence != before:
                    self.hub.presence_changed(state)
            if "sent_out" in news:
                removal = reader.read(room_access().send_out, slug, news["sent_out"])
                asyncio.get_running_loop().create_task(removal).add_done_callback(_log_failed_removal)
            self.hub.publisher.apply_change(slug, news["version"], news["counted"], news["mine"])

    def _log_state(self, *, down: bool, error: Exception | None = None) -> None:
        """Logs only when the state changes, not ten times a second."""
        if down and not self.is_down:
            log.warning("the channel layer is away (%s): screens learn of other processes every two seconds", type(error).__name__)
        elif self.is_down and not down:
            log.warning("the channel layer is back")
        self.is_down = down


def _log_failed_removal(task: asyncio.Task[int]) -> None:
    if not task.cancelled() and isinstance(error := task.exception(), Exception):
        reader.log_failure("those who joined lately could not be removed", error)


def start(hub: "Hub") -> None:
    """Send and receive notices if a channel layer is set up. In the event loop."""
    layer = get_channel_layer()
    if layer is not None:
        hub.relay = Relay(hub, layer)


async def stop(hub: "Hub") -> None:
    """Stop listening, and close the connections. Notices that are not sent yet are lost, which costs the others two seconds."""
    if hub.relay:
        relay, hub.relay = hub.relay, None
        await relay.end()
