"""A proposal, the steps of its life, its supports and the municipality's response. Nothing here names a young person."""

import hashlib
import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from participation.accounts.models import Municipality
from polls.models import KeyedTable
from workshops.models import TradeOff, Workshop

TITLE_MIN, TITLE_MAX, TEXT_MAX, REASON_MAX = 10, 80, 600, 2000


class State(models.TextChoices):
    """Where a proposal stands; who may move it is in `transitions.py`."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("waits for release")
    PUBLISHED = "published", _("published")
    ACKNOWLEDGED = "acknowledged", _("seen by the town hall")
    UNDER_REVIEW = "under_review", _("under review")
    ANSWERED = "answered", _("answered")
    REFERRED = "referred", _("referred to the council")
    DECIDED = "decided", _("decided")
    IN_IMPLEMENTATION = "in_implementation", _("in implementation")
    IMPLEMENTED = "implemented", _("implemented")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")
    MERGED = "merged", _("merged")
    EXPIRED = "expired", _("expired")


UNSEEN = frozenset({State.DRAFT, State.SUBMITTED, State.DECLINED, State.WITHDRAWN, State.EXPIRED})
OPEN = frozenset({State.PUBLISHED, State.ACKNOWLEDGED, State.UNDER_REVIEW})


class ProposalQuerySet(models.QuerySet):
    def in_room(self):
        """What the room sees: released ones."""
        return self.exclude(state__in=UNSEEN).exclude(state=State.MERGED)

    def public(self):
        """What the public, the council and the dashboard see: released and handed over."""
        return self.exclude(state__in=UNSEEN).filter(handed_over_at__isnull=False)

    def waiting_for_answer(self):
        return self.public().filter(state__in=OPEN)


class Proposal(models.Model):
    """No author and no pseudonym: only a key that the author's phone can compute, and the digest of a receipt."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="proposals")
    workshop = models.ForeignKey(Workshop, on_delete=models.RESTRICT, related_name="proposals")
    tradeoff = models.ForeignKey(TradeOff, on_delete=models.RESTRICT, related_name="proposals", verbose_name=_("trade-off"))
    year = models.PositiveSmallIntegerField(null=True, editable=False)
    number = models.PositiveIntegerField(null=True, editable=False, help_text="per municipality and year, given at the hand-over")
    title = models.CharField(_("title"), max_length=TITLE_MAX)
    what = models.TextField(_("what should happen"), max_length=TEXT_MAX)
    why = models.TextField(_("why this is good"), max_length=TEXT_MAX, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT, editable=False)
    state_since = models.DateTimeField(editable=False)
    published_at = models.DateTimeField(null=True, editable=False, help_text="released to the room")
    handed_over_at = models.DateTimeField(null=True, editable=False, help_text="public from then on")
    answer_by = models.DateField(_("answer by"), null=True, editable=False)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="merged", editable=False)
    owner = models.BinaryField(max_length=32, null=True, editable=False)
    receipt_digest = models.BinaryField(max_length=32, unique=True, editable=False)
    room_supports = models.PositiveIntegerField(default=0, editable=False, help_text="those whose keys are gone, a day after the workshop")

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["municipality", "year", "number"], name="one_proposal_per_number")]

    def __str__(self):
        return self.title

    @property
    def reference(self) -> str:
        """'2026-31', as the town hall and the public call it."""
        return f"{self.year}-{self.number}" if self.number else ""

    @property
    def is_public(self) -> bool:
        return self.handed_over_at is not None and self.state not in UNSEEN

    @property
    def waits_for_answer(self) -> bool:
        return self.is_public and self.state in OPEN


class Immutable(TypeError):
    """Somebody tried to rewrite history."""


class EventQuerySet(models.QuerySet):
    def update(self, **fields):
        raise Immutable("Events of a proposal are never changed.")

    def delete(self):
        raise Immutable("Events of a proposal are never deleted; they go with their proposal.")


class ProposalEvent(models.Model):
    """One step of a proposal's life: a role, a time, a public reason; never a person's name."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="events")
    number = models.PositiveSmallIntegerField()
    verb = models.CharField(max_length=20)
    from_state = models.CharField(max_length=20, choices=State)
    to_state = models.CharField(max_length=20, choices=State)
    role = models.CharField(max_length=12)
    at = models.DateTimeField()
    reason = models.TextField(max_length=REASON_MAX, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["proposal", "number"], name="one_event_per_number")]

    def save(self, *args, **kwargs):
        if self.pk:
            raise Immutable("Events of a proposal are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise Immutable("Events of a proposal are never deleted; they go with their proposal.")


class Response(models.Model):
    """What the municipality answers: drafted first, published in a second step, and then final."""

    class Verdict(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        PARTLY = "partly", _("partly accepted")
        REJECTED = "rejected", _("rejected")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")

    proposal = models.OneToOneField(Proposal, on_delete=models.CASCADE, related_name="response")
    verdict = models.CharField(_("verdict"), max_length=8, choices=Verdict)
    reason = models.TextField(_("reason"), max_length=REASON_MAX)
    who = models.CharField(_("who takes care"), max_length=120, blank=True)
    by_when = models.DateField(_("by when"), null=True, blank=True)
    cost = models.CharField(_("cost"), max_length=120, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    role = models.CharField(max_length=12)
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED

    @property
    def fingerprint(self) -> str:
        """Another one for another answer: who publishes says by it what she has read."""
        words = [self.verdict, self.reason, self.who, str(self.by_when or ""), self.cost]
        return hashlib.sha256("\0".join(words).encode()).hexdigest()


class Support(KeyedTable):
    """One support by key, like a ballot: no person, no time, no order. Its table is made by SQL in the first migration."""

    class Place(models.TextChoices):
        ROOM = "room", _("from the room")
        PUBLIC = "public", _("from the public page")

    pk = models.CompositePrimaryKey("proposal_id", "key")
    proposal = models.ForeignKey(Proposal, on_delete=models.DO_NOTHING, related_name="supports", db_index=False)
    key = models.BinaryField(max_length=32)
    place = models.CharField(max_length=6, choices=Place)
