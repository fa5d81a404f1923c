"""Sample data for the demo: two invented towns, their trade-offs, evenings that are over, and one workshop for tonight."""

import os
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import override

from participation.accounts.actions import create_staff
from participation.accounts.models import Municipality, User
from workshops.actions import adopt_tradeoff, forget, update_workshop
from workshops.content import TRADEOFFS
from workshops.models import Workshop

from . import evenings, towns
from .actions import found_town
from .agenda import prepare
from .past import Staff, play
from .said import DISTRICTS_PROPOSALS, DISTRICTS_REASONS, NURSERY_PROPOSALS, NURSERY_REASONS
from .tonight import TONIGHT

BEGINS, LASTS = time(17), timedelta(hours=2)
# Answers are due after 28 days: of the first evening one is overdue, those of the second still have time.
PAST = [
    {
        "evening": evenings.NURSERY_EVENING,
        "days": 33,
        "people": range(1600, 1631),
        "reasons": NURSERY_REASONS,
        "proposals": NURSERY_PROPOSALS,
    },
    {
        "evening": evenings.DISTRICTS_EVENING,
        "days": 9,
        "people": range(1100, 1124),
        "reasons": DISTRICTS_REASONS,
        "proposals": DISTRICTS_PROPOSALS,
    },
]


@dataclass(frozen=True, slots=True)
class Demo:
    """What the demo opens first."""

    municipality: Municipality
    workshop: Workshop
    facilitator: User
    mayor: User
    officer: User


def load(*, fresh: bool = False) -> Demo:
    """Fill in what is missing; what is there stays. `fresh` prepares a further workshop for tonight even if one is waiting."""
    with override("de"):
        auental, huegelstedt = found_town(**towns.AUENTAL), found_town(**towns.HUEGELSTEDT)
        for content in TRADEOFFS:
            adopt_tradeoff(municipality=auental, content=content)
        adopt_tradeoff(municipality=huegelstedt, content=TRADEOFFS[0])
        staff = Staff(facilitator=_staff(auental, towns.BEN), officer=_staff(auental, towns.JONAS), mayor=_staff(auental, towns.CLARA))
        hanna = _staff(huegelstedt, towns.HANNA)
        if not auental.workshops.exists():
            _past(auental, staff)
            prepare(evenings.WOLF_EVENING, auental, staff.facilitator, **_times(+14))
            prepare(evenings.ELSEWHERE, huegelstedt, hanna, **_times(+7))
        tonight = _tonight(auental, staff.facilitator, fresh)
    return Demo(auental, tonight, staff.facilitator, staff.mayor, staff.officer)


def _staff(town: Municipality, who: dict) -> User:
    return create_staff(municipality=town, password=os.environ.get("DEMO_PASSWORD") or None, **who)


def _times(days: int) -> dict[str, datetime]:
    """Beginning and end of an evening so many days from today."""
    starts_at = timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=days), BEGINS))
    return {"starts_at": starts_at, "ends_at": starts_at + LASTS}


def _past(auental: Municipality, staff: Staff) -> None:
    for past in PAST:
        workshop = prepare(past["evening"], auental, staff.facilitator, **_times(-past["days"]))
        play(workshop=workshop, people=past["people"], reasons=past["reasons"], written=past["proposals"], staff=staff)
    forget()  # they are over for longer than a day


def _tonight(auental: Municipality, ben: User, fresh: bool) -> Workshop:
    """The rehearsal that has not ended; one that nobody began in time moves on."""
    found = Workshop.objects.filter(municipality=auental, is_rehearsal=True).exclude(state=Workshop.State.ENDED)
    workshop = None if fresh else found.order_by("-starts_at").first()
    if workshop is None:
        return prepare(TONIGHT, auental, ben, is_rehearsal=True, **_soon())
    if workshop.state == Workshop.State.DRAFT and workshop.starts_at < timezone.now():
        return update_workshop(workshop=workshop, by=ben, **_soon())
    return workshop


def _soon() -> dict[str, datetime]:
    """Today at five; if that is over, the next quarter of an hour, so that the evening does not begin late."""
    today, now = _times(0), timezone.localtime()
    if now <= today["starts_at"]:
        return today
    starts_at = now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0) + timedelta(minutes=15)
    return {"starts_at": starts_at, "ends_at": starts_at + LASTS}
