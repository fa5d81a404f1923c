"""Staff and the municipalities they work for. Young people are never in these tables."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from participation.texts import TranslatedField


class UserManager(BaseUserManager["User"]):
    """Users by e-mail address, in whatever case it is typed."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Store a user. Without a password nobody can log in by one."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    """Somebody who works for or with a municipality, and logs in with an e-mail address."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    is_active = models.BooleanField(default=True)
    is_confirmed = models.BooleanField(default=False)  # somebody has opened a link that was sent to the address; before that no role counts
    sessions_ended = models.PositiveIntegerField(default=0)  # a part of every session's hash: raising it ends all sessions
    language = models.CharField(max_length=8, blank=True, help_text="of mail; blank until one is chosen")
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def mail_language(self) -> str:
        """The language of mail to this user."""
        return self.language or settings.LANGUAGE_CODE

    def get_session_auth_hash(self) -> str:
        return self._session_hash(settings.SECRET_KEY)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        return (self._session_hash(secret) for secret in settings.SECRET_KEY_FALLBACKS)

    def _session_hash(self, secret: str | bytes) -> str:
        value = f"{self.password}:{self.sessions_ended}"
        return salted_hmac("accounts.User.session", value, secret=secret, algorithm="sha256").hexdigest()


class Municipality(models.Model):
    """The tenant. Nobody can see or guess anything about another one."""

    class Influence(models.TextChoices):
        INFORM = "inform", _("to inform")
        CONSULT = "consult", _("to consult")
        DECIDE = "decide", _("to co-decide")

    slug = models.SlugField(_("short name"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    about = TranslatedField(_("about the municipality"), max_length=600, multiline=True, blank=True)
    influence = models.CharField(_("influence"), max_length=8, choices=Influence, default=Influence.CONSULT)
    answer_days = models.PositiveSmallIntegerField(_("days until an answer"), default=28)
    council_share = models.PositiveSmallIntegerField(
        _("percent of a room that takes a proposal to the council"), null=True, blank=True, help_text="frozen at each hand-over"
    )
    signs_off = models.BooleanField(_("a second person signs each answer"), default=False)
    imprint = TranslatedField(_("imprint"), max_length=4000, multiline=True, blank=True)
    privacy = TranslatedField(_("privacy notice"), max_length=8000, multiline=True, blank=True)
    accessibility = TranslatedField(_("accessibility statement"), max_length=4000, multiline=True, blank=True)
    is_invented = models.BooleanField(_("invented, for trying out"), default=False)

    class Meta:
        verbose_name_plural = "municipalities"

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """What a staff user may do in one municipality."""

    class Role(models.TextChoices):
        FACILITATOR = "facilitator", _("facilitator")
        OFFICER = "officer", _("officer")
        MAYOR = "mayor", _("mayor")
        COUNCIL = "council", _("council member")
        ADMIN = "admin", _("administrator")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=12, choices=Role)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "municipality", "role"], name="one_membership_per_role")]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}, {self.municipality}"


class Attempt(models.Model):
    """How often a password, a code or a mail was tried lately. The key is a digest that names nobody (limits.py)."""

    key = models.BinaryField(max_length=32, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)


class QueuedMail(models.Model):
    """An encrypted message that waits for the mail server (mail.py). It is deleted when it is sent."""

    sealed = models.BinaryField()
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(db_index=True)
    expires_at = models.DateTimeField()
