"""Replies from other threads."""

from collections import deque

import pytest
from django.db import transaction

from participation.live.actions import raise_counted, raise_version
from participation.live.rooms.hub import Hub, hub


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


@pytest.mark.django_db(transaction=True)
def test_a_ballot_does_not_hide_that_another_process_changed_what_is_people_s_own(make_workshop, monkeypatch):
    """Told along with a ballot, the higher version would be old news when the room is read again, and `mine` would never be sent."""
    room, told = make_workshop().room_id, []
    monkeypatch.setattr(
        hub.publisher, "report_change", lambda slug, version=0, counted=0, mine=False: told.append((version > 0, counted > 0))
    )
    for raise_number in (raise_version, raise_counted):
        with transaction.atomic():
            raise_number(room)
    assert told == [(True, False), (False, True)]
