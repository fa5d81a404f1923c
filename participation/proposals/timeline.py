"""A proposal's way as people read it: what happened, where it stands, what comes next."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .models import OPEN, Proposal, ProposalEvent, State

DONE, NOW, LATER = "done", "now", "later"
NBSP = "\u00a0"

NAMES = {
    "submit": gettext_lazy("Sent"),
    "return": gettext_lazy("Given back to change something"),
    "release": gettext_lazy("Released by the facilitators"),
    "take_back": gettext_lazy("Release taken back"),
    "decline": gettext_lazy("Not released"),
    "hand_over": gettext_lazy("Handed over to the town hall"),
    "acknowledge": gettext_lazy("Seen by the town hall"),
    "review": gettext_lazy("Under review"),
    "answer": gettext_lazy("Answered"),
    "refer": gettext_lazy("Referred to the council"),
    "decide": gettext_lazy("Decided by the council"),
    "start": gettext_lazy("Implementation begins"),
    "finish": gettext_lazy("Implemented"),
    "withdraw": gettext_lazy("Withdrawn"),
    "merge": gettext_lazy("Merged with another proposal"),
    "expire": gettext_lazy("Deleted: nobody released it within 30 days"),
}
BEFORE_RELEASE = frozenset({"return", "take_back"})


@dataclass(frozen=True, slots=True)
class Point:
    """One dot on the timeline."""

    name: str
    note: str
    when: str  # done, now, later
    at: dt.datetime | None = None
    verb: str = ""

    @property
    def moment(self) -> str:
        return moment(self.at) if self.at else ""


def day(value: dt.date | dt.datetime) -> str:
    """'22. November 2026', which never breaks between number and month."""
    value = timezone.localtime(value) if isinstance(value, dt.datetime) else value
    return date_format(value, "DATE_FORMAT").replace(" ", NBSP, 1)


def moment(value: dt.datetime) -> str:
    """Today with the time, else the day."""
    local = timezone.localtime(value)
    if local.date() == timezone.localdate():
        return _("Today, %(time)s") % {"time": date_format(local, "TIME_FORMAT")}
    return day(local)


def timeline(proposal: Proposal, *, public: bool = False) -> list[Point]:
    """The way of a proposal, for its author or for everybody (who need not know what was changed before the release)."""
    events = [event for event in proposal.events.all() if not (public and event.verb in BEFORE_RELEASE)]
    if public:
        first = next((event for event in events if event.verb == "submit"), None)
        events = [event for event in events if event.verb != "submit" or event == first]
    coming = _coming(proposal)
    points = [_point(event, proposal) for event in events]
    if points and not (coming and coming[0].when == NOW):
        points[-1] = Point(points[-1].name, points[-1].note, NOW, points[-1].at, points[-1].verb)
    return points + coming


def _point(event: ProposalEvent, proposal: Proposal) -> Point:
    name, note = str(NAMES[event.verb]), event.reason
    response = getattr(proposal, "response", None)
    if event.verb == "answer" and response and response.is_published:
        name, note = _("Answered: %(verdict)s") % {"verdict": response.get_verdict_display()}, ""
    elif event.verb == "hand_over" and proposal.answer_by:
        note = _("An answer is promised by %(day)s.") % {"day": day(proposal.answer_by)}
    return Point(name, note, DONE, event.at, event.verb)


def _coming(proposal: Proposal) -> list[Point]:
    """What comes next, as far as anybody has promised it."""
    state = proposal.state
    points = []
    if state == State.SUBMITTED:
        points.append(Point(_("The facilitators release it"), _("They read it first. Then the whole room sees it."), NOW))
    if state in {State.DRAFT, State.SUBMITTED, State.PUBLISHED} and not proposal.handed_over_at:
        days = proposal.workshop.municipality.answer_days
        points.append(Point(_("At the end of the workshop it goes to the town hall"), _("From then on it is public."), LATER))
        note = _("Within %(days)d days. When the time is over, everybody sees it.") % {"days": days}
        points.append(Point(_("The town hall answers, with a reason"), note, LATER))
    elif state in OPEN:
        points.append(Point(_("The town hall answers, with a reason"), _promise(proposal), LATER))
    elif state == State.REFERRED:
        points.append(Point(_("The council decides"), "", LATER))
    elif state == State.IN_IMPLEMENTATION:
        response = getattr(proposal, "response", None)
        by_when = response.by_when if response else None
        points.append(Point(_("Implemented"), _("By %(day)s") % {"day": day(by_when)} if by_when else "", LATER))
    return points


def _promise(proposal: Proposal) -> str:
    late = (timezone.localdate() - proposal.answer_by).days
    if late > 0:
        return _("Promised by %(day)s. The town hall is late.") % {"day": day(proposal.answer_by)}
    return _("By %(day)s. When the time is over, everybody sees it.") % {"day": day(proposal.answer_by)}
