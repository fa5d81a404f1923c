"""What became of the proposals: every one in one group, for the public status page and the overview."""

from dataclasses import dataclass

from django.utils.translation import pgettext

from participation.proposals.models import OPEN, Response, State

from .queries import Row

NAMES = 3


@dataclass(frozen=True, slots=True)
class Group:
    """One number on the status page and the names behind it: the first few, and the rest folded away."""

    name: str
    icon: str
    rows: list[Row]

    @property
    def first(self):
        return self.rows[:NAMES]

    @property
    def rest(self):
        return self.rows[NAMES:]

    @property
    def overdue(self) -> int:
        return sum(row.is_overdue for row in self.rows)


def groups_of(all_rows: list[Row]) -> list[Group]:
    """Every public proposal is in one of these, but for the merged ones."""

    def rejected(row):
        return row.proposal.state == State.ANSWERED and row.proposal.response.verdict == Response.Verdict.REJECTED

    def in_state(*states):
        return [row for row in all_rows if row.proposal.state in states and not rejected(row)]

    found = [
        Group(pgettext("group of proposals", "waiting for an answer"), "clock", in_state(*OPEN)),
        Group(pgettext("group of proposals", "promised, not begun yet"), "handshake", in_state(State.ANSWERED)),
        Group(pgettext("group of proposals", "with the council"), "landmark", in_state(State.REFERRED, State.DECIDED)),
        Group(pgettext("group of proposals", "being put into practice"), "hammer", in_state(State.IN_IMPLEMENTATION)),
        Group(pgettext("group of proposals", "put into practice"), "circle-check", in_state(State.IMPLEMENTED)),
        Group(pgettext("group of proposals", "rejected, with a reason"), "circle-slash", [row for row in all_rows if rejected(row)]),
    ]
    return [group for group in found if group.rows]
