"""What of a participant is stored here: the pseudonym. Other apps add theirs."""

from django.utils.translation import gettext_lazy as _

from .models import Participant
from .pseudonyms import in_words
from .registers import Own, own


def _name(identity) -> str:
    participant = Participant.objects.filter(pk=identity.id, workshop__room__slug=identity.room).first()
    return in_words(participant.pseudonym) if participant else ""


def register() -> None:
    from .actions import erase_participant

    own(
        Own(
            name="pseudonym",
            label=_("Your animal name"),
            note=_("deleted one day after the workshop"),
            position=10,
            show=_name,
            export=_name,
            erase=erase_participant,
        )
    )
