"""Everything that tells staff something by mail, and what they want to be told."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from participation.accounts.actions import choose_language
from participation.accounts.models import User
from participation.accounts.rules import READS, may
from participation.live.database import clock
from participation.proposals.models import Proposal

from . import letters
from .due import Waiting, waiting_for_each
from .models import Kind, OptOut, Told

FROM_HOUR = 7  # of the day; nobody's phone rings at midnight


# -- at once ------------------------------------------------------------------------
def tell_assigned(*, proposals: Sequence[Proposal], user: User, by: User) -> None:
    """Tell `user` that `by` has assigned these proposals to them: one mail about all. Nobody is told of what they did themselves.

    Call it in the transaction of the change, once for everything that one press has assigned.
    """
    theirs = [proposal for proposal in proposals if may(user, READS, proposal.municipality_id)]
    if theirs and user != by and _wants(user, Kind.ASSIGNED):
        letters.assignment(user, theirs, by, timezone.localdate()).send()


def tell_mentioned(*, proposal: Proposal, users: Collection[User], by: User) -> None:
    """Tell these users that `by` mentions them in an internal note. Call it in the transaction that stores the note."""
    for user in users:
        if user != by and may(user, READS, proposal.municipality_id) and _wants(user, Kind.MENTION):
            letters.mention(user, proposal, by, timezone.localdate()).send()


def _wants(user: User, kind: Kind) -> bool:
    return not OptOut.objects.filter(user=user, kind=kind).exists()


# -- regularly ----------------------------------------------------------------------
def tell_due(now: datetime | None = None) -> int:
    """Mail to everybody what became overdue, is due soon or waits for release since the last mail; on Mondays all that waits.

    Nothing is sent before seven in the morning. What was told is stored with the mail in one transaction, so this may run at any time
    and in several processes at once. Returns the number of mails.
    """
    moment = timezone.localtime(now or clock.now())
    if moment.hour < FROM_HOUR:
        return 0
    today = moment.date()
    found = waiting_for_each(today)
    _forget_told(found, today)
    readers = User.objects.in_bulk(list(found))
    return sum(_tell(reader, found[pk], today) for pk, reader in sorted(readers.items()))


@transaction.atomic
def _tell(reader: User, waiting: Waiting, today: date) -> bool:
    """Whether there was something to tell. Locks the reader's row."""
    User.objects.select_for_update().get(pk=reader.pk)
    unwanted = set(OptOut.objects.filter(user=reader).values_list("kind", flat=True))
    told = set(Told.objects.filter(user=reader).exclude(proposal=None).values_list("kind", "proposal"))
    wanted: Waiting = {kind: proposals for kind, proposals in waiting.items() if kind not in unwanted and kind != Kind.WEEKLY}
    fresh = {kind: [proposal for proposal in proposals if (kind, proposal.pk) not in told] for kind, proposals in wanted.items()}
    news: Waiting = {kind: proposals for kind, proposals in fresh.items() if proposals}
    is_weekly = today.weekday() == 0 and Kind.WEEKLY not in unwanted and not Told.objects.filter(user=reader, proposal=None, day=today)
    if not news and not is_weekly:
        return False
    rows = [Told(user=reader, kind=kind, proposal=proposal, day=today) for kind, proposals in news.items() for proposal in proposals]
    Told.objects.bulk_create(rows + [Told(user=reader, kind=Kind.WEEKLY, day=today)] * is_weekly)
    letters.digest(reader, waiting if is_weekly else news, today, is_weekly=is_weekly).send()
    return True


@transaction.atomic
def _forget_told(found: dict[int, Waiting], today: date) -> None:
    """Forget what was told before today and waits no longer, so that it is told again if it comes back."""
    present = {
        (user_id, kind, proposal.pk) for user_id, waiting in found.items() for kind, proposals in waiting.items() for proposal in proposals
    }
    told = Told.objects.filter(day__lt=today).values_list("pk", "user", "kind", "proposal")
    Told.objects.filter(pk__in=[pk for pk, *row in told if tuple(row) not in present]).delete()


# -- what somebody wants --------------------------------------------------------------
@transaction.atomic
def choose(*, user: User, kinds: Collection[Kind], language: str) -> None:
    """From now on mail of exactly these kinds is sent to `user`, in this language. Locks the row of the user, who may have two tabs."""
    choose_language(user=user, code=language)
    OptOut.objects.filter(user=user, kind__in=kinds).delete()
    unsubscribe(user=user, kinds=[kind for kind in Kind if kind not in kinds])


def unsubscribe(*, user: User, kinds: Collection[Kind]) -> None:
    """From now on no mail of these kinds is sent to `user`. Doing it again changes nothing."""
    OptOut.objects.bulk_create([OptOut(user=user, kind=kind) for kind in kinds], ignore_conflicts=True)
