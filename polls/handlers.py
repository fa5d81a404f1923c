"""A vote frame in, an acknowledgement out; the same for sockets, for HTTP and for the plain form."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from participation.live import writer
from participation.live.actions import lock
from participation.live.frames import SEQ_LIMIT
from participation.live.hub import hub
from participation.live.identity import Identity
from workshops.access import erased

from . import ballot_box, remarks, specs
from .ballot_box import Cast
from .kinds import InvalidAnswer, kind_of
from .specs import Spec

BUSY_MS = 1000
GONE = _("You are no longer in this workshop.")


class Vote(NamedTuple):
    """A frame on its way; `cast` is how memory reads it, or None where the database has to be asked."""

    identity: Identity
    frame: dict[str, Any]
    language: str
    cast: Cast | None = None


def vote(identity: Identity, frame: dict[str, Any], language: str, tell: Callable[[dict[str, Any]], object]) -> None:
    """Tell the ack of a vote frame: at once, or after the commit. Never blocks, never raises."""
    head = {"t": "ack", "poll": frame.get("poll"), "seq": frame.get("seq")}

    def stored(outcome: dict[str, Any] | None, error: BaseException | None) -> None:
        if outcome == ballot_box.OUTDATED:
            writer.post(_store, Vote(identity, frame, language), stored)
        else:
            tell(head | (outcome or {"status": "busy", "retry_ms": BUSY_MS}))

    try:
        check(identity, frame)
    except InvalidAnswer as error:
        tell(head | _refusal(error, language))
    else:
        writer.post(_store, Vote(identity, frame, language, _read_from_memory(identity, frame)), stored)


def _read_from_memory(identity: Identity, frame: dict[str, Any]) -> Cast | None:
    """What this process remembers may have been corrected by another one: it may read a ballot, but refuse none."""
    try:
        return read(identity, specs.glance(frame["poll"]), frame)
    except InvalidAnswer:
        return None


def read(identity: Identity, spec: Spec | None, frame: dict[str, Any]) -> Cast:
    """The cleaned ballot under its keys; raises InvalidAnswer."""
    if spec is None or spec.room != identity.room:
        raise InvalidAnswer(_("This question is not asked here."))
    cleaned = kind_of(spec).clean(spec, frame["answer"])  # type: ignore[arg-type]  # a frozen one
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
    """Raises InvalidAnswer if something is wrong with the frame around the answer."""
    if not {"t", "poll", "seq", "answer"} >= frame.keys() or "answer" not in frame:
        raise InvalidAnswer(_("The ballot has the wrong form."))
    if type(frame.get("poll")) is not int:
        raise InvalidAnswer(_("This question is not asked here."))
    if type(frame.get("seq")) is not int or not 1 <= frame["seq"] <= SEQ_LIMIT:
        raise InvalidAnswer(_("The ballot's counter must be a whole number from 1 to 9,999."))
    state = hub.rooms.get(identity.room)
    if state and identity.id in state.removed:
        raise InvalidAnswer(GONE)


def _store(votes: Sequence[Vote]) -> list[dict[str, Any]]:
    """On the writer: one outcome for each. However many there are that memory could not read, they cost two queries.

    Whoever has been erased meanwhile is looked for last: from when the ballots are stored, nobody is erased before the commit."""
    unread = {vote.frame["poll"] for vote in votes if vote.cast is None}
    if unread:
        lock(slug__in={vote.identity.room for vote in votes})  # also those of the others: rooms are locked in one order
    true = specs.load(unread) if unread else {}
    casts: dict[int, Cast] = {}
    outcomes: dict[int, dict[str, Any]] = {}
    for index, vote in enumerate(votes):
        try:
            casts[index] = vote.cast or read(vote.identity, true.get(vote.frame["poll"]), vote.frame)
        except InvalidAnswer as error:
            outcomes[index] = _refusal(error, vote.language)
    outcomes |= zip(casts, ballot_box.store(list(casts.values())), strict=True)
    gone = erased({votes[index].identity.id for index in casts})
    for index in [index for index in casts if votes[index].identity.id in gone]:
        ballot_box.erase([(casts[index].spec.id, casts[index].key)])
        remarks.erase(casts[index].spec.id, casts[index].owner)
        outcomes[index] = _refusal(InvalidAnswer(GONE), votes[index].language)
    return [outcomes[index] for index in range(len(votes))]


def _refusal(error: InvalidAnswer, language: str) -> dict[str, Any]:
    with translation.override(language):
        return {"status": "invalid", "detail": str(error)}
