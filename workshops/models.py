"""Trade-offs, workshops, their agenda, steps and participants."""

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from participation.accounts.models import Municipality
from participation.ids import RandomIdField
from participation.live.models import Room
from participation.texts import TranslatedField

CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0 and O, no 1 and I
CODE_LENGTH = 6
MOST_PEOPLE = 3_000
# So many more than expected can join without being let in, and so many more one press lets in.
SPARE = 30


def new_code() -> str:
    """A random join code. It may be in use already: the column is unique."""
    return "".join(secrets.choice(CODE_ALPHABET) for _letter in range(CODE_LENGTH))


def new_token() -> str:
    """A random token of 128 bits for the address of a stage."""
    return secrets.token_urlsafe(16)


class TradeOff(models.Model):
    """Two goals that both bind the town and conflict (German: Zielkonflikt). A changed wording is a new version."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        ACTIVE = "active", _("active")
        REPLACED = "replaced", _("replaced")

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="tradeoffs")
    slug = models.SlugField(max_length=40)
    version = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=8, choices=State, default=State.ACTIVE)
    title = TranslatedField(_("title"), max_length=60)
    core_question = TranslatedField(_("core question"), max_length=160)
    about = TranslatedField(_("what it is about"), max_length=600, multiline=True, blank=True)
    pole_a = TranslatedField(_("goal A"), max_length=60)
    pole_a_text = TranslatedField(_("goal A in a sentence"), max_length=200, blank=True)
    pole_b = TranslatedField(_("goal B"), max_length=60)
    pole_b_text = TranslatedField(_("goal B in a sentence"), max_length=200, blank=True)
    dimensions = models.JSONField(_("dimensions"), default=list, blank=True)
    source_note = TranslatedField(_("where it comes from"), max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["slug", "-version"]
        constraints = [models.UniqueConstraint(fields=["municipality", "slug", "version"], name="one_wording_per_version")]

    def __str__(self) -> str:
        return str(self.title)


class Goal(models.Model):
    """What was decided about one of the two goals, and at which level of government."""

    class Level(models.TextChoices):
        UN = "un", _("UN")
        EU = "eu", _("EU")
        FEDERAL = "federal", _("federal")
        STATE = "state", _("state")
        DISTRICT = "district", _("district")
        MUNICIPALITY = "municipality", _("municipality")

    tradeoff = models.ForeignKey(TradeOff, on_delete=models.CASCADE, related_name="goals")
    level = models.CharField(max_length=12, choices=Level)
    pole = models.CharField(max_length=1, choices=[("a", "A"), ("b", "B")])
    text = TranslatedField(max_length=160)

    class Meta:
        ordering = ["id"]


class Fact(models.Model):
    """A fact that both sides accept, with its source and date."""

    tradeoff = models.ForeignKey(TradeOff, on_delete=models.CASCADE, related_name="facts")
    position = models.PositiveSmallIntegerField(default=0)
    pole = models.CharField(max_length=1, choices=[("a", "A"), ("b", "B"), ("", _("both"))], blank=True)
    text = TranslatedField(_("fact"), max_length=300)
    source = TranslatedField(_("source"), max_length=160)
    as_of = models.CharField(_("as of"), max_length=40)

    class Meta:
        ordering = ["position", "id"]


class Workshop(models.Model):
    """One evening: a room, a join code, an agenda, and its present step."""

    class State(models.TextChoices):
        DRAFT = "draft", _("in preparation")
        RUNNING = "running", _("running")
        ENDED = "ended", _("ended")

    class Notice(models.TextChoices):
        """Whether the public reads of it. Only a facilitator announces a workshop, and may withdraw it again."""

        NONE = "none", _("not announced")
        ANNOUNCED = "announced", _("announced")
        WITHDRAWN = "withdrawn", _("withdrawn")

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="workshops")
    tradeoff = models.ForeignKey(TradeOff, on_delete=models.PROTECT, related_name="workshops", verbose_name=_("trade-off"))
    room = models.OneToOneField(Room, on_delete=models.PROTECT, related_name="workshop", editable=False)
    title = TranslatedField(_("title"), max_length=80)
    promise = TranslatedField(_("what happens with the result"), max_length=200, blank=True)
    partners = TranslatedField(_("carried by"), max_length=300, blank=True)
    influence = models.CharField(_("influence"), max_length=8, choices=Municipality.Influence, default=Municipality.Influence.CONSULT)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=120)
    expected = models.PositiveSmallIntegerField(_("expected participants"), default=30)
    capacity = models.PositiveSmallIntegerField(_("room for at most"), default=500)
    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    stage_token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    is_rehearsal = models.BooleanField(_("rehearsal: simulated phones may join, results are marked"), default=False, editable=False)
    rehearsal_of = models.OneToOneField("self", null=True, on_delete=models.CASCADE, related_name="rehearsal", editable=False)

    notice = models.CharField(max_length=9, choices=Notice, default=Notice.NONE, editable=False)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT, editable=False)
    item = models.ForeignKey("AgendaItem", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False)
    step = models.PositiveIntegerField(default=0, editable=False, help_text="how many steps were made: what the main button expects")
    is_locked = models.BooleanField(default=False, editable=False)
    admits = models.PositiveIntegerField(null=True, editable=False, help_text="up to how many who waited at the door")
    curtain = models.BooleanField(default=False, editable=False)
    big_code = models.BooleanField(default=False, editable=False)
    stage_theme = models.CharField(max_length=5, default="light", editable=False)
    timer_ends_at = models.DateTimeField(null=True, blank=True, editable=False)
    ending_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="when the end takes effect, unless it is stopped")
    ending_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    forgotten_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_step_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-starts_at"]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def is_announced(self) -> bool:
        """Whether it stands on the town's page. A rehearsal never does."""
        return self.notice == self.Notice.ANNOUNCED and not self.is_rehearsal

    @property
    def takes_simulated_phones(self) -> bool:
        """Whether simulated phones may join, because nobody takes its results for those of real people."""
        return self.is_rehearsal or self.municipality.is_invented

    @property
    def comes_in_freely(self) -> int:
        """Up to how many participants join without waiting. The others wait to be let in, so that a script can't fill the room."""
        if self.admits is not None:
            return 0
        return self.capacity if self.is_rehearsal else min(self.capacity, max(2 * self.expected, self.expected + SPARE))

    @property
    def code_in_groups(self) -> str:
        """The join code as people read it: "K7F 2MX"."""
        return f"{self.code[:3]} {self.code[3:]}"


class AgendaItem(models.Model):
    """One item of the agenda. `kind` is the slug of an `ItemKind`, which may belong to another app."""

    # For the facilitator alone: shown on the console, never on phones or the stage.
    GUIDANCE = ("instructions", "materials", "pitfalls")

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20)
    title = TranslatedField(_("title"), max_length=100)
    text = TranslatedField(_("text"), max_length=600, multiline=True, blank=True)
    prompts = TranslatedField(_("questions to talk about, one per line"), max_length=600, multiline=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=10)
    instructions = TranslatedField(_("how to lead it"), max_length=600, multiline=True, blank=True)
    materials = TranslatedField(_("materials"), max_length=300, multiline=True, blank=True)
    pitfalls = TranslatedField(_("what often goes wrong"), max_length=600, multiline=True, blank=True)
    wording = models.PositiveSmallIntegerField(default=1, editable=False, help_text="grows when a wording is corrected")
    started_at = models.DateTimeField(null=True, blank=True, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return str(self.title)


class Step(models.Model):
    """A step that a facilitator made. Numbers are unique, so that two presses at once make one step."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField()
    verb = models.CharField(max_length=20)
    item = models.ForeignKey(AgendaItem, null=True, on_delete=models.SET_NULL, related_name="+")
    before = models.ForeignKey(AgendaItem, null=True, on_delete=models.SET_NULL, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["workshop", "number"], name="one_step_per_number")]


class Participant(models.Model):
    """A pseudonym in one room, and the digest of the nonce of its join form.

    After somebody has erased everything, the row stays without a pseudonym until `forget` deletes it. Otherwise the same form
    would make the same secret again.
    """

    id = RandomIdField()
    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="participants")
    pseudonym = models.CharField(max_length=20, null=True)
    nonce_digest = models.BinaryField(max_length=32)
    is_removed = models.BooleanField(default=False, help_text="sent out, or erased")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["workshop", "pseudonym"], name="one_pseudonym_per_room"),
            models.UniqueConstraint(fields=["workshop", "nonce_digest"], name="one_participant_per_form"),
        ]
