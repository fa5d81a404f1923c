"""A vote frame in, an acknowledgement out; the same for sockets, for HTTP and for the plain form."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from participation.live import writer
from participation.live.actions import lock
from participation.live.frames import SEQ_LIMIT
from participation.live.hub import hub
from participation.live.identity import Identity

from . import ballot_box, remarks, specs
from .ballot_box import Cast
from .kinds import InvalidAnswer, kind_of
from .specs import Spec

BUSY_MS = 1000


def vote(identity: Identity, frame: dict[str, Any], language: str, tell: Callable[[dict[str, Any]], object]) -> None:
    """Tell the ack of a vote frame: at once, or after the commit. Never blocks, never raises."""
    head = {"t": "ack", "poll": frame.get("poll"), "seq": frame.get("seq")}

    def stored(outcome: dict[str, Any] | None, error: BaseException | None) -> None:
        tell(head | (outcome or {"status": "busy", "retry_ms": BUSY_MS}))

    try:
        check(identity, frame)
        spec = specs.glance(frame["poll"])
        cast = read(identity, spec, frame) if spec else None
    except InvalidAnswer as error:
        with translation.override(language):
            tell(head | {"status": "invalid", "detail": str(error)})
    else:
        if cast:
            writer.post(ballot_box.store, cast, stored)
        else:  # nobody has looked at this poll here yet: the writer may query
            writer.post(_cast_slowly, (identity, frame, language), stored)


def read(identity: Identity, spec: Spec, frame: dict[str, Any]) -> Cast:
    """The cleaned ballot under its keys; raises InvalidAnswer."""
    if spec.room != identity.room:
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
        raise InvalidAnswer(_("You are no longer in this workshop."))


def _cast_slowly(requests: Sequence[tuple[Identity, dict, str]]) -> list[dict[str, Any]]:
    """On the writer: load the polls first. One outcome for each."""
    outcomes: list[dict[str, Any]] = []
    lock(slug__in={identity.room for identity, _frame, _language in requests})
    for identity, frame, language in requests:
        with translation.override(language):
            spec = specs.glance(frame["poll"]) or (specs.load(frame["poll"]) if 0 < frame["poll"] < 2**31 else None)
            try:
                if spec is None:
                    raise InvalidAnswer(_("This question is not asked here."))
                outcomes += ballot_box.store([read(identity, spec, frame)])
            except InvalidAnswer as error:
                outcomes.append({"status": "invalid", "detail": str(error)})
    return outcomes
