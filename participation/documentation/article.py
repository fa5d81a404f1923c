"""The page of an evening as data: what was asked, how the room stood, what it said, what became of it.

The page, the PDF and all exports are made of this one object, so that they agree. Every result passes `polls.disclosure`.
"""

from dataclasses import dataclass, field, replace
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from participation.proposals.queries import public_proposals
from participation.proposals.rows import Row, rows_of
from participation.tables import Table
from polls import remarks
from polls.disclosure import Shown, shown, shown_feedback
from polls.models import Pair, Poll, Remark
from workshops.models import Workshop

from .models import Publication
from .rules import publication_of

PUBLIC, ROOM = "public", "room"
Reasons = dict[str, list[Remark]]


@dataclass(frozen=True, slots=True)
class Result:
    """One question. `before` is the result of the same question before the discussion, if the two may be compared.

    `reasons` are released ones, by side; outside the room those that the facilitator chose. `words` are those of a wall, the most
    frequent first.
    """

    shown: Shown
    before: Shown | None = None
    reasons: Reasons = field(default_factory=dict)
    words: list[str] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """The result in one sentence: how the room moved, or how it stood."""
        return self.shown.shift_summary or self.shown.summary

    @property
    def is_shown(self) -> bool:
        """Whether there is a result to show here: enough people voted, and not almost all alike."""
        return self.shown.tally is not None

    @property
    def tables(self) -> list[tuple[str, int, Table]]:
        """(before or after or "", people, counts) of each poll with a result."""
        names = ("before", "after") if self.before else ("", "")
        both = [(name, each) for name, each in zip(names, (self.before, self.shown), strict=True) if each and each.tally is not None]
        return [(name, each.n, table_of(each)) for name, each in both]

    @property
    def has_reasons(self) -> bool:
        return any(self.reasons.values())

    @property
    def number(self) -> int:
        """The number of the poll: a part of the names of its files."""
        return self.shown.poll.pk


@dataclass(frozen=True)
class Evening:
    """What the page of `workshop` shows in `place`: "room" for whoever has the room's link, "public" for everybody."""

    workshop: Workshop
    place: str

    @property
    def publication(self) -> Publication | None:
        """What the facilitator wrote, while it is public."""
        found = publication_of(self.workshop)
        return found if found and found.is_public else None

    @cached_property
    def results(self) -> list[Result]:
        """The questions in the order of the agenda, each in its last round. A pair is one of them if it may be compared."""
        polls = self._polls()
        before = dict(Pair.objects.filter(after__workshop=self.workshop).values_list("after_id", "before_id"))
        found = {item: shown(poll, self.place) for item, poll in polls.items()}
        inside = {before[item] for item, each in found.items() if each.shift and item in before}
        chosen = self._chosen()
        return [
            self._result(each, found.get(before.get(item, 0)) if each.shift else None, chosen)
            for item, each in found.items()
            if item not in inside
        ]

    @cached_property
    def all_shown(self) -> list[Shown]:
        """Every poll with a result, those before the discussion too: what the exports list."""
        both = [each for result in self.results for each in (result.before, result.shown) if each]
        return [each for each in both if each.tally is not None]

    @property
    def moved(self) -> Result | None:
        """The question that the page begins with: how the room moved, or else the first result."""
        visible = [result for result in self.results if result.is_shown]
        return next((result for result in visible if result.shown.shift), visible[0] if visible else None)

    @property
    def n(self) -> int:
        """How many people answered the question that most people answered; 0 if no result may be shown."""
        return max((each.n for each in self.all_shown), default=0)

    @property
    def twice(self) -> int:
        """How many people answered both before and after; 0 if that may not be said."""
        return max((result.shown.shift.get("pairs", 0) for result in self.results if result.shown.shift), default=0)

    @cached_property
    def feedback(self) -> Shown | None:
        """How people found the evening itself; None if nobody was asked, or too few answered. It is none of the results."""
        return shown_feedback(self.workshop.pk, self.place)

    @cached_property
    def proposals(self) -> list[Row]:
        """What was handed over to the town hall, in its present state, the most supported first."""
        found = public_proposals(self.workshop.municipality).filter(workshop=self.workshop)
        return sorted(rows_of(found.order_by("number")), key=lambda row: -row.support)

    def _polls(self) -> dict[int, Poll]:
        """By agenda item, the last poll whose result was revealed."""
        revealed = Poll.objects.filter(item__workshop=self.workshop, state=Poll.State.REVEALED)
        return {poll.item_id: poll for poll in revealed.select_related("item").order_by("item__position", "item", "round")}

    def _chosen(self) -> set[str] | None:
        """The reasons that may be shown; None for all that are released."""
        if self.place == ROOM:
            return None
        return set(self.publication.reasons) if self.publication else set()

    def _result(self, each: Shown, before: Shown | None, chosen: set[str] | None) -> Result:
        if each.tally is None:
            return Result(each)
        if each.kind.is_wall:
            return Result(each, words=[word for word, _count, _size in remarks.words(each.poll.pk)])
        polls = [one.poll.pk for one in (before, each) if one and one.tally is not None]
        return Result(each, before, released_reasons(polls, chosen))


def table_of(each: Shown) -> Table:
    """The counts of a poll, as far as they may be shown."""
    columns = each.table["columns"]
    rows = [[row[key] for key, _head in columns] for row in each.table["rows"]]
    return Table(str(each.poll.question), [head for _key, head in columns], rows)


def table_of_feedback(each: Shown) -> Table:
    """The counts of the feedback, in words for statements about oneself, with a title that tells them from the results."""
    words = {
        "agree": pgettext("feedback", "agree"),
        "disagree": pgettext("feedback", "disagree"),
        "pass": pgettext("feedback", "undecided"),
    }
    heads = [words.get(key, head) for key, head in each.table["columns"]]
    return replace(table_of(each), title=_("How people found the evening"), heads=heads)


def released_reasons(polls: list[int], chosen: set[str] | None = None) -> Reasons:
    """The released reasons of these polls by side ("a", "m", "b"), in the order of their random ids. `chosen`: only these."""
    found: Reasons = {"a": [], "m": [], "b": []}
    for remark in Remark.objects.filter(poll_id__in=polls, state=Remark.State.RELEASED).order_by("id"):
        if remark.side in found and (chosen is None or remark.pk in chosen):
            found[remark.side].append(remark)
    return found
