"""The moderation queue of remarks. The facilitator reads reasons and words before the room sees them."""

from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from participation.accounts.models import User
from workshops.models import Workshop
from workshops.moderation import ModerationQueue, QueueEntry, in_turn

from .actions import decide_remark
from .kinds import kind_of
from .models import Remark


class RemarkQueue(ModerationQueue):
    """Remarks with the state OFFERED, in the order of their random ids. See ModerationQueue for the methods."""

    name = "remarks"

    def waiting(self, workshop: Workshop) -> list[QueueEntry]:
        found = Remark.objects.filter(poll__item__workshop=workshop, state=Remark.State.OFFERED).select_related("poll").order_by("id")
        return in_turn(((remark.poll_id, remark.owner and bytes(remark.owner) or remark.pk), _entry(remark)) for remark in found)

    def decide(self, *, workshop: Workshop, id: str, seen: str, verb: str, by: User | None, **words: str) -> None:
        decide_remark(workshop=workshop, id=id, seen=seen, verb=verb, by=by)

    def done(self, workshop: Workshop) -> dict[str, int]:
        states = Remark.objects.filter(poll__item__workshop=workshop).values_list("state").annotate(Count("pk")).order_by()
        counts = dict(states)
        return {name: counts.get(state, 0) for name, state in (("released", "released"), ("hidden", "hidden")) if counts.get(state)}

    def unread(self, workshop: Workshop) -> int:
        undecided = [Remark.State.WAITING, Remark.State.OFFERED]
        return Remark.objects.filter(poll__item__workshop=workshop, state__in=undecided, is_withdrawn=False).count()


def _entry(remark: Remark) -> QueueEntry:
    return (
        QueueEntry(id=remark.pk, label=_("Word"), icon="whole-word", title="", text=remark.text)
        if kind_of(remark.poll).is_wall
        else QueueEntry(id=remark.pk, label=pgettext_lazy("remark", "Reason"), icon="message-square", title="", text=remark.text)
    )
