"""Reasons and words in the moderation lane of the console."""

from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workshops.models import Workshop
from workshops.registers import Lane, Waiting, lane

from .actions import decide_remark
from .kinds import kind_of
from .models import Remark


def waiting(workshop: Workshop) -> list[Waiting]:
    found = Remark.objects.filter(poll__item__workshop=workshop, state=Remark.State.OFFERED).select_related("poll").order_by("id")
    return [
        Waiting(id=remark.pk, label=_("Word"), icon="whole-word", title="", text=remark.text)
        if kind_of(remark.poll).is_wall
        else Waiting(id=remark.pk, label=pgettext_lazy("remark", "Reason"), icon="message-square", title="", text=remark.text)
        for remark in found
    ]


def done(workshop: Workshop) -> dict[str, int]:
    states = Remark.objects.filter(poll__item__workshop=workshop).values_list("state").annotate(Count("pk")).order_by()
    counts = dict(states)
    return {name: counts.get(state, 0) for name, state in (("released", "released"), ("hidden", "hidden")) if counts.get(state)}


def register() -> None:
    lane(Lane(name="remarks", waiting=waiting, decide=decide_remark, done=done))
