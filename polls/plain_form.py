"""Votes of phones without script. They post the page's form, and the page shows the saved answer in its fields."""

import re
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from participation.live.database.version_cache import cached_per_version
from participation.live.extensions import ask
from participation.live.guards.identity import Identity
from workshops.extensions import PhonePart, PhoneView, PhoneVisit
from workshops.models import Workshop
from workshops.refused import Refused

from .form_fields import answer_from, fields_of, filled
from .items import poll_of
from .phone_sentences import sentences

# How often the next seq is tried, because another tab may vote at the same time.
TRIES = 4


class PollPart(PhonePart):
    """The form of an open poll, filled in with this phone's own ballot. See PhonePart for the methods."""

    field = "poll"

    def post(self, identity: Identity, data: Any) -> str:
        if data.get("do", "vote") != "vote" or not re.fullmatch(r"[0-9]{1,18}", data["poll"]):
            raise Refused(_("That didn’t arrive complete. Please try again."))
        vote(identity, int(data["poll"]), answer_from(data))
        return f"?saved={data['poll']}"

    def view(self, visit: PhoneVisit) -> PhoneView:
        """The fields show a refused answer, so that it can be corrected, or else the stored ballot."""
        poll = cached_per_version("present poll", visit.workshop.room.slug, lambda: _present_poll(visit.workshop))
        own = visit.mine["ballots"].get(poll)
        notice = _("Your answer is saved.") if own is not None and visit.query.get("saved") == poll else ""
        if visit.refused is not None:
            fields = fields_of(answer_from(visit.refused))
        else:
            fields = fields_of(own["answer"]) if own else {}
        return PhoneView(notice, lambda html: filled(html, fields) if fields else html)

    def sentences(self) -> dict[str, str]:
        return sentences()


def vote(identity: Identity, poll: int, answer: dict[str, Any]) -> None:
    """Cast a ballot as a phone with script would, and wait for it, at most 20 s for each try. Raises Refused if it does not count."""
    seq, ack = 1, {}
    for _try in range(TRIES):
        ack = ask(identity, {"t": "vote", "poll": poll, "seq": seq, "answer": answer}, get_language()).result(timeout=20)
        if ack["status"] != "stale":
            break
        seq = ack["seq"] + 1
    if ack["status"] == "saved":
        return
    refusals = {
        "closed": _("The vote was already closed. Your answer doesn’t count this time."),
        "invalid": ack.get("detail") or _("This answer doesn’t fit the question."),
    }
    raise Refused(refusals.get(ack["status"], _("There’s a lot going on right now. Please press once more.")))


def _present_poll(workshop: Workshop) -> str:
    """The id of the present poll, which is its key in `mine`; "" if the present item has no poll."""
    poll = poll_of(workshop.item)
    return str(poll.pk) if poll else ""
