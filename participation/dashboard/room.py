"""How a room stood, for readers outside it: one question, through the one function that decides what may be seen."""

from polls.disclosure import Shown, shown
from polls.kinds import kind_of
from polls.models import Poll


def room_of(workshop_id: int) -> Shown | None:
    """The last revealed question between two poles, as `polls.disclosure.shown` gives it to the public; None if there was none."""
    polls = Poll.objects.filter(item__workshop_id=workshop_id, state=Poll.State.REVEALED).order_by("-final_at", "-pk")
    poll = next((poll for poll in polls if kind_of(poll).has_poles), None)
    return shown(poll, place="public") if poll else None
