"""What changes staff accounts."""

from django.db import transaction
from django.utils import timezone

from .models import Membership, Municipality, User


@transaction.atomic
def create_municipality(*, slug: str, name: str) -> Municipality:
    """A town of its own; nobody works for it yet."""
    return Municipality.objects.create(slug=slug, name=name)


@transaction.atomic
def create_staff(*, email: str, name: str, municipality: Municipality, role: str, password: str | None = None) -> User:
    """A staff account, or a further role for an existing one. Without a password the login link is the way in."""
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User.objects.create_user(email, password, name=name)
    Membership.objects.get_or_create(user=user, municipality=municipality, role=role)
    return user


def use_up(*, user: User) -> bool:
    """Make every open login link of `user` worthless; False if somebody else was faster with this one."""
    return bool(User.objects.filter(pk=user.pk, last_login=user.last_login).update(last_login=timezone.now()))
