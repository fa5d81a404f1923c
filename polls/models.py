"""What we ask, and what came in. The three tables with a key have no order and know no person: docs/privacy.md."""

import secrets
import uuid
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from participation.texts import TranslatedField
from workshops.models import AgendaItem


def new_id() -> str:
    """A random primary key: rows of such a table have no order of arrival."""
    return secrets.token_hex(16)


class Poll(models.Model):
    """One asking. Asking again makes a new poll of the same item."""

    class State(models.TextChoices):
        READY = "ready", _("ready")
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")
        REVEALED = "revealed", _("revealed")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pair_uuid = models.UUIDField(null=True, editable=False, help_text="of the pair it was asked for, also when that is parted")
    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="polls")
    round = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(_("kind"), max_length=20)
    question = TranslatedField(_("question"), max_length=100)
    hint = TranslatedField(_("a sentence below the question"), max_length=200, blank=True)
    pole_a = TranslatedField(_("goal A"), max_length=60, blank=True)
    pole_b = TranslatedField(_("goal B"), max_length=60, blank=True)
    options = models.JSONField(default=list, help_text='[{"id": 1, "label": {"de": "…"}, "retired": false}]')
    settings = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State, default=State.READY, editable=False)
    opened_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    final_at = models.DateTimeField(null=True, editable=False)
    tally = models.JSONField(null=True, editable=False, help_text="frozen when the poll is final: counts only")
    salt = models.CharField(max_length=32, blank=True, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    is_peeked = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["item__position", "round"]
        constraints = [models.UniqueConstraint(fields=["item", "round"], name="one_poll_per_round")]

    def __str__(self):
        return str(self.question)

    @property
    def is_final(self) -> bool:
        return self.final_at is not None

    @property
    def linkage(self) -> UUID:
        """The set that the ballots' keys belong to."""
        return self.pair_uuid or self.uuid


class Pair(models.Model):
    """The same question asked before and after: two items whose polls are made with its uuid as their linkage set."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    before = models.OneToOneField(AgendaItem, on_delete=models.CASCADE, related_name="pair_as_before")
    after = models.OneToOneField(AgendaItem, on_delete=models.CASCADE, related_name="pair_as_after")
    shift = models.JSONField(null=True, editable=False, help_text="frozen with the later of the two polls: three counts, never a matrix")


class KeyedTable(models.Model):
    """Base of the tables below: made by SQL in the first migration, without row ids, so that nothing tells an order."""

    class Meta:
        abstract = True


class Ballot(KeyedTable):
    """A ballot of a poll that is not final yet. Written by `polls.ballot_box` alone."""

    pk = models.CompositePrimaryKey("poll_id", "key")
    poll = models.ForeignKey(Poll, on_delete=models.DO_NOTHING, related_name="ballots", db_index=False)
    key = models.BinaryField(max_length=32)
    seq = models.PositiveSmallIntegerField()
    answer = models.JSONField()
    groups = models.JSONField(null=True)


class FinalBallot(KeyedTable):
    """A ballot of a final poll, moved here sorted by key and without its seq."""

    pk = models.CompositePrimaryKey("poll_id", "key")
    poll = models.ForeignKey(Poll, on_delete=models.DO_NOTHING, related_name="final_ballots", db_index=False)
    key = models.BinaryField(max_length=32)
    answer = models.JSONField()
    groups = models.JSONField(null=True)


class Remark(KeyedTable):
    """A reason or a word, apart from the ballot: no value, no group, no time."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        OFFERED = "offered", _("with the facilitator")
        RELEASED = "released", _("released")
        RETURNED = "returned", _("returned")
        HIDDEN = "hidden", _("hidden")

    id = models.CharField(primary_key=True, max_length=32, default=new_id)
    poll = models.ForeignKey(Poll, on_delete=models.DO_NOTHING, related_name="remarks", db_index=False)
    side = models.CharField(max_length=1, choices=[("a", "A"), ("m", _("middle")), ("b", "B"), ("", "")], blank=True)
    text = models.CharField(max_length=140)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    owner = models.BinaryField(max_length=32, null=True)
