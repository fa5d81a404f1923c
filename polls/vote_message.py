"""Handles vote frames. Sockets, HTTP and the form of phones without script all use `vote`."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from participation.live.actions import lock
from participation.live.database import writer
from participation.live.guards.identity import Identity
from participation.live.rooms.hub import hub
from participation.live.wire.frames import SEQ_LIMIT
from workshops.access import erased

from . import ballot_box, ballot_tables, remarks, specs
from .ballot_box import Cast
from .kinds import InvalidAnswer, kind_of
from .specs import Spec

BUSY_MS = 1000
GONE = _("You are no longer in this workshop.")


class Vote(NamedTuple):
    """A vote frame before it is stored. `cast` is its ballot if it could be validated with the spec in memory, else None."""

    identity: Identity
    frame: dict[str, Any]
    language: str
    cast: Cast | None = None


def vote(identity: Identity, frame: dict[str, Any], language: str, reply: Callable[[dict[str, Any]], object]) -> None:
    """Call `reply` with the acknowledgement: at once if the frame is invalid, else after the commit, on the writer's thread.

    Runs on the event loop. It never blocks and never raises.
    """
    head = {"t": "ack", "poll": frame.get("poll"), "seq": frame.get("seq")}

    def stored(outcome: dict[str, Any] | None, error: BaseException | None) -> None:
        if outcome == ballot_box.OUTDATED:
            writer.post(_store, Vote(identity, frame, language), stored)
        else:
            reply(head | (outcome or {"status": "busy", "retry_ms": BUSY_MS}))

    try:
        check(identity, frame)
    except InvalidAnswer as error:
        reply(head | _refusal(error, language))
    else:
        writer.post(_store, Vote(identity, frame, language, _read_from_memory(identity, frame)), stored)


class VoteMessage:
    """The message "vote" of the protocol."""

    receive = staticmethod(vote)

    @staticmethod
    def busy(frame: dict[str, Any], wait_ms: int, /) -> dict[str, Any]:
        """The acknowledgement of a frame that was not read, because too many came: the phone waits `wait_ms` and sends it again."""
        return {"t": "ack", "poll": frame.get("poll"), "seq": frame.get("seq"), "status": "busy", "retry_ms": wait_ms}


def _read_from_memory(identity: Identity, frame: dict[str, Any]) -> Cast | None:
    """The validated ballot, or None if the spec in memory is missing or refuses the answer.

    Another process may have corrected the question. So memory alone does not refuse a ballot; the writer checks it with the database.
    """
    try:
        return read(identity, specs.remembered(frame["poll"]), frame)
    except InvalidAnswer:
        return None


def read(identity: Identity, spec: Spec | None, frame: dict[str, Any]) -> Cast:
    """Validate the answer and make the ballot with its keys. Raises InvalidAnswer, also if `spec` is None or of another room."""
    if spec is None or spec.room != identity.room:
        raise InvalidAnswer(_("This question is not asked here."))
    cleaned = kind_of(spec).clean(spec, frame["answer"])
    return Cast(
        spec=spec,
        key=identity.key("ballot", spec.linkage),
        owner=remarks.owner_key(identity, spec.uuid),
        seq=frame["seq"],
        answer=cleaned.answer,
        remarks=cleaned.remarks,
        groups=identity.groups,
    )


def check(identity: Identity, frame: dict[str, Any]) -> None:
    """Validate the frame except its answer, and that the person was not removed. Raises InvalidAnswer."""
    if not {"t", "poll", "seq", "answer"} >= frame.keys() or "answer" not in frame:
        raise InvalidAnswer(_("The ballot arrived damaged."))
    if type(frame.get("poll")) is not int:
        raise InvalidAnswer(_("This question is not asked here."))
    if type(frame.get("seq")) is not int or not 1 <= frame["seq"] <= SEQ_LIMIT:
        raise InvalidAnswer(_("The ballot’s counter must be a whole number from 1 to 9,999."))
    state = hub.rooms.get(identity.room)
    if state and identity.id in state.removed:
        raise InvalidAnswer(GONE)


def _store(votes: Sequence[Vote]) -> list[dict[str, Any]]:
    """Store the votes; one outcome for each, in order. Runs on the writer, inside its transaction.

    Votes that could not be validated from memory cost two queries in all. Erased participants are looked up last: `ballot_box.store`
    has locked the rooms by then, so nobody can be erased between this check and the commit.
    """
    unread = {vote.frame["poll"] for vote in votes if vote.cast is None}
    if unread:
        # All rooms at once, also those of the other votes, because rooms must be locked in one order.
        lock(slug__in={vote.identity.room for vote in votes})
    current = specs.load(unread) if unread else {}
    casts: dict[int, Cast] = {}
    outcomes: dict[int, dict[str, Any]] = {}
    for index, vote in enumerate(votes):
        try:
            casts[index] = vote.cast or read(vote.identity, current.get(vote.frame["poll"]), vote.frame)
        except InvalidAnswer as error:
            outcomes[index] = _refusal(error, vote.language)
    outcomes |= zip(casts, ballot_box.store(list(casts.values())), strict=True)
    gone = erased({votes[index].identity.id for index in casts})
    for index in [index for index in casts if votes[index].identity.id in gone]:
        if outcomes[index] == ballot_box.SAVED:
            ballot_tables.erase(casts[index].spec.id, casts[index].key)
        remarks.withdraw(casts[index].spec.id, casts[index].owner)
        outcomes[index] = _refusal(InvalidAnswer(GONE), votes[index].language)
    return [outcomes[index] for index in range(len(votes))]


def _refusal(error: InvalidAnswer, language: str) -> dict[str, Any]:
    """The outcome "invalid" with its sentence in the phone's language."""
    with translation.override(language):
        return {"status": "invalid", "detail": str(error)}
