"""Sample data for the demo: two invented towns, their trade-offs, past workshops, and one workshop for today or long ago."""

import os
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import override

from participation.accounts.actions import confirm_address, create_staff, set_promises
from participation.accounts.models import Municipality, User
from workshops.actions import adopt_tradeoff, announce, forget, update_workshop
from workshops.content import TRADEOFFS
from workshops.models import Workshop

from . import evenings, towns
from .actions import found_town
from .afterwards import Staff
from .agenda import prepare
from .past import play, private_link, publish_page
from .sample_remarks import DISTRICTS_PROPOSALS, DISTRICTS_REASONS, NURSERY_INTRODUCTION, NURSERY_PROPOSALS, NURSERY_REASONS
from .sample_workshop import SAMPLE_WORKSHOP
from .sample_year import UNFINISHED_PROPOSALS, WIND_INTRODUCTION, WIND_PROPOSALS, WIND_REASONS

BEGINS, LASTS = time(17), timedelta(hours=2)
# Answers are due after 28 days, so one of the first workshop is overdue and those of the second are not.
NURSERY, DISTRICTS = (
    {
        "evening": evenings.NURSERY_EVENING,
        "days": 33,
        "people": range(1600, 1631),
        "reasons": NURSERY_REASONS,
        "proposals": NURSERY_PROPOSALS,
        "introduction": NURSERY_INTRODUCTION,
    },
    {
        "evening": evenings.DISTRICTS_EVENING,
        "days": 9,
        "people": range(1100, 1124),
        "reasons": DISTRICTS_REASONS,
        "proposals": DISTRICTS_PROPOSALS,
    },
)
# The workshop of today, when it is long over.
WIND = {
    "evening": SAMPLE_WORKSHOP,
    "days": 150,
    "people": range(2000, 2030),
    "reasons": WIND_REASONS,
    "proposals": WIND_PROPOSALS,
    "introduction": WIND_INTRODUCTION,
}
# The latest workshop, when the town hall has worked on it for a while.
DISTRICTS_LATER = DISTRICTS | {"proposals": DISTRICTS_PROPOSALS + UNFINISHED_PROPOSALS}
COUNCIL_SHARE = 80  # percent of a room from which on the council has to deal with a proposal
OFFERED = "Ein Grillplatz unten an der Aue"  # of DISTRICTS: its authors are asked whether they agree


@dataclass(frozen=True, slots=True)
class Demo:
    """The objects to which the demo prints links."""

    municipality: Municipality
    workshop: Workshop
    facilitator: User
    mayor: User
    officer: User
    receipt: str = ""  # the token of a private link, if nobody is in the room any more


class WrongStage(Exception):
    """The database holds the demo of another stage."""


def load(*, fresh: bool = False) -> Demo:
    """Create what is missing. `fresh` prepares another workshop for today even if one is waiting."""
    with override("de"):
        auental, staff = _found([NURSERY, DISTRICTS])
        tonight = _tonight(auental, staff.facilitator, fresh)
    return Demo(auental, tonight, staff.facilitator, staff.mayor, staff.officer)


def load_answered() -> Demo:
    """The same towns half a year later: the sample workshop is over, and the town hall has answered. Create what is missing.

    Raises WrongStage if the database holds the towns at the evening of the workshop.
    """
    with override("de"):
        auental, staff = _found([WIND, NURSERY, DISTRICTS_LATER], council_share=COUNCIL_SHARE)
        ended = auental.workshops.filter(state=Workshop.State.ENDED)
        workshop = ended.filter(title=WIND["evening"]["title"]).first()
        if workshop is None:
            raise WrongStage
        lately = ended.get(title=DISTRICTS["evening"]["title"])
        token = private_link(workshop=lately, people=DISTRICTS["people"], written=DISTRICTS_LATER["proposals"], title=OFFERED)
    return Demo(auental, workshop, staff.facilitator, staff.mayor, staff.officer, token)


def _found(past: list[dict], *, council_share: int | None = None) -> tuple[Municipality, Staff]:
    """Auental and its staff. In a new database also its past, the coming workshops, and another town."""
    auental, huegelstedt = found_town(**towns.AUENTAL), found_town(**towns.HUEGELSTEDT)
    for content in TRADEOFFS:
        adopt_tradeoff(municipality=auental, content=content)
    adopt_tradeoff(municipality=huegelstedt, content=TRADEOFFS[0])
    staff = Staff(facilitator=_staff(auental, towns.BEN), officer=_staff(auental, towns.JONAS), mayor=_staff(auental, towns.CLARA))
    hanna = _staff(huegelstedt, towns.HANNA)
    if not auental.workshops.exists():
        set_promises(town=auental, answer_days=None, council_share=council_share, signs_off=None)
        _past(auental, staff, past)
        later = prepare(evenings.WOLF_EVENING, auental, staff.facilitator, **_times(+14))
        announce(workshop=later, by=staff.facilitator)
        prepare(evenings.SERVICES_EVENING, auental, staff.facilitator, **_times(+28))
        announce(workshop=prepare(evenings.ELSEWHERE, huegelstedt, hanna, **_times(+7)), by=hanna)
    return auental, staff


def _staff(town: Municipality, who: dict) -> User:
    user = create_staff(municipality=town, password=os.environ.get("DEMO_PASSWORD") or None, existing=True, **who)
    confirm_address(user=user)  # nobody can confirm an invented address
    return user


def _times(days: int) -> dict[str, datetime]:
    """Beginning and end of a workshop so many days from today."""
    starts_at = timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=days), BEGINS))
    return {"starts_at": starts_at, "ends_at": starts_at + LASTS}


def _past(auental: Municipality, staff: Staff, evenings_before: list[dict]) -> None:
    for past in evenings_before:
        workshop = prepare(past["evening"], auental, staff.facilitator, **_times(-past["days"]))
        play(workshop=workshop, people=past["people"], reasons=past["reasons"], written=past["proposals"], staff=staff)
        announce(workshop=workshop, by=staff.facilitator)
        if "introduction" in past:
            publish_page(workshop=workshop, introduction=past["introduction"], staff=staff)
    forget()  # all ended more than a day ago


def _tonight(auental: Municipality, ben: User, fresh: bool) -> Workshop:
    """The workshop that has not ended, or a new one. If it has not begun, it is moved to begin soon.

    It is no rehearsal, so that its results reach the dashboard and the public pages."""
    found = Workshop.objects.filter(municipality=auental, title=SAMPLE_WORKSHOP["title"]).exclude(state=Workshop.State.ENDED)
    workshop = None if fresh else found.order_by("-starts_at").first()
    if workshop is None:
        workshop = prepare(SAMPLE_WORKSHOP, auental, ben, **_soon())
        announce(workshop=workshop, by=ben)
        return workshop
    if workshop.state == Workshop.State.DRAFT:
        return update_workshop(workshop=workshop, by=ben, **_soon())
    return workshop


def _soon() -> dict[str, datetime]:
    """Begins at the next quarter of an hour, so that people can join at any time of day."""
    now = timezone.localtime()
    starts_at = now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0) + timedelta(minutes=15)
    return {"starts_at": starts_at, "ends_at": starts_at + LASTS}
