"""Tables of the municipality's answer and of what follows from it. `models` imports them, so that Django finds them."""

import datetime as dt
import hashlib

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from participation.texts import Text

REASON_MAX, MILESTONE_MAX, EXPLANATION_MAX, NOTE_MAX, WORDING_MAX = 2000, 200, 600, 4000, 600


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
        CHANGED = "changed", _("yes, if changed")
        PARTLY = "partly", _("partly accepted")
        REJECTED = "rejected", _("rejected")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        OFFERED = "offered", _("offered to the authors")
        PUBLISHED = "published", _("published")

    proposal = models.OneToOneField("proposals.Proposal", on_delete=models.CASCADE, related_name="response")
    verdict = models.CharField(_("verdict"), max_length=8, choices=Verdict)
    wording = models.TextField(_("other wording"), max_length=WORDING_MAX, blank=True)
    open_until = models.DateField(_("open until"), null=True, blank=True)
    signed = models.CharField(
        max_length=64, blank=True, editable=False, help_text="fingerprint of the draft that a second person has signed"
    )
    shown_ratings = models.JSONField(null=True, editable=False, help_text="counts of ratings as everybody sees them")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    role = models.CharField(max_length=12)
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        indexes = [models.Index(fields=["proposal", "verdict"], name="response_verdicts")]  # figures count verdicts without reading texts

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED

    @property
    def fingerprint(self) -> str:
        """A digest of the answer. It differs when the answer does, so it shows whether somebody has seen the present one."""
        return fingerprint_of(self, ("verdict", *WORDS, "wording", "open_until"))

    @property
    def is_signed(self) -> bool:
        """Whether a second person has signed exactly this draft."""
        return bool(self.signed) and self.signed == self.fingerprint

    @property
    def is_yes(self) -> bool:
        """Whether it promises that the proposal, in one wording or another, is done: then it says who takes care and by when."""
        return self.verdict in {self.Verdict.ACCEPTED, self.Verdict.CHANGED}

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


class PendingCorrection(AnswerWords):
    """Other words for a published answer that wait for the signature of a second person. Nobody outside the town hall reads them."""

    response = models.OneToOneField(Response, on_delete=models.CASCADE, related_name="pending")
    why = models.TextField(max_length=REASON_MAX)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    @property
    def fingerprint(self) -> str:
        """A digest of the words and the reason: whoever signs says which ones."""
        return fingerprint_of(self, (*WORDS, "why"))


class Milestone(models.Model):
    """What will be done after a yes, who does it and by when. It is public, also when it is late."""

    proposal = models.ForeignKey("proposals.Proposal", on_delete=models.CASCADE, related_name="milestones")
    what = models.CharField(_("what will be done"), max_length=MILESTONE_MAX)
    who = models.CharField(_("who does it"), max_length=120)
    by_when = models.DateField(_("by when"))
    done_on = models.DateField(null=True, editable=False)

    class Meta:
        ordering = ["by_when", "pk"]

    def __str__(self) -> str:
        return self.what


class Assessment(models.Model):
    """The public part of checking whether a proposal is feasible: the responsible office, the finding, and the cost in euros."""

    class Feasibility(models.TextChoices):
        OPEN = "open", _("not decided yet")
        FEASIBLE = "feasible", _("feasible")
        CONDITIONS = "conditions", _("feasible with conditions")
        NOT = "not", _("not feasible")

    proposal = models.OneToOneField("proposals.Proposal", on_delete=models.CASCADE, related_name="assessment")
    office = models.CharField(_("responsible office"), max_length=120, blank=True)
    feasibility = models.CharField(_("feasibility"), max_length=10, choices=Feasibility, default=Feasibility.OPEN)
    explanation = models.TextField(_("explanation"), max_length=EXPLANATION_MAX, blank=True)
    cost_from = models.PositiveIntegerField(_("cost from (€)"), null=True, blank=True)
    cost_to = models.PositiveIntegerField(_("cost to (€)"), null=True, blank=True)


class PrivateAssessment(models.Model):
    """What stays in the town hall: who of its staff takes care of the proposal, and the reasoning of the office.

    It is a table of its own, so that no page, file or socket shows it by mistake: only `dashboard/assigned.py` and `notices/due.py`
    read who it is, and only `dashboard/work_views.py` reads the reasoning.
    """

    proposal = models.OneToOneField("proposals.Proposal", on_delete=models.CASCADE, related_name="private_assessment")
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("assigned to")
    )
    reasoning = models.TextField(_("reasoning"), max_length=NOTE_MAX, blank=True)


def fingerprint_of(row: models.Model | None, names: tuple[str, ...]) -> str:
    """A digest of these columns. It differs when they do, so it shows whether somebody has seen the present ones. "" for no row."""
    words = ["" if (value := getattr(row, name)) is None else str(value) for name in names] if row else []
    return hashlib.sha256("\0".join(words).encode()).hexdigest() if row else ""


class Offer(models.Model):
    """A wording to which the town hall would say yes, and what the authors said. The proposal's own words are never changed."""

    class Outcome(models.TextChoices):
        OPEN = "open", _("open")
        AGREED = "agreed", _("agreed")
        REFUSED = "refused", _("refused")
        LAPSED = "lapsed", _("not answered in time")

    proposal = models.ForeignKey("proposals.Proposal", on_delete=models.CASCADE, related_name="offers")
    wording = models.TextField(max_length=WORDING_MAX)
    reason = models.TextField(max_length=REASON_MAX)
    offered_on = models.DateField()
    open_until = models.DateField()
    outcome = models.CharField(max_length=7, choices=Outcome, default=Outcome.OPEN)

    class Meta:
        ordering = ["-offered_on", "-pk"]
