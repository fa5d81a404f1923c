"""Tables of the municipality's answer and of what follows from it. `models` imports them, so that Django finds them."""

import datetime as dt
import hashlib

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from participation.texts import Text

REASON_MAX = 2000


class AnswerWords(models.Model):
    """What an answer says besides its verdict."""

    reason = models.TextField(_("reason"), max_length=REASON_MAX)
    english = models.TextField(_("reason in English"), max_length=REASON_MAX, blank=True)
    who = models.CharField(_("who takes care"), max_length=120, blank=True)
    by_when = models.DateField(_("by when"), null=True, blank=True)
    cost = models.CharField(_("cost"), max_length=120, blank=True)

    class Meta:
        abstract = True

    @property
    def text(self) -> str:
        """The reason in the reader's language: in English if there is an English text, else as it was written."""
        return str(Text({settings.LANGUAGE_CODE: self.reason, "en": self.english}))


WORDS = ("reason", "english", "who", "by_when", "cost")


class Response(AnswerWords):
    """The municipality's answer. It is drafted, then published. From then on its verdict is final; a correction keeps the old words."""

    class Verdict(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        PARTLY = "partly", _("partly accepted")
        REJECTED = "rejected", _("rejected")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")

    proposal = models.OneToOneField("proposals.Proposal", on_delete=models.CASCADE, related_name="response")
    verdict = models.CharField(_("verdict"), max_length=8, choices=Verdict)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    role = models.CharField(max_length=12)
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED

    @property
    def fingerprint(self) -> str:
        """A digest of the answer. It differs when the answer does, so it shows whether somebody has seen the present one."""
        words = [self.verdict, *(str(getattr(self, name) or "") for name in WORDS)]
        return hashlib.sha256("\0".join(words).encode()).hexdigest()

    @property
    def corrected_at(self) -> dt.datetime | None:
        """When its words were corrected last."""
        latest = next(iter(self.corrections.all()), None)
        return latest.at if latest else None


class Correction(AnswerWords):
    """The words of a published answer until they were corrected, when and why that was done, and in which role. Latest first."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="corrections")
    at = models.DateTimeField()
    why = models.TextField(max_length=REASON_MAX)
    role = models.CharField(max_length=12)

    class Meta:
        ordering = ["-at", "-pk"]
