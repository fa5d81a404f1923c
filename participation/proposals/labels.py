"""What a proposal's state, steps, answer and deadline are called: one vocabulary for every page.

The words of states and verdicts are the labels of their choices in `models`; here they get an icon and a tone.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from participation.accounts.models import Municipality
from participation.dates import day

from .models import Assessment, Milestone, Proposal, Response, State

WARN_DAYS = 2  # a deadline turns amber two days before


@dataclass(frozen=True, slots=True)
class Label:
    """A few words with an icon. `tone` is "ok", "warn", "bad" or ""."""

    icon: str
    text: str
    tone: str = ""

    def __str__(self) -> str:
        return self.text


# -- states and verdicts ----------------------------------------------------------------
STATE_ICONS = {
    State.DRAFT: "pencil",
    State.SUBMITTED: "clock",
    State.PUBLISHED: "circle-dashed",
    State.ACKNOWLEDGED: "eye",
    State.UNDER_REVIEW: "wrench",
    State.OFFERED: "arrow-left-right",
    State.REFERRED: "landmark",
    State.DECIDED: "gavel",
    State.IN_IMPLEMENTATION: "hammer",
    State.IMPLEMENTED: "circle-check",
    State.DECLINED: "circle-slash",
    State.MERGED: "merge",
}
VERDICT_ICONS = {
    Response.Verdict.ACCEPTED: "circle-check",
    Response.Verdict.CHANGED: "arrow-left-right",
    Response.Verdict.PARTLY: "contrast",
    Response.Verdict.REJECTED: "circle-slash",
}
FEASIBILITY_ICONS = {
    Assessment.Feasibility.OPEN: "circle-dashed",
    Assessment.Feasibility.FEASIBLE: "circle-check",
    Assessment.Feasibility.CONDITIONS: "contrast",
    Assessment.Feasibility.NOT: "circle-slash",
}
DONE_WELL = {
    State.IMPLEMENTED,
    Response.Verdict.ACCEPTED,
    Response.Verdict.CHANGED,
}  # green; a rejection stays black, because an answer is not an error


def state_label(proposal: Proposal) -> Label:
    """Where a proposal stands. An answered one says how it was answered."""
    if proposal.state == State.ANSWERED:
        return verdict_label(proposal.response)
    state = State(proposal.state)
    return Label(STATE_ICONS.get(state, "circle"), str(state.label), "ok" if state in DONE_WELL else "")


def verdict_label(response: Response) -> Label:
    """The town hall's decision."""
    verdict = Response.Verdict(response.verdict)
    return Label(VERDICT_ICONS[verdict], str(verdict.label), "ok" if verdict in DONE_WELL else "")


def feasibility_label(assessment: Assessment) -> Label:
    """What the check of a proposal has found."""
    found = Assessment.Feasibility(assessment.feasibility)
    return Label(FEASIBILITY_ICONS[found], str(found.label))


# -- steps ------------------------------------------------------------------------------
EVENTS = {  # a step in the history, by its verb
    "submit": gettext_lazy("Sent"),
    "return": gettext_lazy("Given back to change something"),
    "release": gettext_lazy("Released by the facilitators"),
    "take_back": gettext_lazy("Release taken back"),
    "decline": gettext_lazy("Not released"),
    "appeal": gettext_lazy("Second look asked for"),
    "hand_over": gettext_lazy("Handed over to the town hall"),
    "acknowledge": gettext_lazy("Seen by the town hall"),
    "review": gettext_lazy("Under review"),
    "answer": gettext_lazy("Answered"),
    "correct": gettext_lazy("Answer corrected"),
    "offer": gettext_lazy("Another wording offered to the authors"),
    "agree": gettext_lazy("The authors agree to the other wording"),
    "refuse": gettext_lazy("The authors keep their own wording"),
    "lapse": gettext_lazy("The authors did not answer in time"),
    "assess": gettext_lazy("Feasibility checked"),
    "plan": gettext_lazy("Milestone planned"),
    "achieve": gettext_lazy("Milestone reached"),
    "drop": gettext_lazy("Milestone dropped"),
    "refer": gettext_lazy("Referred to the council"),
    "decide": gettext_lazy("Decided by the council"),
    "start": gettext_lazy("Putting into practice has begun"),
    "finish": gettext_lazy("Put into practice"),
    "withdraw": gettext_lazy("Withdrawn"),
    "merge": gettext_lazy("Merged with another proposal"),
    "unmerge": gettext_lazy("On its own again"),
    "leave": gettext_lazy("On its own again: its authors have taken it out"),
    "part": gettext_lazy("On its own again: the other one was withdrawn"),
    "expire": gettext_lazy("Deleted: not released within 30 days"),
}
BUTTONS: dict[str, tuple[State, object]] = {  # the state a step leads to, and what its button says
    "acknowledge": (State.ACKNOWLEDGED, gettext_lazy("Mark as seen")),
    "review": (State.UNDER_REVIEW, gettext_lazy("Start the review")),
    "refer": (State.REFERRED, gettext_lazy("Refer to the council")),
    "decide": (State.DECIDED, gettext_lazy("Enter the council’s decision")),
    "start": (State.IN_IMPLEMENTATION, gettext_lazy("Putting into practice has begun")),
    "unmerge": (State.PUBLISHED, gettext_lazy("Undo the merging")),
    "finish": (State.IMPLEMENTED, gettext_lazy("It is put into practice")),
}


def button_label(verb: str) -> Label:
    """The button of a step. Raises KeyError for a verb without one."""
    state, text = BUTTONS[verb]
    return Label(STATE_ICONS[state], str(text))


# -- deadlines and numbers --------------------------------------------------------------
def deadline_label(answer_by: date, today: date) -> Label:
    """How many days are left until an answer-by date: red when it is over, amber for the last two days."""
    left = (answer_by - today).days
    if left < -1:
        return Label("triangle-alert", ngettext("overdue for %(days)s day", "overdue for %(days)s days", -left) % {"days": -left}, "bad")
    if left == -1:
        return Label("triangle-alert", _("overdue since yesterday"), "bad")
    tone = "warn" if left <= WARN_DAYS else ""
    if left == 0:
        return Label("clock", _("today"), tone)
    if left == 1:
        return Label("clock", _("until tomorrow"), tone)
    return Label("clock", ngettext("%(days)s day left", "%(days)s days left", left) % {"days": left}, tone)


def milestone_label(milestone: Milestone, today: date) -> Label:
    """Whether a milestone is reached, late or still to come."""
    if milestone.done_on:
        return Label("circle-check", _("done on %(day)s") % {"day": day(milestone.done_on)}, "ok")
    if milestone.by_when < today:
        late = deadline_label(milestone.by_when, today)
        return Label(late.icon, _("promised by %(day)s, %(late)s") % {"day": day(milestone.by_when), "late": late}, late.tone)
    return Label("clock", _("by %(day)s") % {"day": day(milestone.by_when)})


NUMBERS = (
    pgettext_lazy("start of a sentence", "Zero"),
    pgettext_lazy("start of a sentence", "One"),
    pgettext_lazy("start of a sentence", "Two"),
    pgettext_lazy("start of a sentence", "Three"),
    pgettext_lazy("start of a sentence", "Four"),
    pgettext_lazy("start of a sentence", "Five"),
    pgettext_lazy("start of a sentence", "Six"),
    pgettext_lazy("start of a sentence", "Seven"),
    pgettext_lazy("start of a sentence", "Eight"),
    pgettext_lazy("start of a sentence", "Nine"),
    pgettext_lazy("start of a sentence", "Ten"),
    pgettext_lazy("start of a sentence", "Eleven"),
    pgettext_lazy("start of a sentence", "Twelve"),
)


def number_word(number: int) -> str:
    """A count at the start of a sentence: in letters up to twelve, in digits above."""
    return str(NUMBERS[number]) if number < len(NUMBERS) else str(number)


INFLUENCE = {
    Municipality.Influence.INFORM: gettext_lazy("Young people inform themselves and say what they think. The council decides alone."),
    Municipality.Influence.CONSULT: gettext_lazy(
        "The council decides. Young people have a say: the town hall must answer, the council need not follow."
    ),
    Municipality.Influence.DECIDE: gettext_lazy("Young people and the council decide together."),
}
