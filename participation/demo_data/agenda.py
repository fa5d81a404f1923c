"""From the plain data of an evening to a workshop with its agenda, by the same actions that the editor calls."""

from typing import Any

from participation.accounts.models import Municipality, User
from polls.actions import add_pair, set_poll
from polls.kinds import KINDS
from workshops.actions import add_item, create_workshop, update_item
from workshops.models import AgendaItem, TradeOff, Workshop

WORKSHOP_FIELDS = ("title", "promise", "place", "expected")


def prepare(evening: dict, municipality: Municipality, by: User, **fields: Any) -> Workshop:
    """The workshop of `evening`, about the town's own version of the trade-off."""
    tradeoff = TradeOff.objects.get(municipality=municipality, slug=evening["tradeoff"], state=TradeOff.State.ACTIVE)
    own = {name: evening[name] for name in WORKSHOP_FIELDS}
    workshop = create_workshop(municipality=municipality, by=by, tradeoff=tradeoff, influence=municipality.influence, **own, **fields)
    last, seconds = None, {}  # seconds: the later items of pairs, made together with the first ones
    for entry in evening["agenda"]:
        last = _add(workshop, entry, by, last, seconds)
    return workshop


def _add(workshop: Workshop, entry: dict, by: User, last: AgendaItem | None, seconds: dict[str, AgendaItem]) -> AgendaItem:
    """One entry of the agenda, behind `last`."""
    if "ask" not in entry:
        return add_item(workshop=workshop, by=by, after=last, **entry)
    pair = entry.get("pair")
    if pair in seconds:
        second = seconds.pop(pair)
        second.refresh_from_db()  # what came between has moved it
        update_item(item=second, by=by, title=entry["title"], minutes=entry["minutes"])
        return second
    words = {"title": entry["title"], "minutes": entry["minutes"], **_poll(workshop.tradeoff, entry["ask"])}
    if pair is None:
        return set_poll(workshop=workshop, by=by, after=last, **words)
    made = add_pair(workshop=workshop, by=by, after=last, **words)
    seconds[pair] = made.after
    return made.before


def _poll(tradeoff: TradeOff, ask: dict) -> dict[str, Any]:
    options = [{"id": number, "label": label, "retired": False} for number, label in enumerate(ask.get("options", []), start=1)]
    poles = {"pole_a": tradeoff.pole_a, "pole_b": tradeoff.pole_b} if KINDS[ask["kind"]].has_poles else {}
    return {"settings": {}, **ask, **poles, "options": options}
