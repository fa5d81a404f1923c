"""What is new about a proposal: one list for the feeds, and for the mails to those who follow it.

It is made of what the public page shows and, for the authors, of what the page behind their private link shows besides.
So a note of the staff, a draft or an unreleased reply can't be in it.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from participation.dates import day
from participation.discussion.models import Kind, State
from participation.discussion.thread import Entry, public_thread
from participation.proposals.models import OPEN, Proposal
from participation.proposals.models import State as ProposalState
from participation.proposals.queries import lead_of
from participation.proposals.timeline import Point, timeline
from workshops.models import Workshop

SAID, LATE, WITHDRAWN = "said", "late", "withdrawn"
ANSWERED = {"answer", "agree", "correct"}
NEEDED = ("events", "milestones", "response__corrections")  # what the news of a proposal are read from


@dataclass(frozen=True, slots=True)
class News:
    """One piece of news. It has a day and no time.

    `sort` is the verb of a step, SAID, LATE or WITHDRAWN; `changed` is the day of a correction.
    """

    id: uuid.UUID
    day: dt.date
    sort: str
    title: str
    text: str = ""
    changed: dt.date | None = None


def answers_of(proposal: Proposal) -> list[News]:
    """Its answer and the corrections of it. No query, if events, response and corrections are there already."""
    return [news for news in _steps(proposal, timeline(proposal, public=True)) if news.sort in ANSWERED]


def news_of(proposal: Proposal, *, for_authors: bool = False, with_said: bool = True) -> list[News]:
    """Everything new about a proposal and the one it was merged into, the oldest first, in the active language.

    `for_authors` adds what the private link tells: why it was given back, not released or withdrawn. Without `with_said` nothing
    that was said is among it, which saves some queries.
    """
    lead = lead_of(proposal)
    found = list(_steps(proposal, timeline(proposal, public=not for_authors)))
    if lead.is_public:
        if lead.pk != proposal.pk:
            found += _steps(lead, timeline(lead, public=True))
        found += [*(_said(lead, public_thread(lead).entries) if with_said else []), *_late(lead)]
    return sorted(found, key=lambda news: news.day)


def news_of_workshop(workshop: Workshop, *, with_said: bool = True) -> list[tuple[Proposal, list[News]]]:
    """The news of each proposal of a workshop that was handed over. Of a withdrawn one only that it was withdrawn.

    What two share, because one was merged into the other, stands with the one that goes on.
    """
    found = Proposal.objects.filter(workshop=workshop, handed_over_at__isnull=False, workshop__is_rehearsal=False)
    found = found.select_related("municipality", "workshop", "response", "merged_into__workshop", "merged_into__response")
    found = found.prefetch_related(*NEEDED, *(f"merged_into__{name}" for name in NEEDED))
    proposals = list(found.order_by("number", "pk"))
    told: set[uuid.UUID] = set()
    news: dict[int, list[News]] = {}
    for proposal in sorted(proposals, key=lambda each: each.state == ProposalState.MERGED):
        if proposal.is_public:
            every = news_of(proposal, with_said=with_said)
        elif proposal.state == ProposalState.WITHDRAWN:
            every = [News(_id(proposal, WITHDRAWN), timezone.localdate(proposal.state_since), WITHDRAWN, _("Withdrawn by its authors"))]
        else:
            every = []
        news[proposal.pk] = [each for each in every if each.id not in told]
        told |= {each.id for each in every}
    return [(proposal, news[proposal.pk]) for proposal in proposals]


def _steps(proposal: Proposal, points: Iterable[Point]) -> Iterator[News]:
    for point in points:
        if point.at is None:
            continue  # it is to come
        text, changed = point.note, None
        response = getattr(proposal, "response", None)
        if point.verb in {"answer", "agree"} and response and response.is_published:
            text, changed = response.text, _day(response.corrected_at)
        yield News(_id(proposal, f"step {point.number}"), timezone.localdate(point.at), point.verb, point.name, text, changed)


def _said(lead: Proposal, entries: Iterable[Entry]) -> Iterator[News]:
    """What was said in public. A reply counts from the day of its release."""
    for entry in entries:
        if entry.state == State.PUBLIC:
            name = _("Question to the authors") if entry.said.kind == Kind.QUESTION else _("Public comment")
            yield News(_id(lead, f"said {entry.said.pk}"), entry.said.day, SAID, f"{name}: {entry.voice}", entry.said.text)
        for reply in entry.replies:
            if reply.state == State.PUBLIC:
                released = _day(reply.decision.at) if reply.decision else None
                name = _("The authors have replied")
                yield News(_id(lead, f"said {reply.said.pk}"), released or reply.said.day, SAID, name, reply.said.text)


def _late(lead: Proposal) -> Iterator[News]:
    """What was promised and not kept, on the day after."""
    today = timezone.localdate()
    response = getattr(lead, "response", None)
    answered = _day(response.published_at) if response else None
    if lead.answer_by and lead.answer_by < (answered or today) and (answered or lead.state in OPEN):
        said = _("It was promised by %(day)s.") % {"day": day(lead.answer_by)}
        yield News(_id(lead, "late"), _after(lead.answer_by), LATE, _("The answer is late"), said)
    for milestone in lead.milestones.all():
        if milestone.by_when < (milestone.done_on or today):
            said = _("“%(what)s” was promised by %(day)s.") % {"what": milestone.what, "day": day(milestone.by_when)}
            yield News(_id(lead, f"late {milestone.pk}"), _after(milestone.by_when), LATE, _("A milestone is late"), said)


def _id(proposal: Proposal, name: str) -> uuid.UUID:
    """Always the same for the same news, under any address of this site."""
    return uuid.uuid5(proposal.uuid, name)


def _day(moment: dt.datetime | None) -> dt.date | None:
    return timezone.localdate(moment) if moment else None


def _after(date: dt.date) -> dt.date:
    return date + dt.timedelta(days=1)
