"""Public proposals sorted by what became of them: every one in one group."""

from dataclasses import dataclass

from django.utils.translation import pgettext

from .labels import STATE_ICONS, VERDICT_ICONS
from .models import OPEN, Response, State
from .rows import Row

NAMES = 3


@dataclass(frozen=True, slots=True)
class Group:
    """Proposals with the same fate. A page names the first few and folds the rest away."""

    name: str
    icon: str
    rows: list[Row]

    @property
    def first(self) -> list[Row]:
        return self.rows[:NAMES]

    @property
    def rest(self) -> list[Row]:
        return self.rows[NAMES:]

    @property
    def overdue(self) -> int:
        """How many of them wait longer than promised."""
        return sum(row.is_overdue for row in self.rows)


def groups_of(rows: list[Row]) -> list[Group]:
    """The groups that are not empty, from "waiting" to "rejected". Merged proposals are in none: the one they went into stands for them."""

    def is_rejected(row: Row) -> bool:
        return row.proposal.state == State.ANSWERED and row.proposal.response.verdict == Response.Verdict.REJECTED

    def in_state(*states: str) -> list[Row]:
        return [row for row in rows if row.proposal.state in states and not is_rejected(row)]

    groups = [
        Group(pgettext("group of proposals", "waiting for an answer"), "clock", in_state(*OPEN, State.OFFERED)),
        Group(pgettext("group of proposals", "promised, not begun yet"), "handshake", in_state(State.ANSWERED)),
        Group(str(State.REFERRED.label), STATE_ICONS[State.REFERRED], in_state(State.REFERRED, State.DECIDED)),
        *(Group(str(state.label), STATE_ICONS[state], in_state(state)) for state in (State.IN_IMPLEMENTATION, State.IMPLEMENTED)),
        Group(
            pgettext("group of proposals", "rejected, with a reason"),
            VERDICT_ICONS[Response.Verdict.REJECTED],
            [row for row in rows if is_rejected(row)],
        ),
    ]
    return [group for group in groups if group.rows]
