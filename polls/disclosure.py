"""Who sees how much. This one module decides for screens, console, pages, exports and PDF (docs/privacy.md)."""

from dataclasses import dataclass, field
from typing import Any

from .kinds import Kind, kind_of
from .models import Pair, Poll

ROOM_FLOOR = 5
PUBLIC_FLOOR = 10
PAIR_FLOOR = 10
ALIKE_BELOW = 20  # outside the room, smaller groups …
ALIKE_SHARE = 0.9  # … with more alike than this say "almost all"

FLOORS = {"room": ROOM_FLOOR, "public": PUBLIC_FLOOR}


@dataclass(frozen=True, slots=True)
class Shown:
    """What may be shown of a poll in one place. `tally` is None as long as there is nothing to show."""

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
        """What the results template of the kind draws for an audience."""
        if self.tally is None:
            return None
        return self.kind.picture(self.poll, self.tally, before=self.before, shift=self.shift, audience=audience)

    @property
    def template(self) -> str:
        return f"polls/kinds/{self.poll.kind}_results.html"

    @property
    def table(self) -> dict[str, Any]:
        """The counts as headings and rows, for exports and screen readers."""
        if self.tally is None:
            return {"columns": [], "rows": []}
        return {"columns": self.kind.columns(self.poll), "rows": self.kind.rows(self.poll, self.tally)}


def shown(poll: Poll, place: str = "room", *, also_before_reveal: bool = False) -> Shown:
    """What of `poll` may be shown in "room" or "public"; nothing but n before it is revealed and final."""
    kind, floor = kind_of(poll), FLOORS[place]
    seen = poll.state == Poll.State.REVEALED or (also_before_reveal and poll.is_peeked)
    if not seen or poll.tally is None:
        return Shown(poll, kind=kind, floor=floor)
    tally = poll.tally
    n = tally["n"]
    if n < floor:
        return Shown(poll, n=n, few=True, floor=floor, kind=kind)
    if place == "public" and _of_one_mind(kind, tally):
        return Shown(poll, n=n, few=True, floor=floor, kind=kind, almost_all=True, summary=kind.almost_all(poll, tally))
    before, shift = _moved(poll, place)
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


def may_compare(kind, *, pairs: int, before: int, after: int) -> bool:
    """Whether it may be told how `pairs` people moved who answered both times, of so many `before` and `after`."""
    once = (before - pairs, after - pairs)
    return pairs >= PAIR_FLOOR and not (kind.shift_adds_up and any(0 < many < ROOM_FLOOR for many in once))


def _of_one_mind(kind: Kind, tally: dict[str, Any]) -> bool:
    """Whether a small group is so nearly of one mind that its picture would tell what each of them thinks."""
    share = kind.largest_share(tally) if 0 < tally["n"] < ALIKE_BELOW else None
    return share is not None and share > ALIKE_SHARE


def _moved(poll: Poll, place: str) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """The tally of the poll before and the frozen shift, if `poll` is the "after" they were frozen with and both may be shown."""
    pair = Pair.objects.filter(after_id=poll.item_id).first()
    frozen = pair.shift if pair else None
    if not frozen or frozen["after"] != poll.pk:
        return None, None
    before = Poll.objects.filter(pk=frozen["before"]).first()
    if before is None or before.tally is None or before.tally["n"] < FLOORS[place] or before.state != Poll.State.REVEALED:
        return None, None
    if place == "public" and _of_one_mind(kind_of(before), before.tally):
        return None, None
    return before.tally, frozen["shift"]
