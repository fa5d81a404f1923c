"""The chore that tells a room of how many people who are here its turnout is."""

from participation.live.database import writer
from participation.live.models import Room
from participation.live.rooms import people
from workshops.actions import recount_people


def test_a_room_that_is_deleted_meanwhile_is_no_error(make_workshop, monkeypatch):
    room, call = make_workshop().room, writer.call
    recount_people([room.slug])

    def call_after_it_has_gone(job):
        room.workshop.delete()
        Room.objects.all().delete()
        return call(job)

    monkeypatch.setattr(writer, "call", call_after_it_has_gone)
    monkeypatch.setattr(people, "presence_key", lambda slug: (1, True))
    recount_people([room.slug])
    assert not Room.objects.exists()
