"""Which mail staff do not want, and what they were told already. Nobody of the room is in these tables."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from participation.ids import RandomIdField
from participation.proposals.models import Proposal


class Kind(models.TextChoices):
    """What staff are told by mail. A mail about several lists them in this order."""

    MENTION = "mention", pgettext_lazy("mail", "A mention in an internal note")
    ASSIGNED = "assigned", pgettext_lazy("mail", "A proposal that was assigned")
    OVERDUE = "overdue", pgettext_lazy("mail", "An answer that became overdue")
    SOON = "soon", pgettext_lazy("mail", "An answer that is due within a week")
    REPLY = "reply", pgettext_lazy("mail", "A reply of young people that waits for release")
    SECOND = "second", pgettext_lazy("mail", "A proposal that waits for a second look")
    WEEKLY = "weekly", pgettext_lazy("mail", "On Mondays: everything that waits")


class OptOut(models.Model):
    """Somebody does not want mail of this kind. Without a row it is sent."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="one_opt_out_per_kind")]


class Told(models.Model):
    """Somebody was told this of a proposal; of none for the mail of a Monday. The row goes when there is nothing to tell any more."""

    id = RandomIdField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    proposal = models.ForeignKey(Proposal, null=True, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "proposal"], name="told_once"),
            models.UniqueConstraint(fields=["user", "kind", "day"], condition=Q(proposal=None), name="told_once_a_day"),
        ]
