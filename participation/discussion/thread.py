"""The discussion of a proposal as its pages show it. Merged proposals bring theirs along."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from participation.accounts.models import Membership, User
from participation.proposals.models import Proposal
from participation.proposals.moderation_rules import ModerationRule
from participation.proposals.personal import Found, personal_in
from participation.proposals.queries import lead_of, merged_into
from participation.proposals.timeline import Point, timeline

from . import rules
from .models import Contribution, Decision, Kind, State

ICONS = {Kind.NOTE: "lock", Kind.COMMENT: "globe", Kind.QUESTION: "message-square", Kind.REPLY: "message-square-reply"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One contribution with its replies, and what the reader may decide about it."""

    said: Contribution
    state: State
    reported: list[str] = field(default_factory=list)
    may: list[str] = field(default_factory=list)
    is_party: bool = False  # the reader answers this proposal, so somebody else decides
    replies: list["Entry"] = field(default_factory=list)

    @property
    def icon(self) -> str:
        return ICONS[Kind(self.said.kind)]

    @property
    def voice(self) -> str:
        """Who says it: name and office, as an answer is signed. The authors have no name."""
        if self.said.kind == Kind.REPLY:
            return _("The young people who wrote it")
        office = dict(Membership.Role.choices).get(self.said.role, "")
        return ", ".join(str(part) for part in (self.said.author and self.said.author.name, office) if part)

    @property
    def personal(self) -> list[Found]:
        """Personal data in a reply that waits for release."""
        return personal_in(self.said.text) if self.state == State.WAITING else []

    @property
    def decision(self) -> Decision | None:
        return self.said.last_decision

    @property
    def why(self) -> str:
        """The rule that it breaks, and the reason beside it."""
        decision = self.said.last_decision
        if decision is None:
            return ""
        return " ".join(part for part in (str(ModerationRule(decision.rule).label) if decision.rule else "", decision.reason) if part)

    @property
    def is_hidden(self) -> bool:
        """Whether its words are shown to nobody outside the town hall."""
        return self.state not in {State.PUBLIC, State.INTERNAL}

    @property
    def is_answered(self) -> bool:
        """A question to which a reply waits or is public."""
        return any(reply.state in {State.WAITING, State.PUBLIC} for reply in self.replies)


@dataclass(frozen=True, slots=True)
class Thread:
    """The discussion of `proposal`. `lead` is where it goes on: another proposal if it was merged."""

    proposal: Proposal
    lead: Proposal
    entries: list[Entry]

    @property
    def is_moved(self) -> bool:
        return self.lead.pk != self.proposal.pk

    @property
    def count(self) -> int:
        """How many contributions it has, replies too."""
        return sum(1 + len(entry.replies) for entry in self.entries)

    @property
    def questions(self) -> list[Entry]:
        """What the authors are asked, the latest first; what they have not answered before the rest."""
        asked = [entry for entry in self.entries if entry.said.kind == Kind.QUESTION]
        asked.reverse()
        return sorted(asked, key=lambda entry: entry.is_answered)

    def with_steps(self) -> list[Entry | Point]:
        """The public conversation, with the steps of the proposal between: the oldest first, what is to come at the end."""
        points = timeline(self.proposal, public=True)
        dated: list[tuple[dt.datetime, Entry | Point]] = [(point.at, point) for point in points if point.at]
        dated += [(entry.said.at, entry) for entry in self.entries if entry.said.at]
        return [each for _at, each in sorted(dated, key=lambda pair: pair[0])] + [point for point in points if not point.at]


def desk_thread(proposal: Proposal, user: User) -> Thread:
    """What a member of staff or of the council reads, with what they may decide. A merged proposal's is empty: it has moved."""
    if proposal.merged_into_id:
        return Thread(proposal, lead_of(proposal), [])
    internal = rules.reads_internal(user, proposal)
    found = _contributions(proposal).select_related("author").prefetch_related("reports", "mentioned")
    if not internal:
        found = found.exclude(kind=Kind.NOTE)
    return Thread(proposal, proposal, _entries(found, shown=set(State) if internal else PUBLIC, proposal=proposal, user=user))


def public_thread(proposal: Proposal) -> Thread:
    """What everybody reads. Of what was taken down only the reason."""
    if proposal.merged_into_id:
        return Thread(proposal, lead_of(proposal), [])
    found = _contributions(proposal).exclude(kind=Kind.NOTE).select_related("author")
    return Thread(proposal, proposal, _entries(found, shown=PUBLIC))


def author_thread(proposal: Proposal) -> Thread:
    """What the authors are asked behind the private link, and what became of their replies."""
    lead = lead_of(proposal)
    if not lead.is_public:
        return Thread(proposal, lead, [])
    found = _contributions(lead).filter(kind__in=[Kind.QUESTION, Kind.REPLY]).select_related("author")
    return Thread(proposal, lead, _entries(found, shown=set(State)))


PUBLIC = {State.PUBLIC, State.TAKEN_DOWN}


def _contributions(lead: Proposal) -> QuerySet[Contribution]:
    """All contributions to a proposal and to those merged into it, the oldest first."""
    proposals = [lead, *merged_into(lead)]
    return Contribution.objects.filter(proposal__in=proposals).prefetch_related("decisions")


def _entries(
    found: Iterable[Contribution], *, shown: set[State], proposal: Proposal | None = None, user: User | None = None
) -> list[Entry]:
    """One entry for each contribution in a state of `shown`, replies inside their questions. With a user, what they may decide."""
    contributions = list(found)
    known = {said.pk: said for said in contributions}
    replies: dict[int, list[Entry]] = defaultdict(list)
    entries = []
    for said in sorted(contributions, key=lambda each: each.kind != Kind.REPLY):  # replies first, so that questions find them
        if said.question_id:
            said.question = known[said.question_id]
        if said.state not in shown:
            continue
        entry = _entry(said, replies[said.pk], proposal, user)
        if said.question_id:
            replies[said.question_id].append(entry)
        else:
            entries.append(entry)
    return entries


def _entry(said: Contribution, replies: list[Entry], proposal: Proposal | None, user: User | None) -> Entry:
    if proposal is None or user is None:
        return Entry(said, said.state, replies=replies)
    reports = [report.reason for report in said.reports.all()]
    may = rules.decisions_for(user, proposal, said, is_reported=bool(reports))
    return Entry(said, said.state, reports, may, rules.answers(user, proposal, said), replies)
