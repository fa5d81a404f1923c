"""One row for each voter."""

from django.db import models


class Vote(models.Model):
    """What somebody chose; changing one's mind replaces it."""

    voter = models.CharField(max_length=40, unique=True)
    choice = models.IntegerField()

    def __str__(self):
        return self.voter
