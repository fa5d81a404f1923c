"""Who wants to hear by e-mail what becomes of a proposal, or of all proposals of a workshop."""

from django.db import models
from django.db.models import Q

from participation.proposals.models import Proposal
from polls.models import KeyedTable
from workshops.models import Workshop


class Follower(KeyedTable):
    """An address that has confirmed that it follows a proposal or a workshop.

    Without SECRET_KEY nobody can read it, or see that two rows are of the same address. It has no time and no order of arrival.
    Before the confirmation nothing is stored: the link in the mail holds it all.
    """

    key = models.BinaryField(max_length=32, primary_key=True)  # a digest of what is followed and of the address, with SECRET_KEY
    # Exactly one of the two is set. The database deletes the row together with it (ON DELETE CASCADE).
    proposal = models.ForeignKey(Proposal, null=True, on_delete=models.DO_NOTHING, related_name="+", db_index=False)
    workshop = models.ForeignKey(Workshop, null=True, on_delete=models.DO_NOTHING, related_name="+", db_index=False)
    sealed = models.BinaryField()  # the address, encrypted and padded
    language = models.CharField(max_length=5)
    told = models.DateField()  # all news before this day were told; after the first morning it is the same day for everybody

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(proposal__isnull=True, workshop__isnull=False) | Q(proposal__isnull=False, workshop__isnull=True),
                name="follows_one",
            )
        ]
