"""What waits in the conversations of a town, and what was declined or taken down there."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery
from django.utils import timezone

from participation.accounts.models import Municipality, User
from participation.accounts.rules import municipalities_of, staff_of
from participation.proposals.models import UNSEEN, DeclinedBefore, Declining, Proposal
from participation.proposals.moderation_rules import ModerationRule
from participation.proposals.queries import lead_of, merged_into
from participation.proposals.second_look import SecondLook, second_looks
from polls.floors import ROOM_FLOOR

from .models import ENDS, Contribution, Decision, Kind, Report
from .rules import STAFF, decisions_for

MENTIONED = dt.timedelta(days=30)
EXPIRES = dt.timedelta(days=31)  # a reply that nobody released for 30 days expires within the hour (`actions.forget`)


@dataclass(frozen=True, slots=True)
class Desk:
    """What somebody finds on the page of conversations: contributions with their proposals, and second looks."""

    second_looks: list[SecondLook]
    waiting: list[Contribution]
    reported: list[Contribution]
    mentions: list[Contribution]

    @property
    def is_empty(self) -> bool:
        return not (self.second_looks or self.waiting or self.reported or self.mentions)


def desk_of(user: User) -> Desk:
    """Replies that wait for release, what readers reported, notes that mention the user lately, and second looks. Five queries,
    and one for each town with a second look."""
    here = Contribution.objects.filter(proposal__municipality__in=municipalities_of(user, STAFF)).exclude(proposal__state__in=UNSEEN)
    here = here.select_related("proposal__municipality", "author")
    waiting = here.filter(kind=Kind.REPLY, day__gte=timezone.localdate() - EXPIRES, decisions=None)
    number = Report.objects.filter(contribution=OuterRef("pk")).order_by().values("contribution").annotate(n=Count("pk")).values("n")
    reported = here.filter(pk__in=Report.objects.values("contribution")).annotate(number=Subquery(number))
    mentions = here.filter(mentioned=user, day__gte=timezone.localdate() - MENTIONED).order_by("-at")
    return Desk(second_looks(user), list(waiting), list(reported.order_by("-number", "day", "pk")), list(mentions))


def replies_to_release(today: dt.date) -> Iterator[tuple[int, Proposal]]:
    """Who may release a reply to which proposal, once for several replies.

    Only those of earlier days: a mail at once would tell from its time when somebody has used the private link.
    """
    lately = Contribution.objects.filter(kind=Kind.REPLY, day__gte=today - EXPIRES, day__lt=today)
    waiting = lately.filter(decisions=None).exclude(proposal__state__in=UNSEEN)
    found: dict[tuple[int, int], Proposal] = {}
    for reply in waiting.select_related("proposal__workshop", "proposal__response", "question"):
        lead = lead_of(reply.proposal)
        for user in staff_of([lead.municipality_id]):
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
    """How often a rule was broken: by proposals and replies that were not released, and by what was taken down.

    `declined` is rounded down to steps of five, and 0 below five: one more or less would point at a young person.
    """

    rule: str
    declined: int
    taken_down: int


def broken_rules(town: Municipality) -> list[Broken]:
    """Every rule with its numbers, in three queries."""
    decided = Decision.objects.filter(contribution__proposal__municipality=town, verb__in=ENDS).values_list("rule", "verb")
    counts = Counter({(rule, verb): number for rule, verb, number in decided.annotate(Count("pk")).order_by()})
    verbs = Decision.Verb
    proposals = Declining.objects.filter(proposal__municipality=town, proposal__workshop__is_rehearsal=False)
    for rule, number in proposals.values_list("rule").annotate(Count("pk")).order_by():
        counts[rule, verbs.DECLINE] += number
    for rule, number in DeclinedBefore.objects.filter(municipality=town).values_list("rule", "number"):
        counts[rule, verbs.DECLINE] += number
    return [
        Broken(str(rule.label), counts[rule, verbs.DECLINE] // ROOM_FLOOR * ROOM_FLOOR, counts[rule, verbs.TAKE_DOWN])
        for rule in ModerationRule
    ]
