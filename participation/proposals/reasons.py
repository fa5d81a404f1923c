"""What the room has written and may read: released reasons and words. On the phone each of them can become the start of a proposal.

Nothing is stored about who began with which reason, and the form gets its text alone.
"""

import re

from django.db.models import Q, QuerySet

from polls.kinds import KINDS
from polls.models import Poll, Remark

Said = list[tuple[str, list[Remark]]]  # questions, each with its remarks


def released(workshop_id: int) -> QuerySet[Remark]:
    """The released remarks of polls whose result was shown. Those of a wall are shown before, too."""
    walls = [kind.slug for kind in KINDS.values() if kind.is_wall]
    is_shown = Q(poll__state=Poll.State.REVEALED) | Q(poll__kind__in=walls)
    return Remark.objects.filter(is_shown, poll__item__workshop=workshop_id, state=Remark.State.RELEASED)


def said_in(workshop_id: int) -> Said:
    """The released remarks by question, in the order of the agenda and then of random ids. Of equal texts only the first."""
    found: dict[str, dict[str, Remark]] = {}
    for remark in released(workshop_id).select_related("poll").order_by("poll__item__position", "poll__round", "id"):
        found.setdefault(str(remark.poll.question), {}).setdefault(remark.text.casefold(), remark)
    return [(question, list(remarks.values())) for question, remarks in found.items()]


def text_of(workshop_id: int, remark_id: str) -> str:
    """The text of a released remark; "" if there is none with this id, for instance because it was taken back meanwhile."""
    if not re.fullmatch("[0-9a-f]{32}", remark_id):
        return ""
    return released(workshop_id).filter(pk=remark_id).values_list("text", flat=True).first() or ""
