"""Whether the page of an evening is public, and what the facilitator wrote for it. Everything else on that page belongs to other apps."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from participation.texts import TranslatedField
from workshops.models import Workshop


class Publication(models.Model):
    """The page of one workshop outside its room. A workshop without one was never published."""

    class State(models.TextChoices):
        PUBLIC = "public", _("public")
        WITHDRAWN = "withdrawn", _("withdrawn")

    workshop = models.OneToOneField(Workshop, on_delete=models.CASCADE, related_name="publication", editable=False)
    state = models.CharField(max_length=9, choices=State, default=State.PUBLIC, editable=False)
    introduction = TranslatedField(_("introduction"), max_length=1200, multiline=True, blank=True)
    partners = TranslatedField(_("carried by"), max_length=300, blank=True)
    reasons = models.JSONField(default=list, editable=False, help_text="the ids of the released reasons that were chosen")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False)
    published_at = models.DateTimeField(editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    def __str__(self) -> str:
        return str(self.workshop)

    @property
    def is_public(self) -> bool:
        return self.state == self.State.PUBLIC


class Correction(models.Model):
    """What was corrected on a public page, for its readers."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="corrections")
    at = models.DateTimeField()
    note = TranslatedField(_("what is corrected"), max_length=300)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return str(self.note)
