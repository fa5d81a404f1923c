"""The history of a proposal as its pages show it: what happened, what is happening now, what comes next."""

import datetime as dt
from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.translation import gettext as _

from participation.dates import day

from .labels import EVENTS
from .models import OPEN, Proposal, ProposalEvent, State

DONE, NOW, LATER = "done", "now", "later"
BEFORE_RELEASE = frozenset({"return", "take_back", "decline", "appeal"})


@dataclass(frozen=True, slots=True)
class Point:
    """One entry: `when` is "done", "now" or "later". `number` is that of its step; 0 for what is to come."""

    name: str
    note: str
    when: str
    at: dt.datetime | None = None
    verb: str = ""
    number: int = 0

    @property
    def moment(self) -> str:
        return moment(self.at) if self.at else ""


def moment(value: dt.datetime) -> str:
    """The day, or "Today". A time of day would tell somebody beside the author when it was sent."""
    return _("Today") if timezone.localdate(value) == timezone.localdate() else day(value)


def timeline(proposal: Proposal, *, public: bool = False) -> list[Point]:
    """The entries of a proposal, oldest first. `public` leaves out what was changed before the release."""
    events = [event for event in proposal.events.all() if not (public and event.verb in BEFORE_RELEASE)]
    if public:
        first = next((event for event in events if event.verb == "submit"), None)
        events = [event for event in events if event.verb != "submit" or event == first]
    coming = _coming(proposal)
    points = [_point(event, proposal) for event in events]
    if points and not (coming and coming[0].when == NOW):
        points[-1] = replace(points[-1], when=NOW)
    return points + coming


def _point(event: ProposalEvent, proposal: Proposal) -> Point:
    name, note = str(EVENTS[event.verb]), event.reason
    response = getattr(proposal, "response", None)
    if event.verb in {"answer", "agree"} and response and response.is_published:
        name, note = _("Answered: %(verdict)s") % {"verdict": response.get_verdict_display()}, ""
    elif event.verb == "hand_over" and proposal.answer_by:
        note = _("An answer is promised by %(day)s.") % {"day": day(proposal.answer_by)}
    return Point(name, note, DONE, event.at, event.verb, event.number)


def _coming(proposal: Proposal) -> list[Point]:
    """What comes next, as far as it was promised."""
    state = proposal.state
    points = []
    if state == State.SUBMITTED and proposal.appealed:
        note = _("Not the person who did not release it. If nobody decides, it is deleted after %(day)s.") % {"day": _last_day(proposal)}
        points.append(Point(_("Somebody else reads it"), note, NOW))
    elif state == State.SUBMITTED:
        points.append(Point(_("The facilitators release it"), _("They read it first. Then the whole room sees it."), NOW))
    if state == State.DECLINED:
        points.append(Point(_("It is deleted"), _("After %(day)s nobody can read it any more.") % {"day": _last_day(proposal)}, LATER))
    elif proposal.workshop.is_rehearsal:
        note = _("Nothing of it leaves the room: the town hall does not see it. After 30 days it is deleted.")
        points.append(Point(_("This is a rehearsal"), note, LATER))
    elif state in {State.DRAFT, State.SUBMITTED, State.PUBLISHED} and not proposal.handed_over_at:
        days = proposal.workshop.municipality.answer_days
        points.append(
            Point(_("At the end of the workshop it goes to the town hall"), _("From then on it is public, without a name."), LATER)
        )
        note = _("Within %(days)d days. When the time is over, everybody sees it.") % {"days": days}
        points.append(Point(_("The town hall answers, with a reason"), note, LATER))
    elif state in OPEN:
        assert proposal.answer_by  # set when it was handed over
        note = _promise(proposal.answer_by, _("By %(day)s. When the time is over, everybody sees it."))
        points.append(Point(_("The town hall answers, with a reason"), note, LATER))
    elif state == State.OFFERED:
        points.append(Point(_("The authors say whether they agree"), "", LATER))
    elif state == State.REFERRED:
        points.append(Point(_("The council decides"), "", LATER))
    elif state == State.IN_IMPLEMENTATION:
        response = getattr(proposal, "response", None)
        by_when = response.by_when if response else None
        points.append(Point(str(EVENTS["finish"]), _promise(by_when, _("By %(day)s")) if by_when else "", LATER))
    return points


def _last_day(proposal: Proposal) -> str:
    assert proposal.kept_until  # it is not public
    return day(proposal.kept_until)


def _promise(by_when: dt.date, otherwise: str) -> str:
    """What is said of a promised day: that the town hall is late, or else the other sentence."""
    words = _("Promised by %(day)s. The town hall is late.") if by_when < timezone.localdate() else otherwise
    return words % {"day": day(by_when)}
