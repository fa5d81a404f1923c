"""Everything that changes staff accounts."""

import math
from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from . import security
from .models import Attempt, Membership, Municipality, User

ATTEMPTS_KEPT = timedelta(days=1)


class AccountExists(Exception):
    """There is already an account with this address, perhaps in another municipality."""


@transaction.atomic
def create_municipality(*, slug: str, name: str) -> Municipality:
    """A new municipality, without staff."""
    return Municipality.objects.create(slug=slug, name=name)


@transaction.atomic
def create_staff(
    *, email: str, name: str, municipality: Municipality, role: str, password: str | None = None, existing: bool = False
) -> User:
    """A new account with a role. `existing` gives the role to an account that is there; otherwise AccountExists is raised.

    Without a password the user logs in by a link. The role counts when a link has confirmed the address.
    """
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User.objects.create_user(email, password, name=name)
    elif not existing:
        raise AccountExists
    _membership, is_new = Membership.objects.get_or_create(user=user, municipality=municipality, role=role)
    if is_new:
        end_sessions(user=user)
        security.note("role given", user.pk, role, municipality.pk)
    return user


@transaction.atomic
def remove_staff(*, user: User, municipality: Municipality | None = None, role: str | None = None) -> int:
    """Take one role, all of a municipality, or all. The user's sessions and consoles end. Returns the number of roles taken."""
    taken = Membership.objects.filter(user=user)
    if municipality:
        taken = taken.filter(municipality=municipality)
    if role:
        taken = taken.filter(role=role)
    for membership in (found := list(taken)):
        security.note("role taken", user.pk, membership.role, membership.municipality_id)
    taken.delete()
    if found:
        end_sessions(user=user)
    return len(found)


def end_sessions(*, user: User) -> None:
    """End all sessions and all open login links of `user`."""
    User.objects.filter(pk=user.pk).update(sessions_ended=F("sessions_ended") + 1)
    user.refresh_from_db(fields=["sessions_ended"])


def choose_password(*, user: User, password: str) -> None:
    """Set a first or a new password. Every other session ends."""
    user.set_password(password)
    user.save(update_fields=["password"])


def confirm_address(*, user: User) -> None:
    """A link has reached the address of `user`, so the roles count from now on."""
    User.objects.filter(pk=user.pk).update(is_confirmed=True)
    user.is_confirmed = True


def choose_language(*, user: User, code: str) -> None:
    """Write mail to `user` in this language from now on."""
    User.objects.filter(pk=user.pk).update(language=code)
    user.language = code


def use_up(*, user: User) -> bool:
    """Make every open login link of `user` invalid. False if the link was used a moment before."""
    return bool(User.objects.filter(pk=user.pk, last_login=user.last_login).update(last_login=timezone.now()))


# -- limits ---------------------------------------------------------------------------------
@transaction.atomic
def count_attempt(*, key: bytes, wait_after: Callable[[int], int]) -> int:
    """Count one try. Returns 0, or the seconds until the next try is allowed; then the try is not counted."""
    now = timezone.now()
    fresh = {"next_at": now, "expires_at": now + ATTEMPTS_KEPT}
    attempt, _is_new = Attempt.objects.select_for_update().get_or_create(key=key, defaults=fresh)
    if attempt.next_at > now:
        return math.ceil((attempt.next_at - now).total_seconds())
    attempt.count = 1 if attempt.expires_at < now else attempt.count + 1
    attempt.next_at = now + timedelta(seconds=wait_after(attempt.count))
    attempt.expires_at = now + ATTEMPTS_KEPT
    attempt.save()
    return 0


def forgive_attempts(*, key: bytes) -> None:
    """The password or code was right: forget the wrong ones."""
    Attempt.objects.filter(key=key).delete()


def forget_logins(now: datetime) -> int:
    """Delete expired sessions and tries. Returns how many."""
    attempts, _by_model = Attempt.objects.filter(expires_at__lt=now).delete()
    sessions, _by_model = Session.objects.filter(expire_date__lt=now).delete()
    return attempts + sessions


def set_promises(*, town: Municipality, answer_days: int | None, council_share: int | None, signs_off: bool | None) -> None:
    """Change what a municipality promises; None changes nothing. A share of 0 percent promises nothing to the council."""
    if answer_days is not None:
        town.answer_days = answer_days
    if council_share is not None:
        town.council_share = council_share or None
    if signs_off is not None:
        town.signs_off = signs_off
    town.save(update_fields=["answer_days", "council_share", "signs_off"])
