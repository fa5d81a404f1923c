"""The evening: steps, the door, and what screens are sent."""

from .registry import mutant


@mutant
def any_revision_will_do() -> None:
    """Two presses are two steps."""
    from workshops.actions import steps

    locked = steps.locked
    steps.locked = lambda workshop_id, _revision: locked(workshop_id, None)


@mutant
def everybody_comes_in() -> None:
    """No door: as long as there is room, whatever sends the form is somebody."""
    from workshops.models import Workshop

    Workshop.comes_in_freely = property(lambda workshop: workshop.capacity)


@mutant
def nobody_is_let_in() -> None:
    """The press that lets people in does nothing."""
    from workshops.actions import joining

    joining._let_in = lambda workshop_id, waiting: None


@mutant
def ignores_what_phones_have() -> None:
    """Whoever comes back is sent everything."""
    from participation.live.wire import socket

    socket.read_have = lambda value: {}


@mutant
def never_looks_again() -> None:
    """News of other processes by notices alone."""
    from participation.live.rooms.upkeep import Upkeep

    async def nothing(self):
        return None

    Upkeep._reread_forever = nothing


@mutant
def sends_no_past() -> None:
    """Events instead of pictures: who was away is told only what happens from now on."""
    from participation.live.rooms.slot_cache import SlotCache

    SlotCache.newer_than = lambda self, have: [] if have else list(self.slots.values())


@mutant
def the_room_hangs_on_its_console() -> None:
    """When the host's browser goes, so does the room."""
    from participation.live.extensions import CONSOLE, PHONE
    from participation.live.rooms.hub import Hub

    disconnect = Hub.disconnect

    def left(self, socket):
        disconnect(self, socket)
        if socket.audience == CONSOLE:
            for phone in tuple(self.open_room(socket.room).sockets[PHONE]):
                phone.send({"t": "bye"})

    Hub.disconnect = left


@mutant
def asks_its_own_clock() -> None:
    """Every process has its own idea of now."""
    from django.utils import timezone

    from participation.live.database import clock

    clock.now = lambda: timezone.now()
