"""Who wants to hear by e-mail what becomes of a proposal."""

from django.db import models

from participation.proposals.models import Proposal
from polls.models import KeyedTable


class Follower(KeyedTable):
    """An address that has confirmed that it follows a proposal. Without SECRET_KEY nobody can read it, or see that it follows two.

    It has no time and no order of arrival. Before the confirmation nothing is stored: the link in the mail holds it all.
    """

    key = models.BinaryField(max_length=32, primary_key=True)  # a digest of proposal and address, with SECRET_KEY
    proposal = models.ForeignKey(Proposal, on_delete=models.DO_NOTHING, related_name="+", db_index=False)  # the database deletes it, too
    sealed = models.BinaryField()  # the address, encrypted and padded
    language = models.CharField(max_length=5)
    told = models.DateField()  # all news before this day were told; after the first morning it is the same day for everybody
