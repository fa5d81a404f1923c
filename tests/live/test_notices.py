"""A server that ends its connection to other processes ends: whatever the client of Redis does with a cancellation."""

import asyncio
import secrets
import threading
from types import SimpleNamespace

import pytest
from channels.layers import get_channel_layer
from django.conf import settings

from participation.live.rooms import notices
from participation.tasks import cancel_all, run

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


class Echo(Layer):
    """Gives everything back, until its line is dead: then nothing comes, and no error. Another line works again."""

    def __init__(self) -> None:
        super().__init__(0, 0)
        self.queue: asyncio.Queue[dict] = asyncio.Queue()
        self.is_dead, self.lines = False, 0

    async def new_channel(self) -> str:
        self.queue, self.is_dead = asyncio.Queue(), False
        self.lines += 1
        return str(self.lines)

    async def group_send(self, group: str, message: dict) -> None:
        if not self.is_dead:
            self.queue.put_nowait(message)

    async def receive(self, channel: str) -> dict:
        return await self.queue.get()


async def test_a_process_that_does_not_hear_itself_connects_again(hub, monkeypatch):
    """Else its screens would learn of other processes two seconds late, until it is started again."""
    monkeypatch.setattr(notices, "ECHO_SECONDS", 0.3)
    heard, layer = [], Echo()
    hub.publisher.apply_change = lambda *news: heard.append(news)
    hub.relay = relay = notices.Relay(hub, layer)
    await asyncio.sleep(0.5)
    assert layer.lines == 1  # nothing was sent, so nothing is missed
    relay.send_change("raum", 1, 0, False)
    await asyncio.sleep(0.7)
    assert layer.lines == 1
    layer.is_dead = True
    relay.send_change("raum", 2, 0, False)
    async with asyncio.timeout(SOON):
        while layer.lines == 1:
            await asyncio.sleep(0.05)
    await layer.group_send("live", {"process": "another", "rooms": {"raum": {"version": 3, "counted": 0, "mine": False}}})
    async with asyncio.timeout(SOON):
        while not heard:
            await asyncio.sleep(0.05)
    await asyncio.wait_for(notices.stop(hub), SOON)


async def test_tasks_end_with_their_errors_and_raise_none_of_them(caplog):
    async def fail() -> None:
        raise ValueError

    tasks = [asyncio.ensure_future(work) for work in (fail(), stubborn(2), asyncio.sleep(3600))]
    await asyncio.sleep(0)
    await asyncio.wait_for(cancel_all(tasks), SOON)
    assert all(task.done() for task in tasks) and not caplog.records


def test_a_job_ends_whatever_is_left_of_it(monkeypatch):
    """`asyncio.run` waits for ever for a task that loses its one cancellation."""
    monkeypatch.setattr(asyncio.runners, "_cancel_all_tasks", lambda loop: None)  # that of the tests would do it, too
    left = []

    async def job() -> str:
        left.append(asyncio.ensure_future(stubborn(2)))
        await asyncio.sleep(0)
        return "done"

    said = []
    thread = threading.Thread(target=lambda: said.append(run(job())), daemon=True)
    thread.start()
    thread.join(SOON)
    assert said == ["done"] and left[0].done()


@pytest.mark.skipif(not settings.REDIS_URL, reason="needs Redis")
async def test_whoever_stops_while_redis_is_being_connected_stops(hub):
    """Nearly one in ten never did."""
    for turns in range(30):
        notices.start(hub)
        for _turn in range(turns):
            await asyncio.sleep(0)
        await asyncio.wait_for(notices.stop(hub), SOON)
    assert get_channel_layer() is not None and not [task for task in asyncio.all_tasks() if "_do_receiving" in repr(task)]
