"""A proposal, its events, its supports and the municipality's response. No column names a young person."""

import datetime as dt
import uuid
from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from participation.accounts.models import Municipality
from participation.ids import RandomIdField
from polls.models import KeyedTable
from workshops.models import TradeOff, Workshop

from .answers import REASON_MAX, Assessment, Correction, Milestone, Offer, PendingCorrection, PrivateAssessment, Response  # noqa: F401 (other modules find the tables here)
from .moderation_rules import ModerationRule

TITLE_MIN, TITLE_MAX, TEXT_MAX = 10, 80, 600
DECLINED_MAX = 300  # characters of the reason, and of the note, when a proposal is not released
UNPUBLISHED_KEPT = dt.timedelta(days=30)


class State(models.TextChoices):
    """Where a proposal stands, and how every page says so. Who may change it is in `transitions.py`."""

    DRAFT = "draft", pgettext_lazy("proposal", "draft")
    SUBMITTED = "submitted", pgettext_lazy("proposal", "waits for release")
    PUBLISHED = "published", pgettext_lazy("proposal", "new")
    ACKNOWLEDGED = "acknowledged", pgettext_lazy("proposal", "seen")
    UNDER_REVIEW = "under_review", pgettext_lazy("proposal", "under review")
    ANSWERED = "answered", pgettext_lazy("proposal", "answered")
    OFFERED = "offered", pgettext_lazy("proposal", "yes, if changed: with its authors")
    REFERRED = "referred", pgettext_lazy("proposal", "with the council")
    DECIDED = "decided", pgettext_lazy("proposal", "decided by the council")
    IN_IMPLEMENTATION = "in_implementation", pgettext_lazy("proposal", "being put into practice")
    IMPLEMENTED = "implemented", pgettext_lazy("proposal", "put into practice")
    DECLINED = "declined", pgettext_lazy("proposal", "not released")
    WITHDRAWN = "withdrawn", pgettext_lazy("proposal", "withdrawn")
    MERGED = "merged", pgettext_lazy("proposal", "merged")
    EXPIRED = "expired", pgettext_lazy("proposal", "expired")


UNSEEN = frozenset({State.DRAFT, State.SUBMITTED, State.DECLINED, State.WITHDRAWN, State.EXPIRED})
SEEN = frozenset(State) - UNSEEN
OPEN = frozenset({State.PUBLISHED, State.ACKNOWLEDGED, State.UNDER_REVIEW})


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Proposals, by who may see them."""

    def in_room(self) -> "ProposalQuerySet":
        """What the room sees: released proposals that were not merged."""
        return self.exclude(state__in=UNSEEN).exclude(state=State.MERGED)

    def public(self) -> "ProposalQuerySet":
        """What the public, the council and the dashboard see: released and handed over, in an evening that was no rehearsal.

        It names the states that are seen, because an index can look them up. Rehearsals are few, so the database looks them up once
        instead of asking for the workshop of each proposal.
        """
        rehearsals = Workshop.objects.filter(is_rehearsal=True).order_by().values("pk")
        return self.filter(state__in=SEEN, handed_over_at__isnull=False).exclude(workshop__in=rehearsals)

    def waiting_for_answer(self) -> "ProposalQuerySet":
        """Public proposals without an answer."""
        return self.public().filter(state__in=OPEN)


class Proposal(models.Model):
    """A proposal has no author and no pseudonym, only a key that the author's phone can compute and the digest of a private link.

    Until the hand-over it has a day instead of a time and a random id: the moment of writing could tell who the author is.
    """

    id = RandomIdField()
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="proposals", db_index=False)
    workshop = models.ForeignKey(Workshop, on_delete=models.RESTRICT, related_name="proposals")
    tradeoff = models.ForeignKey(TradeOff, on_delete=models.RESTRICT, related_name="proposals", verbose_name=_("trade-off"), db_index=False)
    year = models.PositiveSmallIntegerField(null=True, editable=False)
    number = models.PositiveIntegerField(null=True, editable=False, help_text="per municipality and year, given at the hand-over")
    title = models.CharField(_("title"), max_length=TITLE_MAX)
    what = models.TextField(_("what should happen"), max_length=TEXT_MAX)
    why = models.TextField(_("why this is good"), max_length=TEXT_MAX, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT, editable=False)
    state_since = models.DateTimeField(editable=False)
    is_offered = models.BooleanField(default=False, editable=False, help_text="has reached the facilitator, with others that waited")
    published_at = models.DateTimeField(null=True, editable=False, help_text="the day of its release to the room")
    handed_over_at = models.DateTimeField(null=True, editable=False, help_text="public from then on")
    answer_by = models.DateField(_("answer by"), null=True, editable=False)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="merged", editable=False)
    appealed = models.BooleanField(default=False, editable=False, help_text="its author has asked for a second look")
    council_from = models.PositiveIntegerField(null=True, editable=False, help_text="from so many in the room on; frozen at the hand-over")
    council_due = models.BooleanField(default=False, editable=False, help_text="so many did support it at the hand-over")
    owner = models.BinaryField(max_length=32, null=True, editable=False)
    receipt_digest = models.BinaryField(max_length=32, unique=True, editable=False)
    room_supports = models.PositiveIntegerField(default=0, editable=False, help_text="those whose keys are gone, a day after the workshop")
    shown_supports = models.PositiveIntegerField(default=0, editable=False, help_text="what the room sees, raised every five seconds")
    total_supports = models.PositiveIntegerField(
        default=0, editable=False, help_text="of room and public page, from the hand-over on: what lists are sorted by"
    )

    answered_on = models.DateField(null=True, editable=False, help_text="the day on which its answer was published")
    days_taken = models.PositiveIntegerField(null=True, editable=False, help_text="from the hand-over to that day")

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["municipality", "year", "number"], name="one_proposal_per_number")]
        indexes = [
            # All that lists filter, sort and count by, so that they read no texts. Narrower ones would only tempt the planner.
            models.Index(
                fields=[
                    "municipality",
                    "state",
                    "answer_by",
                    "total_supports",
                    "handed_over_at",
                    "workshop",
                    "tradeoff",
                    "year",
                    "answered_on",
                    "days_taken",
                    "id",
                ],
                name="proposal_lists",
            ),
            models.Index(
                fields=["tradeoff", "municipality", "state", "total_supports", "answer_by", "handed_over_at", "workshop", "id"],
                name="proposal_lists_of_tradeoff",
            ),
            models.Index(fields=["municipality", "state_since"], name="proposal_news"),
        ]

    def __str__(self) -> str:
        return self.title

    def date_answer(self, at: dt.datetime) -> None:
        """Set when its answer is published, and how many days that took. The caller saves it."""
        assert self.handed_over_at
        self.answered_on = timezone.localdate(at)
        self.days_taken = (self.answered_on - timezone.localdate(self.handed_over_at)).days

    @property
    def text(self) -> str:
        """What and why, as the facilitator reads them before the release."""
        return "\n\n".join(filter(None, [self.what, self.why]))

    @property
    def reference(self) -> str:
        """The number that town hall and public use: "2026-31". Empty before the hand-over."""
        return f"{self.year}-{self.number}" if self.number else ""

    @property
    def is_public(self) -> bool:
        """Handed over and not withdrawn; never in a rehearsal."""
        return self.handed_over_at is not None and self.state not in UNSEEN and not self.workshop.is_rehearsal

    @property
    def kept_until(self) -> dt.date | None:
        """The last day of a proposal that the public does not see. None if it is released, or was public before it was withdrawn."""
        if self.state not in UNSEEN or self.handed_over_at:
            return None
        return timezone.localdate(self.state_since) + UNPUBLISHED_KEPT

    @property
    def waits_for_answer(self) -> bool:
        """Public, and the town hall has not answered yet."""
        return self.is_public and self.state in OPEN


class Immutable(TypeError):
    """An event was to be changed or deleted."""


class EventQuerySet(models.QuerySet):
    """Events that can't be changed."""

    def update(self, **fields: Any) -> NoReturn:
        raise Immutable("Events of a proposal are never changed.")

    def delete(self) -> NoReturn:
        raise Immutable("Events of a proposal are never deleted; they go with their proposal.")


class ProposalEvent(models.Model):
    """One step of a proposal: the role of who took it, when (before the hand-over the day), and the public reason. It names no person."""

    id = RandomIdField()
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

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Immutable("Events of a proposal are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Immutable("Events of a proposal are never deleted; they go with their proposal.")


class Declining(models.Model):
    """Why a proposal is not released. It goes with the release or the text; `by` is empty as soon as there can be no second look."""

    proposal = models.OneToOneField(Proposal, on_delete=models.CASCADE, primary_key=True, related_name="declining")
    rule = models.CharField(max_length=11, choices=ModerationRule)
    reason = models.CharField(max_length=DECLINED_MAX, blank=True, help_text="for the author and for whoever takes the second look")
    note = models.CharField(max_length=DECLINED_MAX, blank=True, help_text="for the author alone")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")


class DeclinedBefore(models.Model):
    """How many proposals of a town were not released by a rule, of those that are deleted. Nothing leads back to one of them."""

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    rule = models.CharField(max_length=11, choices=ModerationRule)
    number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["municipality", "rule"], name="one_number_per_rule")]


class Support(KeyedTable):
    """One support, stored by key like a ballot: no person, no time, no order. The first migration makes its table by SQL."""

    class Place(models.TextChoices):
        ROOM = "room", _("from the room")
        PUBLIC = "public", _("from the public page")

    pk = models.CompositePrimaryKey("proposal_id", "key")
    proposal = models.ForeignKey(Proposal, on_delete=models.DO_NOTHING, related_name="supports", db_index=False)
    key = models.BinaryField(max_length=32)
    place = models.CharField(max_length=6, choices=Place)


class Rating(KeyedTable):
    """What one browser or private link says of an answer. Stored by key like a support: no person, no place, no time, no order."""

    class Level(models.IntegerChoices):
        YES = 2, pgettext_lazy("rating", "yes")
        PARTLY = 1, pgettext_lazy("rating", "in part")
        NO = 0, pgettext_lazy("rating", "no")

    pk = models.CompositePrimaryKey("proposal_id", "key")
    proposal = models.ForeignKey(Proposal, on_delete=models.DO_NOTHING, related_name="ratings", db_index=False)
    key = models.BinaryField(max_length=32)
    understood = models.PositiveSmallIntegerField(choices=Level)
    helps = models.PositiveSmallIntegerField(choices=Level)


class SupportsShown(models.Model):
    """The five seconds in which a room saw new support counts last, so that only one of several processes updates them."""

    workshop = models.OneToOneField(Workshop, on_delete=models.CASCADE, primary_key=True, related_name="+")
    lot = models.BigIntegerField()


class SearchWord(KeyedTable):
    """A word of some public proposal, and its stem: the vocabulary that `search.py` looks through."""

    word = models.CharField(primary_key=True, max_length=40)
    stem = models.CharField(max_length=40)


class SearchEntry(KeyedTable):
    """One word of one public proposal or of its answer. `actions/indexing.py` writes it; it holds nothing that is not public."""

    pk = models.CompositePrimaryKey("word", "proposal_id")
    word = models.CharField(max_length=40)
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False)
