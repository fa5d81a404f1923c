"""What the dashboard and the public pages read of proposals: the queue, its figures, and how fast answers came."""

from dataclasses import dataclass
from datetime import date
from statistics import median

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from participation.accounts.rules import READS, municipalities_of
from participation.proposals.models import OPEN, Proposal, Response, State, Support

from .words import Words, day, deadline, state_of

STATES = {
    "waiting": OPEN,
    "new": {State.PUBLISHED, State.ACKNOWLEDGED},
    "review": {State.UNDER_REVIEW},
    "answered": set(State) - OPEN,
    "all": set(State),
}
SORTS = {"deadline": ["answer_by", "pk"], "support": ["-support", "answer_by", "pk"], "newest": ["-handed_over_at", "-pk"]}


@dataclass(frozen=True, slots=True)
class Row:
    """A proposal as a line of a list."""

    proposal: Proposal
    state: Words
    deadline: Words | None  # while an answer is due
    waiting_days: int

    @property
    def support(self) -> int:
        return self.proposal.support  # type: ignore[attr-defined]  # annotated

    @property
    def is_overdue(self) -> bool:
        return self.deadline is not None and self.deadline.tone == "bad"

    @property
    def note(self) -> str:
        return note_of(self.proposal)


def _supports(place: str):
    rows = Support.objects.filter(proposal_id=OuterRef("pk"), place=place).order_by().values("proposal_id")
    return Coalesce(Subquery(rows.annotate(n=Count("key")).values("n")), 0)


def with_support(proposals):
    """Adds `support_room`, `support_public` and their sum `support`, counted in the same query."""
    return proposals.annotate(
        support_room=F("room_supports") + _supports(Support.Place.ROOM),
        support_public=_supports(Support.Place.PUBLIC),
        support=F("support_room") + F("support_public"),
    )


def _lines(proposals):
    """With what a line of a list needs. A rehearsal's proposals are nobody's business, except where the whole town is invented."""
    real = proposals.exclude(workshop__is_rehearsal=True, municipality__is_invented=False)
    return with_support(real).select_related("workshop", "tradeoff", "response", "municipality")


def public_proposals(municipality):
    """Everything handed over in one municipality."""
    return _lines(Proposal.objects.public().filter(municipality=municipality))


def proposals_for(user):
    """Everything handed over in the municipalities that `user` reads."""
    return _lines(Proposal.objects.public().filter(municipality_id__in=municipalities_of(user, READS)))


def _says(words: str) -> Q:
    """Somewhere in the text, large or small; SQLite folds ASCII alone, hence the spellings of "Öffnen" and "öffnen"."""
    found = Q()
    for spelling in {words, words.lower(), words.capitalize()}:
        found |= Q(title__icontains=spelling) | Q(what__icontains=spelling) | Q(why__icontains=spelling)
    return found


def filtered(proposals, *, words: str = "", tradeoff: int | None = None, state: str = "waiting", sort: str = "deadline"):
    """The queue as asked for; whatever is unknown counts as not asked."""
    proposals = proposals.filter(state__in=STATES.get(state, STATES["waiting"]))
    if words:
        proposals = proposals.filter(_says(words))
    if tradeoff:
        proposals = proposals.filter(tradeoff_id=tradeoff)
    return proposals.order_by(*SORTS.get(sort, SORTS["deadline"]))


def row(proposal: Proposal, today: date) -> Row:
    due = deadline(proposal.answer_by, today) if proposal.waits_for_answer and proposal.answer_by else None
    since = timezone.localtime(proposal.handed_over_at).date()
    return Row(proposal, state_of(proposal), due, (today - since).days)


def rows(proposals, today: date | None = None) -> list[Row]:
    today = today or timezone.localdate()
    return [row(proposal, today) for proposal in proposals]


def note_of(proposal: Proposal) -> str:
    """The few words that stand beside a proposal: by when, who, or why not."""
    if proposal.waits_for_answer:
        words = _("An answer was promised by %(day)s") if proposal.answer_by < timezone.localdate() else _("Answer by %(day)s")
        return words % {"day": day(proposal.answer_by)}
    if proposal.state == State.IMPLEMENTED:
        return _("done since %(day)s") % {"day": day(proposal.state_since)}
    response = getattr(proposal, "response", None)
    if response is None or not response.is_published:
        return ""
    if response.verdict == Response.Verdict.REJECTED:
        return Truncator(response.reason).words(8)
    until = _("by %(day)s") % {"day": day(response.by_when)} if response.by_when else ""
    return ", ".join(filter(None, [response.who, until]))


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers that are read before anything else."""

    total: int
    open: int
    overdue: int
    answered: int
    median_days: int | None


def figures(proposals, today: date | None = None) -> Figures:
    """Over `proposals`: how many wait, how many of them too long, and the median days of this year's answers."""
    today = today or timezone.localdate()
    counts = proposals.order_by().aggregate(
        total=Count("pk"),
        open=Count("pk", filter=Q(state__in=OPEN)),
        overdue=Count("pk", filter=Q(state__in=OPEN, answer_by__lt=today)),
    )
    took = days_to_answer(proposals.filter(response__published_at__year=today.year))
    return Figures(counts["total"], counts["open"], counts["overdue"], len(took), round(median(took)) if took else None)


def days_to_answer(proposals) -> list[int]:
    """How many days each published answer took from the hand-over on."""
    pairs = proposals.order_by().filter(response__published_at__isnull=False).values_list("handed_over_at", "response__published_at")
    return [(timezone.localtime(answered).date() - timezone.localtime(handed_over).date()).days for handed_over, answered in pairs]
