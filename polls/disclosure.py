"""Decides how much of a result is shown, on all screens and pages and in exports and PDFs. docs/privacy.md gives the reasons."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from .floors import PAIR_FLOOR, PUBLIC_FLOOR, ROOM_FLOOR
from .kinds import Kind, kind_of
from .models import Pair, Poll

# In public, a group smaller than ALIKE_BELOW of which more than ALIKE_SHARE answered alike gets a sentence instead of its result.
ALIKE_BELOW = 20
ALIKE_SHARE = 0.9

FLOORS = {"room": ROOM_FLOOR, "public": PUBLIC_FLOOR}


@dataclass(frozen=True, slots=True)
class Shown:
    """What may be shown of a poll in one place.

    `tally` is None if no result may be shown. Either there is none yet, or `few` is true: fewer than `floor` people voted, or
    `almost_all` is true, because nearly everybody in a small group answered alike.
    """

    poll: Poll
    n: int = 0
    few: bool = False
    floor: int = ROOM_FLOOR
    tally: dict[str, Any] | None = None
    summary: str = ""
    before: dict[str, Any] | None = None
    shift: dict[str, Any] | None = None
    shift_summary: str = ""
    almost_all: bool = False
    kind: Any = field(default=None)

    def picture(self, audience: str) -> Any:
        """The data for the kind's results template; None if no result may be shown."""
        if self.tally is None:
            return None
        return self.kind.picture(self.poll, self.tally, before=self.before, shift=self.shift, audience=audience)

    def svg(self) -> str:
        """The result as an SVG file; "" if no result may be shown, or there is nothing to draw."""
        if self.tally is None:
            return ""
        return self.kind.svg(self.poll, self.tally, before=self.before, shift=self.shift)

    @property
    def template(self) -> str:
        """The kind's results template."""
        return f"polls/kinds/{self.poll.kind}_results.html"

    @property
    def table(self) -> dict[str, Any]:
        """The table of counts for exports and screen readers, as `Kind.columns` and `Kind.rows`. Empty if no result may be shown."""
        if self.tally is None:
            return {"columns": [], "rows": []}
        return {"columns": self.kind.columns(self.poll), "rows": self.kind.rows(self.poll, self.tally)}


def shown(poll: Poll, place: str = "room", *, also_before_reveal: bool = False) -> Shown:
    """What may be shown of `poll` in "room" or "public". Nothing before it is revealed and final.

    `also_before_reveal`: also a result that the facilitator has looked at beforehand.
    """
    seen = poll.state == Poll.State.REVEALED or (also_before_reveal and poll.is_peeked)
    if not seen or poll.tally is None:
        return Shown(poll, kind=kind_of(poll), floor=FLOORS[place])
    return _shown(poll, poll.tally, place)


def shown_feedback(workshop_id: int, place: str = "room") -> Shown | None:
    """How people found the evening itself, once it has ended; None if nobody was asked, or too few answered.

    The room's screens never show it: its poll is not revealed, and so it is not among the results of the questions."""
    poll = Poll.objects.filter(item__workshop_id=workshop_id, is_feedback=True).exclude(final_at=None).last()
    if poll is None or poll.tally is None:
        return None
    seen = _shown(poll, poll.tally, place)
    return seen if seen.tally is not None or seen.almost_all else None


def _shown(poll: Poll, tally: dict[str, Any], place: str) -> Shown:
    """What the floors leave of a tally that may be shown."""
    kind, floor, n = kind_of(poll), FLOORS[place], tally["n"]
    if n < floor:
        return Shown(poll, n=n, few=True, floor=floor, kind=kind)
    if place == "public" and _almost_all_alike(kind, tally):
        return Shown(poll, n=n, few=True, floor=floor, kind=kind, almost_all=True, summary=kind.almost_all(poll, tally))
    before, shift = _moved(poll, place)
    if place == "public":
        tally, before, shift = kind.public_tally(tally), before and kind.public_tally(before), shift and kind.public_shift(shift)
    return Shown(
        poll,
        n=n,
        floor=floor,
        tally=tally,
        summary=kind.summary(poll, tally),
        before=before,
        shift=shift,
        shift_summary=kind.shift_summary(poll, shift) if shift else "",
        kind=kind,
    )


def shown_to_public(workshop_id: int) -> Shown | None:
    """What the public may see of a workshop: its last revealed poll with poles. None without such a poll, and for a rehearsal."""
    polls = Poll.objects.filter(item__workshop_id=workshop_id, item__workshop__is_rehearsal=False, state=Poll.State.REVEALED)
    poll = next((poll for poll in polls.order_by("-final_at", "-pk") if kind_of(poll).has_poles), None)
    return shown(poll, place="public") if poll else None


def summaries_for_public(workshop_ids: Collection[int]) -> dict[int, str]:
    """For each workshop the sentence of `shown_to_public`, if there is one, in one query."""
    polls = Poll.objects.filter(item__workshop__in=workshop_ids, item__workshop__is_rehearsal=False, state=Poll.State.REVEALED)
    last: dict[int, Poll] = {}
    for poll in polls.select_related("item").order_by("-final_at", "-pk"):
        if kind_of(poll).has_poles:
            last.setdefault(poll.item.workshop_id, poll)
    return {workshop: summary for workshop, poll in last.items() if (summary := _summary_for_public(poll))}


def _summary_for_public(poll: Poll) -> str:
    if poll.tally is None or poll.tally["n"] < PUBLIC_FLOOR:
        return ""
    kind = kind_of(poll)
    return kind.almost_all(poll, poll.tally) if _almost_all_alike(kind, poll.tally) else kind.summary(poll, poll.tally)


def may_compare(kind: Kind, *, pairs: int, before: int, after: int) -> bool:
    """Whether the movement of the `pairs` people who answered both times may be computed, of `before` and `after` people in all.

    If the shift adds up, the answers of one to four people who answered only once could be calculated, so it is hidden then.
    """
    once = (before - pairs, after - pairs)
    return pairs >= PAIR_FLOOR and not (kind.shift_adds_up and any(0 < many < ROOM_FLOOR for many in once))


def may_count(kind: Kind, shift: dict[str, Any], *, pairs: int, before: int, after: int) -> bool:
    """Whether the counts of a shift may be shown.

    If nearly all people who answered both times moved alike, the two tallies would reveal the answers of the people who answered only
    once, if these are one to four.
    """
    once = (before - pairs, after - pairs)
    share = kind.largest_move(shift)
    return share is None or share <= ALIKE_SHARE or not any(0 < many < ROOM_FLOOR for many in once)


def _almost_all_alike(kind: Kind, tally: dict[str, Any]) -> bool:
    """Whether so many people of a small group answered alike that the result would reveal what each of them thinks."""
    share = kind.largest_share(tally) if 0 < tally["n"] < ALIKE_BELOW else None
    return share is not None and share > ALIKE_SHARE


def _moved(poll: Poll, place: str) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """The tally before and the frozen shift, if `poll` is the *after* round of this shift and both may be shown; else (None, None)."""
    pair = Pair.objects.filter(after_id=poll.item_id).first()
    frozen = pair.shift if pair else None
    if not frozen or frozen["after"] != poll.pk:
        return None, None
    before = Poll.objects.filter(pk=frozen["before"]).first()
    if before is None or before.tally is None or before.tally["n"] < FLOORS[place] or before.state != Poll.State.REVEALED:
        return None, None
    if place == "public" and _almost_all_alike(kind_of(before), before.tally):
        return None, None
    return before.tally, frozen["shift"]
