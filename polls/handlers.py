"""A vote frame in, an acknowledgement out; the same for sockets, for HTTP and for the plain form."""

from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from participation.live import writer
from participation.live.frames import SEQ_LIMIT
from participation.live.hub import hub
from participation.live.identity import Identity

from . import ballot_box, remarks, specs
from .ballot_box import Cast
from .kinds import InvalidAnswer, kind_of
from .specs import Spec

BUSY_MS = 1000


def vote(identity: Identity, frame: dict[str, Any], language: str) -> dict[str, Any] | Future:
    """The ack of a vote frame, or a future of it that is done after the commit. Never blocks, never raises."""
    head = {"t": "ack", "poll": frame.get("poll"), "seq": frame.get("seq")}
    with translation.override(language):
        if refusal := _misfit(identity, frame):
            return head | {"status": "invalid", "detail": refusal}
        spec = specs.glance(frame["poll"])
        if spec is None:  # nobody has looked at this poll here yet: the writer may query
            return _acknowledged(writer.submit(_cast_slowly, (identity, frame, language)), head)
        try:
            cast = read(identity, spec, frame)
        except InvalidAnswer as error:
            return head | {"status": "invalid", "detail": str(error)}
    return _acknowledged(writer.submit(ballot_box.store, cast), head)


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


def _misfit(identity: Identity, frame: dict[str, Any]) -> str:
    """What is wrong with the frame around the answer, in a sentence, or nothing."""
    if set(frame) - {"t", "poll", "seq", "answer"} or "answer" not in frame:
        return _("The ballot has the wrong form.")
    if type(frame.get("poll")) is not int:
        return _("This question is not asked here.")
    if type(frame.get("seq")) is not int or not 1 <= frame["seq"] <= SEQ_LIMIT:
        return _("The ballot's counter must be a whole number from 1 to 9,999.")
    state = hub.rooms.get(identity.room)
    if state and identity.id in state.removed:
        return _("You are no longer in this workshop.")
    return ""


def _cast_slowly(requests: Sequence[tuple[Identity, dict, str]]) -> list[dict[str, Any]]:
    """On the writer: load the polls first. One outcome for each."""
    outcomes: list[dict[str, Any]] = []
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


def _acknowledged(stored: Future, head: dict[str, Any]) -> Future:
    """A future of the ack for a future of the outcome; a database that is away means busy."""
    acked: Future = Future()

    def finish(done: Future) -> None:
        error = done.exception()
        outcome = {"status": "busy", "retry_ms": BUSY_MS} if error else done.result()
        acked.set_result(head | outcome)

    stored.add_done_callback(finish)
    return acked
