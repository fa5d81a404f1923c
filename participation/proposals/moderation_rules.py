"""The public rules of moderation: one list for proposals and for what is said about them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ModerationRule(models.TextChoices):
    """Whatever is not released or is taken down breaks one of these. How often each was broken is public."""

    PERSONAL = "personal", _("It tells who somebody is, or how to reach them.")
    HURTFUL = "hurtful", _("It insults, threatens or incites.")
    UNRELATED = "unrelated", _("It is not about the topic.")
    ADVERTISING = "advertising", _("It advertises, or says the same again and again.")
    UNLAWFUL = "unlawful", _("It breaks the law.")
