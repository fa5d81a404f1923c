"""The item kind "poll": what the main button and the other buttons do with a poll, and what the screens show of it."""

from contextlib import AbstractContextManager
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from participation.accounts.models import User
from participation.live.guards import scrub
from participation.texts import text
from workshops.item_kind import NEXT, AddOption, ItemKind, SideAction, Turn
from workshops.models import AgendaItem
from workshops.plain_data import Entry
from workshops.refused import Refused

from . import actions, actions_loading, ballot_tables, pairs, plain_data, prepared, specs
from .forms import PollItemForm
from .kinds import KINDS, kind_of
from .kinds.base import live_options
from .models import Poll, Remark

State = Poll.State
OPEN = Turn("open", gettext_lazy("Open the vote"), gettext_lazy("Open"), gettext_lazy("Opened at {time} by {name}."))
CLOSE = Turn(
    "close", gettext_lazy("Close the vote"), gettext_lazy("Close"), gettext_lazy("Closed at {time} by {name}."), changes_own_data=True
)
REVEAL = Turn(
    "reveal", gettext_lazy("Show the result"), gettext_lazy("Show"), gettext_lazy("Shown at {time} by {name}."), changes_own_data=True
)
AGAIN = SideAction(
    "again",
    gettext_lazy("Ask this question once more"),
    gettext_lazy("Asked again at {time} by {name}."),
    key="n",
    key_hint=gettext_lazy("ask again"),
)
PEEK = SideAction(
    "peek",
    gettext_lazy("Look at the result beforehand"),
    gettext_lazy("Looked at beforehand at {time} by {name}: the poll is final."),
    note=gettext_lazy("Only for you. After that the poll is final and can’t be opened again."),
)
TURN_OF = {State.READY: OPEN, State.OPEN: CLOSE, State.CLOSED: REVEAL, State.REVEALED: NEXT}


class PollItem(ItemKind):
    """See ItemKind for the methods. One item can have several polls, one for each round; they all work on the latest."""

    slug = "poll"
    name = gettext_lazy("Poll")
    hint = gettext_lazy("Everybody answers one question on the phone; the room sees the result when you show it.")
    icon = "vote"
    turns = (OPEN, CLOSE, REVEAL, NEXT)
    side_actions = (PEEK, AGAIN)
    form_class = PollItemForm

    # -- steps ---------------------------------------------------------------------------
    def next_turn(self, item: AgendaItem) -> Turn:
        return TURN_OF[State(self.poll(item).state)]

    def perform(self, item: AgendaItem, verb: str) -> None:
        do = {"open": actions.open_poll, "close": actions.close_poll, "reveal": actions.reveal_poll}[verb]
        do(self.poll(item))

    def prepared(self, item: AgendaItem) -> AbstractContextManager[None]:
        """Compute the tally of a closed poll, because showing its result freezes it."""
        return prepared.tallies([self.poll(item).pk])

    def undo(self, item: AgendaItem, verb: str) -> None:
        undo = {"open": actions.unopen_poll, "close": actions.reopen_poll}.get(verb)
        if undo is None:
            raise Refused(_("This can’t be undone."))
        undo(self.poll(item))

    def can_undo(self, item: AgendaItem, verb: str) -> bool:
        poll = self.poll(item)
        if verb == CLOSE.verb:
            return actions.can_reopen(poll)
        return verb == OPEN.verb and poll.state == State.OPEN and not ballot_tables.count(poll.pk)

    def leave(self, item: AgendaItem) -> None:
        """Close an open vote when the evening moves on. Its result is not shown.

        The table of remarks is scrubbed, so that the place of its rows does not reveal the order of arrival.
        """
        poll = self.poll(item)
        if poll.state == State.OPEN:
            actions.close_poll(poll)
        transaction.on_commit(partial(scrub.schedule, Remark._meta.db_table))

    def come_back(self, item: AgendaItem, since: datetime) -> None:
        """Reopen a vote that was closed only because the evening moved on."""
        poll = self.poll(item)
        if poll.state == State.CLOSED and poll.closed_at and poll.closed_at > since:
            actions.reopen_poll(poll)

    def possible_side_actions(self, item: AgendaItem) -> list[SideAction]:
        poll = self.poll(item)
        if poll.state == State.CLOSED:
            return [AGAIN] if poll.is_peeked else [PEEK, AGAIN]
        return [AGAIN] if poll.state == State.REVEALED else []

    def perform_side_action(self, item: AgendaItem, verb: str, by: User | None) -> None:
        if verb == AGAIN.verb:
            actions.ask_again(item=item, by=by)
        elif verb == PEEK.verb:
            actions.peek(poll=actions.latest(item), by=by)
        else:
            raise Refused(_("That is not possible now."))

    # -- display -------------------------------------------------------------------------
    def form_key(self, item: AgendaItem) -> str:
        return f"{item.pk}.{self.poll(item).round}.{item.wording}"

    def context(self, item: AgendaItem, audience: str) -> dict[str, Any]:
        poll = Poll.objects.select_related(*specs.WITH_ROOM).get(pk=self.poll(item).pk)
        specs.remember(poll)
        return poll_context(poll, pairs.side_of(item))

    def preview(self, item: AgendaItem, audience: str) -> dict[str, Any]:
        return poll_context(self.poll(item), getattr(item, "_pair_side", ""))

    def prefetch(self, items: list[AgendaItem]) -> None:
        by_item: dict[int, Poll] = {}
        for poll in Poll.objects.filter(item__in=items).order_by("round"):
            by_item[poll.item_id] = poll
        sides = {}
        for pair in pairs.Pair.objects.filter(before__in=items):
            sides[pair.before_id], sides[pair.after_id] = "before", "after"
        for item in items:
            vars(item).update(_poll=by_item.get(item.pk), _pair_side=sides.get(item.pk, ""))

    def describe(self, item: AgendaItem) -> Any:
        name = kind_of(self.poll(item)).name
        side = getattr(item, "_pair_side", None)
        side = pairs.side_of(item) if side is None else side
        if side == "before":
            return _("{kind}, before").format(kind=name)
        return _("{kind}, after").format(kind=name) if side else name

    def groups(self, items: list[AgendaItem]) -> list[list[AgendaItem]]:
        return [items[slice(items.index(before), items.index(after) + 1)] for before, after in pairs.among(items)]

    def headline(self, item: AgendaItem) -> Any:
        return self.poll(item).question

    def has_line(self, item: AgendaItem) -> bool:
        return kind_of(self.poll(item)).has_line

    def agenda_note(self, item: AgendaItem) -> Any:
        poll = self.poll(item)
        if poll is None or not poll.tally:
            return ""
        n = poll.tally["n"]
        return ngettext("{n} ballot", "{n} ballots", n).format(n=n)

    def count_label(self, n: int) -> str:
        return ngettext("{n} poll", "{n} polls", n).format(n=n)

    # -- editing -------------------------------------------------------------------------
    def add_options(self) -> list[AddOption]:
        return [
            AddOption(kind.slug, kind.name, kind.hint, kind.icon, kind.can_pair, kind.purpose, kind.minutes, kind.people)
            for kind in KINDS.values()
        ]

    def option_of(self, item: AgendaItem) -> str:
        return self.poll(item).kind

    def refuses_order(self, before: list[AgendaItem], after: list[AgendaItem]) -> str:
        """A pair keeps its order, and if something stands between its halves, something stays there."""
        for first, second in pairs.among(before):
            was, now = (order.index(second) - order.index(first) for order in (before, after))
            if now < 0 < was:
                return _("The question is asked before and after: its halves keep their order.")
            if was > 1 and now == 1:
                return _("Before and after need the discussion between them; otherwise there is nothing to compare.")
        return ""

    def removed(self, item: AgendaItem) -> None:
        """Destroy the waiting ballots of its pair, because they can't be compared any more."""
        if pair := pairs.pair_of(item):
            pairs.forget_waiting([pair.before_id])

    # -- plain data ----------------------------------------------------------------------
    def load(self, item: AgendaItem, entry: Entry, by: User | None) -> None:
        """`ask` is the question (plain_data.py); two items with the same word as `pair` are before and after."""
        actions_loading.add_poll(item=item, by=by, **plain_data.read(entry.entry("ask"), item.workshop.tradeoff))

    def relate(self, loaded: list[tuple[AgendaItem, Entry]]) -> None:
        halves: dict[str, list[tuple[AgendaItem, Entry]]] = {}
        for item, entry in loaded:
            if name := entry.line("pair", max_length=40):
                halves.setdefault(name, []).append((item, entry))
        for found in halves.values():
            try:
                (before, _entry), (after, _entry) = found
                actions_loading.pair_up(before=before, after=after)
            except ValueError:
                raise found[-1][1].fault("pair", _("A pair has two items of one kind with the same options: before and after.")) from None

    def dump(self, item: AgendaItem) -> dict[str, Any]:
        data: dict[str, Any] = {"ask": plain_data.write(self.poll(item))}
        if pair := pairs.pair_of(item):
            earlier = pairs.Pair.objects.filter(before__workshop=item.workshop_id, before__position__lt=pair.before.position)
            data["pair"] = f"pair {earlier.count() + 1}"
        return data

    def icon_of(self, entry: dict[str, Any]) -> str:
        return KINDS[entry["ask"]["kind"]].icon

    # -- the item's poll -----------------------------------------------------------------
    def poll(self, item: AgendaItem) -> Poll:
        """The latest poll of the item."""
        return getattr(item, "_poll", None) or actions.latest(item)


def poll_context(poll: Poll, side: str = "") -> dict[str, Any]:
    """What the templates of an item need of its poll; `side` is "before" or "after" for the half of a pair."""
    return {
        "poll": poll,
        "poll_kind": kind_of(poll),
        "state": poll.state,
        "pair_side": side,
        "options": [option | {"label": _label(option)} for option in live_options(poll)],
        "ballot_template": f"polls/kinds/{poll.kind}_ballot.html",
        "results_template": f"polls/kinds/{poll.kind}_results.html",
    }


def step_data(item: AgendaItem | None) -> dict[str, Any] | None:
    """The value of `poll` in the data of the step slot (docs/protocol.md); None for an item without a poll."""
    poll = poll_of(item)
    if poll is None:
        return None
    options = [{"id": option["id"], "label": _label(option)} for option in live_options(poll)]
    data = {"id": poll.pk, "kind": poll.kind, "state": poll.state, "options": options}
    settings = kind_of(poll).client_settings(poll)
    return data | {"settings": settings} if settings else data


def poll_of(item: AgendaItem | None) -> Poll | None:
    """The latest poll of an item of any kind, or None."""
    if item is None:
        return None
    return vars(item).get("_poll") or item.polls.order_by("-round").first()


def _label(option: dict[str, Any]) -> str:
    return str(text(option["label"]))
