"""Who may do what in which municipality. A page that somebody may not see answers 404, not 403, so that it tells nothing."""

from collections.abc import Callable, Set
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from .models import Membership, User

Role = Membership.Role
FACILITATES = frozenset({Role.FACILITATOR, Role.ADMIN})
READS = frozenset({Role.OFFICER, Role.MAYOR, Role.COUNCIL, Role.ADMIN, Role.FACILITATOR})
ANSWERS = frozenset({Role.OFFICER, Role.MAYOR})
STAFF = ANSWERS | FACILITATES  # who works for a town; council members do not


def powers_of(user: User) -> QuerySet[Membership]:
    """The user's memberships that count: the address is confirmed, and there is a second step if REQUIRE_TOTP demands it."""
    return _counting().filter(user=user)


def _counting() -> QuerySet[Membership]:
    counting = Membership.objects.filter(user__is_active=True, user__is_confirmed=True)
    return counting.filter(user__authenticator__type="totp") if settings.REQUIRE_TOTP else counting


def staff_of(towns: Any) -> QuerySet[User]:
    """Who works for one of these municipalities (ids, or a subquery of them), by name."""
    working = _counting().filter(municipality_id__in=towns, role__in=STAFF)
    return User.objects.filter(pk__in=working.values("user_id")).order_by("name", "pk")


def roles_in(user: User | AnonymousUser, municipality_id: int) -> frozenset[str]:
    """The roles of `user` in one municipality; empty for strangers. One query per request and municipality."""
    if not user.is_authenticated:
        return frozenset()
    cache = user.__dict__.setdefault("_roles", {})
    if municipality_id not in cache:
        cache[municipality_id] = frozenset(powers_of(user).filter(municipality_id=municipality_id).values_list("role", flat=True))
    return cache[municipality_id]


def may(user: User | AnonymousUser, roles: Set[str], municipality_id: int) -> bool:
    """Whether `user` has one of `roles` in the municipality."""
    return bool(roles_in(user, municipality_id) & roles)


def require(user: User | AnonymousUser, roles: Set[str], municipality_id: int) -> None:
    """Raise Http404 unless `user` has one of `roles` in the municipality."""
    if not may(user, roles, municipality_id):
        raise Http404


def municipalities_of(user: User, roles: Set[str] = READS) -> QuerySet[Membership, Any]:
    """The ids of the municipalities in which `user` has one of `roles`, as a subquery for filters."""
    return powers_of(user).filter(role__in=roles).values("municipality_id")


def members(roles: Set[str]) -> QuerySet[Membership]:
    """Everybody's memberships of these roles that count, in every municipality."""
    return _counting().filter(role__in=roles)


def page_of(request: HttpRequest) -> str:
    """The path to return to after a login. For a POST it is the page with the form, because the form's own address may allow no GET."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    page = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return urlsplit(page)._replace(scheme="", netloc="", fragment="").geturl() if page and is_ours else reverse("home_of_staff")


def staff_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorator: only for logged-in users with a role. If a role does not count yet, the account page says what is missing."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(page_of(request))
        if not powers_of(request.user).exists():
            if request.user.memberships.exists():
                return redirect("account")
            raise Http404
        return view(request, *args, **kwargs)

    return inner
