"""What waits in the conversations of a town, and what was declined or taken down there."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery
from django.utils import timezone

from participation.accounts.models import Municipality, User
from participation.accounts.rules import municipalities_of
from participation.proposals.models import UNSEEN, Proposal
from participation.proposals.queries import lead_of, merged_into

from .mentions import colleagues
from .models import ENDS, Contribution, Decision, Kind, Report, Rule
from .rules import STAFF, decisions_for

MENTIONED = dt.timedelta(days=30)
EXPIRES = dt.timedelta(days=31)  # a reply that nobody released for 30 days expires within the hour (`actions.forget`)


@dataclass(frozen=True, slots=True)
class Desk:
    """What somebody finds on the page of conversations: contributions with their proposals."""

    waiting: list[Contribution]
    reported: list[Contribution]
    mentions: list[Contribution]

    @property
    def is_empty(self) -> bool:
        return not (self.waiting or self.reported or self.mentions)


def desk_of(user: User) -> Desk:
    """Replies that wait for release, what readers reported, and notes that mention the user lately. Three queries."""
    here = Contribution.objects.filter(proposal__municipality__in=municipalities_of(user, STAFF)).exclude(proposal__state__in=UNSEEN)
    here = here.select_related("proposal__municipality", "author")
    waiting = here.filter(kind=Kind.REPLY, day__gte=timezone.localdate() - EXPIRES, decisions=None)
    number = Report.objects.filter(contribution=OuterRef("pk")).order_by().values("contribution").annotate(n=Count("pk")).values("n")
    reported = here.filter(pk__in=Report.objects.values("contribution")).annotate(number=Subquery(number))
    mentions = here.filter(mentioned=user, day__gte=timezone.localdate() - MENTIONED).order_by("-at")
    return Desk(list(waiting), list(reported.order_by("-number", "day", "pk")), list(mentions))


def replies_to_release(today: dt.date) -> Iterator[tuple[int, Proposal]]:
    """Who may release a reply to which proposal, once for several replies.

    Only those of earlier days: a mail at once would tell from its time when somebody has used the private link.
    """
    lately = Contribution.objects.filter(kind=Kind.REPLY, day__gte=today - EXPIRES, day__lt=today)
    waiting = lately.filter(decisions=None).exclude(proposal__state__in=UNSEEN)
    found: dict[tuple[int, int], Proposal] = {}
    for reply in waiting.select_related("proposal__workshop", "proposal__response", "question"):
        lead = lead_of(reply.proposal)
        for user in colleagues(lead):
            if "release" in decisions_for(user, lead, reply):
                found[user.pk, lead.pk] = lead
    for (user_id, _pk), lead in found.items():
        yield user_id, lead


def shown_at(proposal: Proposal, pk: int) -> Contribution | None:
    """The contribution of this number on the public page of a proposal, which also shows those of proposals merged into it."""
    there = Contribution.objects.filter(proposal__in=[proposal, *merged_into(proposal)]).exclude(kind=Kind.NOTE)
    return there.filter(pk=pk).select_related("proposal", "author", "question").prefetch_related("decisions").first()


@dataclass(frozen=True, slots=True)
class Broken:
    """How often a rule was broken: by replies that were not released, and by what was taken down."""

    rule: str
    declined: int
    taken_down: int


def broken_rules(town: Municipality) -> list[Broken]:
    """Every rule with its numbers, in one query."""
    decided = Decision.objects.filter(contribution__proposal__municipality=town, verb__in=ENDS).values_list("rule", "verb")
    counts = {(rule, verb): number for rule, verb, number in decided.annotate(Count("pk")).order_by()}
    verbs = Decision.Verb
    return [Broken(str(rule.label), counts.get((rule, verbs.DECLINE), 0), counts.get((rule, verbs.TAKE_DOWN), 0)) for rule in Rule]
