"""Polls, pairs of polls, and remarks. Ballots have no model; `ballot_tables` stores them until the result exists."""

import secrets
import uuid
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from participation.texts import TranslatedField
from workshops.models import AgendaItem


def new_id() -> str:
    """A random primary key, so that the rows of a table do not reveal the order of arrival."""
    return secrets.token_hex(16)


class Poll(models.Model):
    """One round of asking a question. "Ask again" makes a new poll of the same agenda item, with the next `round`.

    Only `actions` changes its state: ready → open → closed → revealed.
    """

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
    is_feedback = models.BooleanField(
        default=False, editable=False, help_text="asks about the evening itself, at its end; never one of its questions"
    )
    is_waiting = models.BooleanField(default=False, editable=False, help_text="final, but its ballots wait for the after half of the pair")

    class Meta:
        ordering = ["item__position", "round"]
        constraints = [models.UniqueConstraint(fields=["item", "round"], name="one_poll_per_round")]

    def __str__(self) -> str:
        return str(self.question)

    @property
    def is_final(self) -> bool:
        """Whether the tally is frozen and the ballots are destroyed."""
        return self.final_at is not None

    @property
    def linkage(self) -> UUID:
        """The UUID from which phones make their ballots' keys. The polls of a pair share it, so that their ballots can be compared."""
        return self.pair_uuid or self.uuid


class Pair(models.Model):
    """A question that is asked twice, before and after a discussion. The polls of the two items have its uuid as their linkage."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    before = models.OneToOneField(AgendaItem, on_delete=models.CASCADE, related_name="pair_as_before")
    after = models.OneToOneField(AgendaItem, on_delete=models.CASCADE, related_name="pair_as_after")
    shift = models.JSONField(null=True, editable=False, help_text="frozen with the later of the two polls: three counts, never a matrix")


class KeyedTable(models.Model):
    """Base class of tables that `keyed.keyed_table` creates, so that they do not reveal the order of arrival."""

    class Meta:
        abstract = True


class Remark(KeyedTable):
    """A reason or a word of a participant. It has no position, group or time, so that it can't be matched with a ballot.

    `owner` is a key that only the phone can make; None when nobody may find the remark any more. If fewer people voted than a result
    needs, `side` is removed.
    """

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
    is_withdrawn = models.BooleanField(default=False, help_text="its author took it back; it goes with the next lot")
