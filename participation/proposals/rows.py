"""A proposal as one line of a list: on the dashboard, its overview and the public pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from participation.dates import day

from .labels import Label, deadline_label, state_label
from .models import Proposal, Response, State
from .queries import AT_WORK

NOTE_WORDS = 8  # of a rejection's reason


@dataclass(frozen=True, slots=True)
class Row:
    """One line. `deadline` is None when no answer is due, `late` when no milestone is late; `waiting_days` counts from the hand-over."""

    proposal: Proposal
    state: Label
    deadline: Label | None
    waiting_days: int
    late: Label | None = None

    @property
    def support(self) -> int:
        """Supports of room and public page together, as `queries.with_support` has counted them."""
        return self.proposal.support  # type: ignore[attr-defined]  # annotated

    @property
    def is_overdue(self) -> bool:
        return self.deadline is not None and self.deadline.tone == "bad"

    @property
    def note(self) -> str:
        """A few words about what comes next: by when, who, or why not."""
        return _note_of(self.proposal)


def row_of(proposal: Proposal, today: date | None = None) -> Row:
    """The line of a proposal that was handed over, as of `today`."""
    today = today or timezone.localdate()
    due = deadline_label(proposal.answer_by, today) if proposal.waits_for_answer and proposal.answer_by else None
    late = late_milestone(proposal, today)
    return Row(proposal, state_label(proposal), due, (today - timezone.localdate(proposal.handed_over_at)).days, late)


def rows_of(proposals: Iterable[Proposal], today: date | None = None) -> list[Row]:
    """The lines of proposals from `queries.public_proposals` or `queries.proposals_for`, in their order."""
    today = today or timezone.localdate()
    return [row_of(proposal, today) for proposal in proposals]


def late_milestone(proposal: Proposal, today: date | None = None) -> Label | None:
    """What is late longest, if something is. Reads all milestones of the proposal."""
    today = today or timezone.localdate()
    if proposal.state not in AT_WORK:
        return None
    late = next((each for each in proposal.milestones.all() if each.done_on is None and each.by_when < today), None)
    if late is None:
        return None
    return Label("triangle-alert", f"{Truncator(late.what).words(NOTE_WORDS)}: {deadline_label(late.by_when, today)}", "bad")


def late_promise(response: Response, today: date | None = None) -> Label | None:
    """How long the day is over by which a public answer has promised the proposal, if it is not done yet."""
    today = today or timezone.localdate()
    if not response.is_yes or response.proposal.state not in AT_WORK or not response.by_when or response.by_when >= today:
        return None
    return deadline_label(response.by_when, today)


def _note_of(proposal: Proposal) -> str:
    if proposal.waits_for_answer and proposal.answer_by:
        words = _("An answer was promised by %(day)s") if proposal.answer_by < timezone.localdate() else _("Answer by %(day)s")
        return words % {"day": day(proposal.answer_by, short=True)}
    if proposal.state == State.OFFERED:
        return str(state_label(proposal))
    if proposal.state == State.IMPLEMENTED:
        return _("done since %(day)s") % {"day": day(proposal.state_since, short=True)}
    response = getattr(proposal, "response", None)
    if response is None or not response.is_published:
        return ""
    if response.verdict == Response.Verdict.REJECTED:
        return Truncator(response.text).words(NOTE_WORDS)
    until = _("by %(day)s") % {"day": day(response.by_when, short=True)} if response.by_when else ""
    return ", ".join(filter(None, [response.who, until]))
