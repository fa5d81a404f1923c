"""Ballots and remarks on the page "what is stored about you"."""

from django.utils.translation import gettext_lazy as _

from workshops.registers import Own, own

from . import actions, remarks
from .mine import ballots
from .models import Poll, Remark


def _ballots(identity):
    (mine,) = ballots(identity.room, [identity])
    return mine


def _export(identity):
    mine = _ballots(identity)
    questions = {str(poll.pk): str(poll.question) for poll in Poll.objects.filter(pk__in=list(mine))}
    return [{"question": questions[poll], "answer": entry["answer"]} for poll, entry in mine.items()]


def _remarks(identity) -> list[str]:
    polls = Poll.objects.filter(item__workshop__room__slug=identity.room)
    owners = [remarks.owner_key(identity, poll.uuid) for poll in polls]
    return list(Remark.objects.filter(owner__in=owners).values_list("text", flat=True))


def register() -> None:
    own(
        Own(
            name="ballots",
            label=_("Ballots"),
            note=_("single ballots are deleted one day after the workshop; only the result stays"),
            position=20,
            show=lambda identity: len(_ballots(identity)),
            export=_export,
            erase=actions.erase_own,
        )
    )
    own(
        Own(
            name="remarks",
            label=_("Reasons and words"),
            note=_("without your name, also on the screen"),
            position=30,
            show=lambda identity: len(_remarks(identity)),
            export=_remarks,
            erase=lambda identity: 0,  # goes with the ballots
        )
    )
