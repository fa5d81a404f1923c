"""Numbers and deadlines as people say them: "Seven proposals", "overdue since yesterday"."""

from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from participation.accounts.models import Municipality
from participation.proposals.models import Response, State

WARN_DAYS = 2  # two days before, amber


def number_word(number: int) -> str:
    """Up to twelve in letters, as at the start of a sentence; "One" is for sentences of their own."""
    words = [
        pgettext("start of a sentence", "Zero"),
        pgettext("start of a sentence", "One"),
        pgettext("start of a sentence", "Two"),
        pgettext("start of a sentence", "Three"),
        pgettext("start of a sentence", "Four"),
        pgettext("start of a sentence", "Five"),
        pgettext("start of a sentence", "Six"),
        pgettext("start of a sentence", "Seven"),
        pgettext("start of a sentence", "Eight"),
        pgettext("start of a sentence", "Nine"),
        pgettext("start of a sentence", "Ten"),
        pgettext("start of a sentence", "Eleven"),
        pgettext("start of a sentence", "Twelve"),
    ]
    return words[number] if number < len(words) else str(number)


def headline(waiting: int, *, yours: bool) -> str:
    """The state of the queue in one sentence; `yours` for those who may answer."""
    if not waiting:
        return _("Everything is answered.")
    if yours:
        return ngettext("One proposal is waiting for your answer.", "%(number)s proposals are waiting for your answer.", waiting) % {
            "number": number_word(waiting)
        }
    return ngettext("One proposal is waiting for an answer.", "%(number)s proposals are waiting for an answer.", waiting) % {
        "number": number_word(waiting)
    }


@dataclass(frozen=True, slots=True)
class Words:
    """A state as icon and word; `tone` is "ok", "warn", "bad" or "" (an answer is not an error)."""

    icon: str
    text: str
    tone: str = ""

    def __str__(self):
        return self.text


def deadline(answer_by: date, today: date) -> Words:
    """How far away an answer-by date is: red words when it is over, amber two days before."""
    left = (answer_by - today).days
    if left < -1:
        return Words("triangle-alert", ngettext("overdue for %(days)s day", "overdue for %(days)s days", -left) % {"days": -left}, "bad")
    if left == -1:
        return Words("triangle-alert", _("overdue since yesterday"), "bad")
    tone = "warn" if left <= WARN_DAYS else ""
    if left == 0:
        return Words("clock", _("today"), tone)
    if left == 1:
        return Words("clock", _("until tomorrow"), tone)
    return Words("clock", ngettext("%(days)s day left", "%(days)s days left", left) % {"days": left}, tone)


def days(count: int) -> str:
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": count}


def day(value) -> str:
    """ "3 November", kept together; with the year if it is not the present one."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    form = "MONTH_DAY_FORMAT" if value.year == timezone.localdate().year else "DATE_FORMAT"
    return date_format(value, form).replace(" ", "\u00a0")


def state_of(proposal) -> Words:
    """Where a proposal stands, as icon and word. Rejected stays ink: an answer is not an error."""
    if proposal.state == State.ANSWERED:
        return VERDICT_WORDS[proposal.response.verdict]()
    return STATE_WORDS.get(proposal.state, lambda: Words("circle", proposal.get_state_display()))()


STATE_WORDS = {
    State.PUBLISHED: lambda: Words("circle-dashed", pgettext("proposal", "new")),
    State.ACKNOWLEDGED: lambda: Words("eye", pgettext("proposal", "seen")),
    State.UNDER_REVIEW: lambda: Words("wrench", pgettext("proposal", "under review")),
    State.REFERRED: lambda: Words("landmark", pgettext("proposal", "with the council")),
    State.DECIDED: lambda: Words("gavel", pgettext("proposal", "decided by the council")),
    State.IN_IMPLEMENTATION: lambda: Words("hammer", pgettext("proposal", "being put into practice")),
    State.IMPLEMENTED: lambda: Words("circle-check", pgettext("proposal", "put into practice"), "ok"),
    State.MERGED: lambda: Words("merge", pgettext("proposal", "merged")),
}
VERDICT_WORDS = {
    Response.Verdict.ACCEPTED: lambda: Words("circle-check", pgettext("answer", "accepted"), "ok"),
    Response.Verdict.PARTLY: lambda: Words("contrast", pgettext("answer", "partly accepted")),
    Response.Verdict.REJECTED: lambda: Words("circle-slash", pgettext("answer", "rejected, with a reason")),
}


def status_lead(rows, took: list[int]) -> str:
    """How many proposals there were and how fast the town hall answered, in up to three sentences."""
    count, merged = len(rows), sum(row.proposal.state == State.MERGED for row in rows)
    sentences = [ngettext("One proposal has come so far.", "%(n)s proposals have come so far.", count) % {"n": count}] if count else []
    if took:
        middle = round(median(took))
        answered = ngettext("The town hall has answered one,", "The town hall has answered %(n)s,", len(took)) % {"n": len(took)}
        after = ngettext("in the median after %(days)s day.", "in the median after %(days)s days.", middle) % {"days": middle}
        sentences.append(f"{answered} {after}")
    if merged:
        sentences.append(ngettext("One was merged.", "%(n)s were merged.", merged) % {"n": number_word(merged)})
    return " ".join(sentences) or _("No proposal has been handed over yet.")


def step_words(verb: str) -> Words:
    """What the button of a step says."""
    return {
        "acknowledge": lambda: Words("eye", _("Mark as seen")),
        "review": lambda: Words("wrench", _("Start the review")),
        "refer": lambda: Words("landmark", _("Refer to the council")),
        "decide": lambda: Words("gavel", _("Enter the council's decision")),
        "start": lambda: Words("hammer", _("Putting into practice has begun")),
        "finish": lambda: Words("circle-check", _("It is put into practice")),
    }[verb]()


INFLUENCE = {
    Municipality.Influence.INFORM: gettext_lazy("Young people inform themselves and say what they think. The council decides alone."),
    Municipality.Influence.CONSULT: gettext_lazy(
        "The council decides. Young people have a say: the town hall must answer, the council need not follow."
    ),
    Municipality.Influence.DECIDE: gettext_lazy("Young people and the council decide together."),
}
