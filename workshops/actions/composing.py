"""Making a whole evening: by a method, like an earlier one, or from a file. The agenda is plain data in all three."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from participation.accounts.models import Municipality, User

from ..methods import Method
from ..models import TradeOff, Workshop
from ..plain_data import Entry
from .loading import dump_agenda, load_agenda
from .preparing import create_workshop, update_workshop
from .tradeoffs import lock_town, same_tradeoff, write_tradeoff

MOST_ITEMS = 100
COPIED = ("promise", "partners", "influence", "expected", "capacity")


@transaction.atomic
def compose_workshop(*, method: Method, length: int, tradeoff: TradeOff, starts_at: datetime, by: User | None) -> Workshop:
    """Prepare an evening of `length` minutes by a method, with the texts of the trade-off. Its place is still empty."""
    town = tradeoff.municipality
    workshop = create_workshop(
        municipality=town, by=by, tradeoff=tradeoff, title=tradeoff.title, influence=town.influence, **_times(starts_at, length)
    )
    load_agenda(workshop=workshop, agenda=agenda_entries({"agenda": method.agenda(tradeoff, length)}), by=by)
    return workshop


@transaction.atomic
def copy_workshop(*, workshop: Workshop, starts_at: datetime, by: User | None, **fields: Any) -> Workshop:
    """Prepare the same evening again, with its wordings and the same version of the trade-off, so that results can be compared.

    `fields` replace what the copy would have: title, place. Nothing of the people or of a result goes along."""
    same = {name: getattr(workshop, name) for name in ("title", "place", "tradeoff", *COPIED)}
    length = workshop.ends_at - workshop.starts_at if workshop.ends_at else None
    times = {"starts_at": starts_at, "ends_at": starts_at + length if length else None}
    copy = create_workshop(municipality=workshop.municipality, by=by, **same | times | fields)
    load_agenda(workshop=copy, agenda=agenda_entries({"agenda": dump_agenda(workshop)}), by=by)
    return copy


@transaction.atomic
def import_workshop(
    *, municipality: Municipality, tradeoff: dict[str, Any], starts_at: datetime, agenda: list[Entry], by: User | None, **fields: Any
) -> Workshop:
    """Prepare an evening from a file. Its trade-off is written unless the town has it. Raises Fault, and then nothing is stored."""
    lock_town(municipality)
    wanted = same_tradeoff(municipality=municipality, wanted=tradeoff) or write_tradeoff(municipality=municipality, by=by, **tradeoff)
    influence = municipality.influence
    workshop = create_workshop(municipality=municipality, by=by, tradeoff=wanted, influence=influence, starts_at=starts_at, **fields)
    items = load_agenda(workshop=workshop, agenda=agenda, by=by)
    ends_at = _times(starts_at, sum(item.minutes for item in items))["ends_at"]
    return update_workshop(workshop=workshop, by=by, ends_at=ends_at)


def agenda_entries(data: dict[str, Any]) -> list[Entry]:
    """The entries of `agenda`; raises Fault."""
    return Entry(data).entries("agenda", most=MOST_ITEMS)


def _times(starts_at: datetime, minutes: int) -> dict[str, datetime]:
    return {"starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=minutes)}
