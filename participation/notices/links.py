"""The link that ends mail. It needs no login and never expires; it holds the account's number and the kinds of mail, but no address."""

from collections.abc import Iterable

from django.conf import settings
from django.core import signing
from django.urls import reverse

from participation.accounts.models import User

from .models import Kind

SALT = "unsubscribe"


class UnknownLink(Exception):
    """The link was not made here, or its account is gone."""


def unsubscribe_link(user: User, kinds: Iterable[Kind]) -> str:
    """The whole address of the page that ends mail of these kinds for `user`."""
    token = signing.Signer(salt=SALT).sign_object([user.pk, [str(kind) for kind in kinds]])
    return settings.BASE_URL + reverse("unsubscribe", args=[token])


def read(token: str) -> tuple[User, list[Kind]]:
    """The account and the kinds of mail of a link. Raises UnknownLink."""
    try:
        pk, kinds = signing.Signer(salt=SALT).unsign_object(token)
        return User.objects.get(pk=pk), [Kind(kind) for kind in kinds]
    except (signing.BadSignature, User.DoesNotExist, ValueError, TypeError) as error:
        raise UnknownLink from error
