"""Everything that changes who follows a proposal or a workshop, and the mails that follow from it."""

import datetime as dt
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone, translation

from participation.accounts import limits, mail
from participation.live.actions import lock
from participation.proposals.models import Milestone, Proposal, ProposalEvent

from . import messages, sealing
from .models import Follower
from .news import LATE, SAID, WITHDRAWN
from .subjects import Group, Subject, subject_of

ONE_A_DAY = limits.Ladder(free=1, first=86_400, most=86_400)
AT_ONCE = 100  # mails in one transaction
MORNING = 7  # o'clock: nobody's phone rings at night
STEPS = {"answer", "agree", "correct", "plan", "achieve", "drop", "refer", "decide", "start", "finish", "merge", "unmerge", "part", "leave"}
TOLD = STEPS | {SAID, LATE, WITHDRAWN}  # smaller steps stand in the feeds alone
KEPT = dt.timedelta(days=365)  # after the last step, and after the last day that was promised


@transaction.atomic
def ask(*, subject: Subject, address: str, language: str) -> None:
    """Send a link to the address that confirms it; one a day at most, whatever is asked for. Nothing else is stored.

    Whether it is sent, and whether the address follows already, changes neither what is returned nor how long it takes.
    """
    try:
        limits.count(limits.digest("follow", address.lower()), ONE_A_DAY)
        is_sent = True
    except ValidationError:
        is_sent = False
    numbers = {"proposal": None} | {column: found.pk for column, found in subject.columns.items()}
    message = messages.confirmation(subject, sealing.Wish(address=address, language=language, **numbers), is_sent=is_sent)
    message.send() if is_sent else mail.queue(message)


@transaction.atomic
def follow(*, subject: Subject, address: str, language: str) -> bool:
    """Store a confirmed address. False if it follows already, be it the workshop of the proposal.

    Whoever follows a workshop follows none of its proposals besides, so that nothing is told twice. Locks the room, because both may be
    confirmed at once.
    """
    lock(pk=subject.workshop.room_id)
    if _rows(subject.covering(), address).exists():
        return False
    _rows(subject.covered(), address).delete()
    values = {**subject.columns, "sealed": sealing.seal(address), "language": language, "told": timezone.localdate()}
    return Follower.objects.get_or_create(key=sealing.key_of(subject.name, address), defaults=values)[1]


def _rows(names: list[str], address: str) -> QuerySet[Follower]:
    return Follower.objects.filter(key__in=[sealing.key_of(name, address) for name in names])


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
    sent = 0
    behind = Follower.objects.filter(told__lt=local.date()).order_by("proposal_id", "workshop_id")
    for followed in list(behind.values("proposal", "workshop").distinct()):
        # Read anew each time, because telling many takes minutes: of what is withdrawn meanwhile no mail repeats a word.
        while (subject := subject_of(**followed)) and (now_sent := _tell_some(subject, local.date())) is not None:
            sent += now_sent
    return sent


@transaction.atomic
def _tell_some(subject: Subject, today: dt.date) -> int | None:
    """Tell some of those who have not been told yet, so that nobody waits long for the database. None: all have been."""
    followers = list(Follower.objects.select_for_update().filter(**subject.columns, told__lt=today).order_by("key")[:AT_ONCE])
    if not followers:
        return None
    goes_on = subject.goes_on
    news: dict[str, list[Group]] = {}
    sent = 0
    for follower in followers:
        with translation.override(follower.language):
            if follower.language not in news:
                news[follower.language] = subject.news()
            groups = _told_between(news[follower.language], follower.told, today)
            if (groups or not goes_on) and (address := sealing.unseal(bytes(follower.sealed))):
                messages.news(subject, follower, address, groups, goes_on=goes_on).send()
                sent += 1
    told = Follower.objects.filter(pk__in=[follower.pk for follower in followers])
    told.update(told=today) if goes_on else told.delete()
    return sent


def _told_between(groups: list[Group], first: dt.date, today: dt.date) -> list[Group]:
    """What a mail tells of these groups: from the `first` day until yesterday."""
    cut = [replace(group, news=[each for each in group.news if each.sort in TOLD and first <= each.day < today]) for group in groups]
    return [group for group in cut if group.news]


@transaction.atomic
def forget(now: dt.datetime) -> int:
    """Delete the followers of what has seen no step for a year, and no day that was promised. Returns how many."""
    first_kept = timezone.localdate(now) - KEPT
    steps = ProposalEvent.objects.filter(proposal=OuterRef("pk"), at__date__gte=first_kept)
    milestones = Milestone.objects.filter(proposal=OuterRef("pk"), by_when__gte=first_kept)
    followed = Q(pk__in=Follower.objects.values("proposal")) | Q(workshop__in=Follower.objects.values("workshop"))
    lively = Q(Exists(steps)) | Q(Exists(milestones)) | Q(answer_by__gte=first_kept) | Q(response__by_when__gte=first_kept)
    kept = list(Proposal.objects.filter(followed).filter(lively).values_list("pk", "workshop"))
    quiet = Q(workshop=None) & ~Q(proposal__in=[pk for pk, _workshop in kept])
    quiet |= Q(proposal=None) & ~Q(workshop__in={workshop for _pk, workshop in kept})
    return Follower.objects.filter(quiet).delete()[0]
