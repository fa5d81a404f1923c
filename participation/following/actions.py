"""Everything that changes who follows a proposal, and the mails that follow from it."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone, translation

from participation.accounts import limits, mail
from participation.proposals.models import Milestone, Proposal, ProposalEvent

from . import messages, sealing
from .models import Follower
from .news import LATE, SAID, News, news_of

ONE_A_DAY = limits.Ladder(free=1, first=86_400, most=86_400)
AT_ONCE = 100  # mails in one transaction
MORNING = 7  # o'clock: nobody's phone rings at night
STEPS = {"answer", "agree", "correct", "plan", "achieve", "drop", "refer", "decide", "start", "finish", "merge", "unmerge", "part", "leave"}
TOLD = STEPS | {SAID, LATE}  # smaller steps stand in the feeds alone
KEPT = dt.timedelta(days=365)  # after the last step, and after the last day that was promised


@transaction.atomic
def ask(*, proposal: Proposal, address: str, language: str) -> None:
    """Send a link to the address that confirms it; one a day at most, whatever proposals are asked for. Nothing else is stored.

    Whether it is sent, and whether the address follows already, changes neither what is returned nor how long it takes.
    """
    try:
        limits.count(limits.digest("follow", address.lower()), ONE_A_DAY)
        is_sent = True
    except ValidationError:
        is_sent = False
    message = messages.confirmation(proposal, sealing.Wish(proposal.pk, address, language), is_sent=is_sent)
    message.send() if is_sent else mail.queue(message)


@transaction.atomic
def follow(*, proposal: Proposal, address: str, language: str) -> bool:
    """Store a confirmed address. False if it follows the proposal already."""
    values = {"proposal": proposal, "sealed": sealing.seal(address), "language": language, "told": timezone.localdate()}
    return Follower.objects.get_or_create(key=sealing.key_of(proposal.pk, address), defaults=values)[1]


def stop(*, key: bytes) -> None:
    """Delete a follower; also one that is not there any more."""
    Follower.objects.filter(key=key).delete()


def tell(now: dt.datetime | None = None) -> int:
    """Once a day, after MORNING: queue for each follower one mail with the news of the days before. Returns how many mails.

    Several processes may call it at once: the rows are locked, and a mail is queued in the transaction that notes it.
    """
    local = timezone.localtime(now)
    if local.hour < MORNING:
        return 0
    behind = Follower.objects.filter(told__lt=local.date()).values("proposal")
    followed = Proposal.objects.filter(pk__in=behind).select_related("municipality", "workshop", "response", "merged_into")
    sent = 0
    for proposal in followed.order_by("pk"):
        while (now_sent := _tell_some(proposal, local.date())) is not None:
            sent += now_sent
    return sent


@transaction.atomic
def _tell_some(proposal: Proposal, today: dt.date) -> int | None:
    """Tell some of those who have not been told yet, so that nobody waits long for the database. None: all have been."""
    followers = list(Follower.objects.select_for_update().filter(proposal=proposal, told__lt=today).order_by("key")[:AT_ONCE])
    if not followers:
        return None
    news: dict[str, list[News]] = {}
    sent = 0
    for follower in followers:
        with translation.override(follower.language):
            if follower.language not in news:
                news[follower.language] = [each for each in news_of(proposal) if each.sort in TOLD]
            items = [each for each in news[follower.language] if follower.told <= each.day < today]
            if (items or not proposal.is_public) and (address := sealing.unseal(bytes(follower.sealed))):
                messages.news(proposal, follower, address, items if proposal.is_public else []).send()
                sent += 1
    told = Follower.objects.filter(pk__in=[follower.pk for follower in followers])
    told.update(told=today) if proposal.is_public else told.delete()
    return sent


@transaction.atomic
def forget(now: dt.datetime) -> int:
    """Delete the followers of proposals on which nothing has happened for a year, and nothing was promised for it. Returns how many."""
    first_kept = timezone.localdate(now) - KEPT
    steps = ProposalEvent.objects.filter(proposal=OuterRef("pk"), at__date__gte=first_kept)
    milestones = Milestone.objects.filter(proposal=OuterRef("pk"), by_when__gte=first_kept)
    quiet = Proposal.objects.filter(pk__in=Follower.objects.values("proposal"))
    quiet = quiet.exclude(Exists(steps)).exclude(Exists(milestones)).exclude(answer_by__gte=first_kept)
    quiet = quiet.exclude(response__by_when__gte=first_kept)
    return Follower.objects.filter(proposal__in=list(quiet)).delete()[0]
