"""The agenda item "poll": its turns on the main button, its fragments, and what else the facilitator may do with it."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from workshops.models import AgendaItem
from workshops.registers import NEXT, ItemKind, Refused, Turn, Way

from . import actions, ballot_box, pairs, specs
from .kinds import KINDS, kind_of
from .kinds.base import live_options
from .models import Poll

State = Poll.State
OPEN = Turn("open", gettext_lazy("Open the vote"), gettext_lazy("Open"))
CLOSE = Turn("close", gettext_lazy("Close the vote"), gettext_lazy("Close"))
REVEAL = Turn("reveal", gettext_lazy("Show the result"), gettext_lazy("Show"))
AGAIN = Turn("again", gettext_lazy("Ask this question once more"), gettext_lazy("Ask again"))
PEEK = Turn("peek", gettext_lazy("Look at the result beforehand"), gettext_lazy("Look beforehand"))
TURN_OF = {State.READY: OPEN, State.OPEN: CLOSE, State.CLOSED: REVEAL, State.REVEALED: NEXT}


class PollItem(ItemKind):
    slug = "poll"
    name = gettext_lazy("Poll")
    hint = gettext_lazy("Everybody answers one question on the phone; the room sees the result when you show it.")
    icon = "vote"

    def turns(self, item: AgendaItem) -> list[Turn]:
        return [OPEN, CLOSE, REVEAL, NEXT]

    def turn(self, item: AgendaItem) -> Turn:
        return TURN_OF[State(self.poll(item).state)]

    def perform(self, item: AgendaItem, verb: str) -> None:
        do = {"open": actions.open_poll, "close": actions.close_poll, "reveal": actions.reveal_poll}[verb]
        do(self.poll(item))

    def undo(self, item: AgendaItem, verb: str) -> None:
        {"open": actions.unopen_poll, "close": actions.reopen_poll}[verb](self.poll(item))

    def can_undo(self, item: AgendaItem, verb: str) -> bool:
        poll = self.poll(item)
        if verb == "close":
            return actions.can_reopen(poll)
        return poll.state == State.OPEN and not ballot_box.count(poll.pk)

    def leave(self, item: AgendaItem) -> None:
        """Moving on from an open vote closes it; nobody sees its result by that."""
        poll = self.poll(item)
        if poll.state == State.OPEN:
            actions.close_poll(poll)

    def come_back(self, item: AgendaItem, since: datetime) -> None:
        """A vote that was closed by nothing but moving on takes ballots again."""
        poll = self.poll(item)
        if poll.state == State.CLOSED and poll.closed_at > since:
            actions.reopen_poll(poll)

    def form_key(self, item: AgendaItem) -> str:
        return f"{item.pk}.{self.poll(item).round}.{item.wording}"

    def data(self, item: AgendaItem) -> dict[str, Any]:
        poll = self.poll(item)
        options = [{"id": option["id"], "label": _label(option)} for option in live_options(poll)]
        return {"id": poll.pk, "kind": poll.kind, "state": poll.state, "options": options}

    def context(self, item: AgendaItem, audience: str) -> dict[str, Any]:
        poll = Poll.objects.select_related(*specs.WITH_ROOM).get(pk=self.poll(item).pk)
        specs.remember(poll)
        return {
            "poll": poll,
            "poll_kind": kind_of(poll),
            "state": poll.state,
            "pair_side": pairs.side_of(item),
            "options": [option | {"label": _label(option)} for option in live_options(poll)],
            "ballot_template": f"polls/kinds/{poll.kind}_ballot.html",
            "results_template": f"polls/kinds/{poll.kind}_results.html",
        }

    def form_class(self):
        from .forms import PollItemForm

        return PollItemForm

    def ways(self) -> list[Way]:
        return [Way(kind.slug, kind.name, kind.hint, kind.icon, kind.can_pair) for kind in KINDS.values()]

    def load(self, items: list[AgendaItem]) -> None:
        by_item: dict[int, Poll] = {}
        for poll in Poll.objects.filter(item__in=items).order_by("round"):
            by_item[poll.item_id] = poll
        sides = {}
        for pair in pairs.Pair.objects.filter(before__in=items):
            sides[pair.before_id], sides[pair.after_id] = "before", "after"
        for item in items:
            vars(item).update(_poll=by_item.get(item.pk), _pair_side=sides.get(item.pk, ""))

    def poll(self, item: AgendaItem) -> Poll:
        """The latest poll of the item."""
        return getattr(item, "_poll", None) or actions.latest(item)

    def describe(self, item: AgendaItem) -> Any:
        name = kind_of(self.poll(item)).name
        side = getattr(item, "_pair_side", None)
        side = pairs.side_of(item) if side is None else side
        if side == "before":
            return _("{kind}, before").format(kind=name)
        return _("{kind}, after").format(kind=name) if side else name

    def headline(self, item: AgendaItem) -> Any:
        return self.poll(item).question

    def besides(self, item: AgendaItem) -> list[Turn]:
        poll = self.poll(item)
        if poll.state == State.CLOSED:
            return [AGAIN] if poll.is_peeked else [PEEK, AGAIN]
        return [AGAIN] if poll.state == State.REVEALED else []

    def beside(self, item: AgendaItem, verb: str, by: Any) -> None:
        if verb == "again":
            actions.ask_again(item=item, by=by)
        elif verb == "peek":
            actions.peek(poll=actions.latest(item), by=by)
        else:
            raise Refused(_("That is not possible now."))

    def note(self, item: AgendaItem) -> Any:
        poll = self.poll(item)
        if poll is None or not poll.tally:
            return ""
        n = poll.tally["n"]
        return ngettext("{n} ballot", "{n} ballots", n).format(n=n)


def _label(option: dict[str, Any]) -> str:
    from participation.texts import text

    return str(text(option["label"]))
