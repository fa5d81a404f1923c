"""A room: the address that screens connect to, and the two numbers that order its slots."""

import secrets

from django.db import models


def new_slug() -> str:
    """A random room name: neither the database id nor the join code."""
    return secrets.token_urlsafe(12).replace("_", "a").replace("-", "b")


def new_epoch() -> str:
    return secrets.token_hex(8)


class Room(models.Model):
    """`version` rises with what the facilitator does, `counted` with what the participants send. Neither ever falls."""

    slug = models.SlugField(max_length=24, unique=True, default=new_slug, editable=False)
    epoch = models.CharField(max_length=16, default=new_epoch, editable=False)
    version = models.PositiveBigIntegerField(default=1)
    counted = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return self.slug
