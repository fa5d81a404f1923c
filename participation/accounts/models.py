"""Staff and the town they work for. Young people are never in these tables."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from participation.texts import TranslatedField


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    """Somebody who works for or with a municipality; logs in by e-mail."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    def __str__(self):
        return self.name or self.email


class Municipality(models.Model):
    """The tenant. Nobody sees or guesses anything of another one."""

    class Influence(models.TextChoices):
        INFORM = "inform", _("to inform")
        CONSULT = "consult", _("to consult")
        DECIDE = "decide", _("to co-decide")

    slug = models.SlugField(_("short name"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    about = TranslatedField(_("about the municipality"), max_length=600, multiline=True, blank=True)
    influence = models.CharField(_("influence"), max_length=8, choices=Influence, default=Influence.CONSULT)
    answer_days = models.PositiveSmallIntegerField(_("days until an answer"), default=28)
    imprint = TranslatedField(_("imprint"), max_length=4000, multiline=True, blank=True)
    privacy = TranslatedField(_("privacy notice"), max_length=8000, multiline=True, blank=True)
    accessibility = TranslatedField(_("accessibility statement"), max_length=4000, multiline=True, blank=True)
    is_invented = models.BooleanField(_("invented, for trying out"), default=False)

    class Meta:
        verbose_name_plural = "municipalities"

    def __str__(self):
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

    def __str__(self):
        return f"{self.user}, {self.get_role_display()}, {self.municipality}"
