"""What somebody keeps of the dashboard for themselves."""

from django.conf import settings
from django.db import models

from participation.ids import RandomIdField


class SavedView(models.Model):
    """A filter of the queue under a name. Only the person who saved it sees it."""

    id = RandomIdField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=40)
    way = models.TextField(blank=True, help_text="the part of the address that shows it: ?state=overdue")

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="one_view_per_name")]

    def __str__(self) -> str:
        return self.name
