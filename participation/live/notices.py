"""Telling other processes, over a channel layer, that a room has news. A lost notice only costs time: every process
reads the numbers again every two seconds."""

import asyncio
import contextlib
import logging
import secrets
import time

from channels.layers import get_channel_layer

log = logging.getLogger(__name__)

GROUP = "live"
GATHER_SECONDS = 0.1
SEND_SECONDS = 2.0


class Relay:
    """One subscription per process, at most ten notices a second per room."""

    def __init__(self, hub, layer) -> None:
        self.hub, self.layer, self.process = hub, layer, secrets.token_hex(6)
        self.is_away = False
        self._waiting: dict[str, dict] = {}
        self._sender: asyncio.Task | None = None
        self.listener = asyncio.get_running_loop().create_task(self._listen())

    def say(self, slug: str, version: int, counted: int, mine: bool) -> None:
        waiting = self._waiting.setdefault(slug, {"version": 0, "counted": 0, "mine": False})
        waiting["version"] = max(waiting["version"], version)
        waiting["counted"] = max(waiting["counted"], counted)
        waiting["mine"] = waiting["mine"] or mine
        self._send_soon()

    def say_presence(self, slug: str, connected: int) -> None:
        self._waiting.setdefault(slug, {"version": 0, "counted": 0, "mine": False})["connected"] = connected
        self._send_soon()

    def _send_soon(self) -> None:
        if self._sender is None:
            self._sender = asyncio.get_running_loop().create_task(self._send())

    async def _send(self) -> None:
        await asyncio.sleep(GATHER_SECONDS)
        rooms, self._waiting, self._sender = self._waiting, {}, None
        try:
            await asyncio.wait_for(self.layer.group_send(GROUP, {"type": "news", "process": self.process, "rooms": rooms}), SEND_SECONDS)
            self._found(away=False)
        except Exception as error:
            self._found(away=True, why=error)

    async def _listen(self) -> None:
        while True:
            try:
                channel = await self.layer.new_channel()
                await self.layer.group_add(GROUP, channel)
                while True:
                    self._heard(await self.layer.receive(channel))
            except Exception as error:
                self._found(away=True, why=error)
                await asyncio.sleep(1)
                with contextlib.suppress(Exception):
                    await self.layer.flush()  # of this process: else each try would leave a queue behind that nobody reads

    def _found(self, *, away: bool, why: Exception | None = None) -> None:
        """Said once, not ten times a second."""
        if away and not self.is_away:
            log.warning("the channel layer is away (%s): screens learn of other processes every two seconds", type(why).__name__)
        elif self.is_away and not away:
            log.warning("the channel layer is back")
        self.is_away = away

    def _heard(self, message: dict) -> None:
        if message.get("process") == self.process:
            return
        for slug, news in message.get("rooms", {}).items():
            if "connected" in news and (state := self.hub.rooms.get(slug)):
                before = state.connected
                state.elsewhere[message["process"]] = (news["connected"], time.monotonic())
                if state.connected != before:
                    self.hub.presence_changed(state)
            self.hub.heard(slug, news["version"], news["counted"], news["mine"])


def start(hub) -> None:
    layer = get_channel_layer()
    if layer is not None:
        hub.relay = Relay(hub, layer)


async def stop(hub) -> None:
    if hub.relay:
        hub.relay.listener.cancel()
        await asyncio.gather(hub.relay.listener, return_exceptions=True)
        hub.relay = None
