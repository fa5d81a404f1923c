"""What is said about a proposal after its hand-over, what was decided about it, and what readers reported."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from participation.ids import RandomIdField
from participation.proposals.models import Immutable, Proposal
from participation.proposals.moderation_rules import ModerationRule

TEXT_MAX, REPLY_MAX, REASON_MAX = 1000, 600, 300


class Kind(models.TextChoices):
    """Who reads a contribution. It is chosen before it is written."""

    NOTE = "note", pgettext_lazy("contribution", "internal")
    COMMENT = "comment", pgettext_lazy("contribution", "public")
    QUESTION = "question", pgettext_lazy("contribution", "to the authors")
    REPLY = "reply", pgettext_lazy("contribution", "reply of the authors")


class State(models.TextChoices):
    """Where a contribution stands. It is computed from the decisions."""

    INTERNAL = "internal", pgettext_lazy("contribution", "internal")
    WAITING = "waiting", pgettext_lazy("contribution", "waits for release")
    PUBLIC = "public", pgettext_lazy("contribution", "public")
    DECLINED = "declined", pgettext_lazy("contribution", "not released")
    TAKEN_DOWN = "taken_down", pgettext_lazy("contribution", "taken down")
    EXPIRED = "expired", pgettext_lazy("contribution", "expired")


class UnchangingQuerySet(models.QuerySet):
    """Rows that can't be changed. Only a text may be emptied, when its time is over."""

    def update(self, **fields: Any) -> NoReturn:
        raise Immutable("What was said or decided about a proposal is never changed.")

    def empty(self) -> int:
        """Take the words out. Returns how many rows lost theirs."""
        return models.QuerySet.update(self.exclude(text=""), text="")


class Unchanging(models.Model):
    """A row that is written once."""

    id = RandomIdField()

    objects = UnchangingQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Immutable("What was said or decided about a proposal is never changed.")
        super().save(*args, **kwargs)


class Contribution(Unchanging):
    """A note, a comment, a question or a reply.

    A reply comes from whoever has the private link. It has no author and no time, only a day and a random number.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="contributions")
    kind = models.CharField(max_length=8, choices=Kind)
    text = models.TextField(max_length=TEXT_MAX)
    day = models.DateField()
    at = models.DateTimeField(null=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    role = models.CharField(max_length=12, blank=True)
    question = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="replies")
    mentioned = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="mentions")

    class Meta:
        ordering = ["day", "at", "pk"]
        indexes = [models.Index(fields=["kind", "day"], name="contribution_desk")]
        constraints = [
            models.CheckConstraint(
                name="reply_names_nobody",
                condition=Q(kind=Kind.REPLY, question__isnull=False, at__isnull=True, author__isnull=True, role="")
                | (~Q(kind=Kind.REPLY) & Q(question__isnull=True, at__isnull=False)),
            )
        ]

    @property
    def state(self) -> State:
        """Where it stands. It reads the decisions, which a list prefetches."""
        if self.kind == Kind.NOTE:
            return State.INTERNAL
        verbs = {decision.verb for decision in self.decisions.all()}
        for verb, state in ENDS.items():
            if verb in verbs:
                return state
        return State.WAITING if self.kind == Kind.REPLY and Decision.Verb.RELEASE not in verbs else State.PUBLIC

    @property
    def last_decision(self) -> "Decision | None":
        """Why it is not public, or who released it last."""
        return max(self.decisions.all(), key=lambda decision: decision.at, default=None)


class Decision(Unchanging):
    """What staff decided about a contribution, with the rule it breaks and a reason. Nobody decides about a note."""

    class Verb(models.TextChoices):
        RELEASE = "release", _("Release")
        DECLINE = "decline", _("Do not release")
        KEEP = "keep", _("Let it stand")
        TAKE_DOWN = "take_down", _("Take down")
        EXPIRE = "expire", _("Expired")

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="decisions")
    verb = models.CharField(max_length=9, choices=Verb)
    rule = models.CharField(max_length=11, choices=ModerationRule, blank=True)
    reason = models.CharField(max_length=REASON_MAX, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    role = models.CharField(max_length=12)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["verb", "contribution", "rule"], name="decision_ends")]


ENDS = {
    Decision.Verb.TAKE_DOWN: State.TAKEN_DOWN,
    Decision.Verb.DECLINE: State.DECLINED,
    Decision.Verb.EXPIRE: State.EXPIRED,
}


class Report(models.Model):
    """A reader says that a public contribution breaks a rule. It names nobody and goes with the decision about it."""

    id = RandomIdField()
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="reports")
    reason = models.CharField(max_length=REASON_MAX, blank=True)
    day = models.DateField()
