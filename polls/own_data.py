"""A participant's own ballots and remarks for the page "what is stored about you": shown, exported and erased."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from participation.live.guards.identity import Identity
from workshops.extensions import OwnData

from . import actions, remarks
from .mine import ballots
from .models import Poll, Remark


def _ballots(identity: Identity) -> dict[str, Any]:
    (mine,) = ballots(identity.room, [identity])
    return mine


def _export(identity: Identity) -> list[dict[str, Any]]:
    mine = _ballots(identity)
    questions = {str(poll.pk): str(poll.question) for poll in Poll.objects.filter(pk__in=list(mine))}
    return [{"question": questions[poll], "answer": entry["answer"]} for poll, entry in mine.items()]


def _remarks(identity: Identity) -> list[str]:
    polls = Poll.objects.filter(item__workshop__room__slug=identity.room)
    owners = [remarks.owner_key(identity, poll.uuid) for poll in polls]
    return list(Remark.objects.filter(owner__in=owners).values_list("text", flat=True))


OWN_BALLOTS = OwnData(
    name="ballots",
    label=_("Ballots"),
    note=_("a ballot is destroyed when the result exists; only the result stays"),
    position=20,
    show=lambda identity: len(_ballots(identity)),
    export=_export,
    erase=actions.erase_own,
)
OWN_REMARKS = OwnData(
    name="remarks",
    label=_("Reasons and words"),
    note=_("without your name, also on the screen"),
    position=30,
    show=lambda identity: len(_remarks(identity)),
    export=_remarks,
    erase=lambda identity: 0,  # actions.erase_own erases them with the ballots
)
