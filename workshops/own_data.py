"""The own data that this app stores about a participant: the pseudonym."""

from django.utils.translation import gettext_lazy as _

from participation.live.guards.identity import Identity

from .actions import erase_participant
from .extensions import OwnData
from .models import Participant
from .pseudonyms import in_words


def _name(identity: Identity) -> str:
    participant = Participant.objects.filter(pk=identity.id, workshop__room__slug=identity.room).first()
    return in_words(participant.pseudonym) if participant and participant.pseudonym else ""


PSEUDONYM = OwnData(
    name="pseudonym",
    label=_("Your animal name"),
    note=_("deleted one day after the workshop"),
    position=10,
    show=_name,
    export=_name,
    erase=erase_participant,
)
