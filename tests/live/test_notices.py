"""A server that ends its connection to other processes ends: whatever the client of Redis does with a cancellation."""

import asyncio
import secrets
from types import SimpleNamespace

import pytest
from channels.layers import get_channel_layer
from django.conf import settings

from participation.live.rooms import notices
from participation.tasks import cancel_all

SOON = 20  # seconds


@pytest.fixture
def hub():
    return SimpleNamespace(relay=None, rooms={}, publisher=SimpleNamespace(apply_change=lambda *news: None))


async def stubborn(times: int) -> None:
    """Goes on after being cancelled, so many times, as a client does that is just connecting."""
    while True:
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            times -= 1
            if times < 0:
                raise


class Layer:
    """A channel layer that never has a message, and loses the first cancellations."""

    def __init__(self, when_received: int, when_flushed: int) -> None:
        self.when_received, self.when_flushed, self.flushed = when_received, when_flushed, 0

    async def new_channel(self) -> str:
        return secrets.token_hex(4)

    async def group_add(self, group: str, channel: str) -> None: ...

    async def group_send(self, group: str, message: dict) -> None: ...

    async def receive(self, channel: str) -> None:
        await stubborn(self.when_received)

    async def flush(self) -> None:
        self.flushed += 1
        if self.when_flushed:
            await stubborn(self.when_flushed)


@pytest.mark.parametrize(("when_received", "when_flushed"), [(0, 0), (1, 0), (3, 0), (0, 2)])
async def test_a_lost_cancellation_holds_up_no_stop(hub, monkeypatch, when_received, when_flushed):
    monkeypatch.setattr(notices, "FLUSH_SECONDS", 0.01)
    layer = Layer(when_received, when_flushed)
    hub.relay = relay = notices.Relay(hub, layer)
    relay.send_change("raum", 1, 1, False)
    await asyncio.sleep(0.01)
    await asyncio.wait_for(notices.stop(hub), SOON)
    assert hub.relay is None and relay.listener.done() and relay._sender.done() and layer.flushed == 1


async def test_tasks_end_with_their_errors_and_raise_none_of_them(caplog):
    async def fail() -> None:
        raise ValueError

    tasks = [asyncio.ensure_future(work) for work in (fail(), stubborn(2), asyncio.sleep(3600))]
    await asyncio.sleep(0)
    await asyncio.wait_for(cancel_all(tasks), SOON)
    assert all(task.done() for task in tasks) and not caplog.records


@pytest.mark.skipif(not settings.REDIS_URL, reason="needs Redis")
async def test_whoever_stops_while_redis_is_being_connected_stops(hub):
    """Nearly one in ten never did."""
    for turns in range(30):
        notices.start(hub)
        for _turn in range(turns):
            await asyncio.sleep(0)
        await asyncio.wait_for(notices.stop(hub), SOON)
    assert get_channel_layer() is not None and not [task for task in asyncio.all_tasks() if "_do_receiving" in repr(task)]
