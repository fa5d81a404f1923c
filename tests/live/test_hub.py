"""Replies from other threads."""

from collections import deque

from participation.live.hub import Hub


class Loop:
    """Keeps what it shall call."""

    def __init__(self):
        self.calls = []

    def call_soon_threadsafe(self, call):
        self.calls.append(call)


class Interrupted(deque):
    """Another thread speaks just when one has appended its reply."""

    def __init__(self, hub, socket):
        super().__init__()
        self.hub, self.socket, self.is_first = hub, socket, True

    def append(self, reply):
        super().append(reply)
        if self.is_first:
            self.is_first = False
            self.hub.reply(self.socket, {"t": "beat"})


class Screen:
    room, identity = "", None

    def __init__(self):
        self.heard = []

    def send(self, frame):
        self.heard.append(frame)


def test_no_reply_waits_for_ever_because_two_threads_spoke_at_once():
    hub, amina = Hub(), Screen()
    hub.loop, hub._replies = Loop(), Interrupted(hub, amina)
    hub.reply(amina, {"t": "ack"})
    for call in hub.loop.calls:
        call()
    assert amina.heard == [{"t": "ack"}, {"t": "beat"}]
    hub.reply(amina, {"t": "error"})
    hub.loop.calls[-1]()
    assert amina.heard[-1] == {"t": "error"}
