"""Creates a workshop and its agenda from plain data, by the same actions as the editor."""

from typing import Any

from participation.accounts.models import Municipality, User
from workshops.actions import create_workshop, load_agenda
from workshops.models import TradeOff, Workshop
from workshops.plain_data import Entry

WORKSHOP_FIELDS = ("title", "promise", "partners", "place", "expected")


def prepare(evening: dict, municipality: Municipality, by: User, **fields: Any) -> Workshop:
    """Create the workshop that `evening` describes (see sample_workshop.py), with the town's version of the trade-off."""
    tradeoff = TradeOff.objects.get(municipality=municipality, slug=evening["tradeoff"], state=TradeOff.State.ACTIVE)
    own = {name: evening[name] for name in WORKSHOP_FIELDS if name in evening}
    workshop = create_workshop(municipality=municipality, by=by, tradeoff=tradeoff, influence=municipality.influence, **own, **fields)
    load_agenda(workshop=workshop, agenda=Entry(evening).entries("agenda", most=99), by=by)
    return workshop
