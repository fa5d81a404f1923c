"""Who may do what in which municipality. What somebody may not see does not exist for them: 404, never 403."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404

from .models import Membership

Role = Membership.Role
FACILITATES = frozenset({Role.FACILITATOR, Role.ADMIN})
READS = frozenset({Role.OFFICER, Role.MAYOR, Role.COUNCIL, Role.ADMIN, Role.FACILITATOR})
ANSWERS = frozenset({Role.OFFICER, Role.MAYOR})


def roles_in(user, municipality_id) -> frozenset[str]:
    """The roles of `user` in one municipality; empty for strangers. One query per request and municipality."""
    if not user.is_authenticated:
        return frozenset()
    cache = user.__dict__.setdefault("_roles", {})
    if municipality_id not in cache:
        cache[municipality_id] = frozenset(
            Membership.objects.filter(user=user, municipality_id=municipality_id).values_list("role", flat=True)
        )
    return cache[municipality_id]


def may(user, roles, municipality_id) -> bool:
    return bool(roles_in(user, municipality_id) & roles)


def require(user, roles, municipality_id) -> None:
    """Raise Http404 unless `user` has one of `roles` in the municipality."""
    if not may(user, roles, municipality_id):
        raise Http404


def municipalities_of(user, roles=READS):
    """The ids of the municipalities in which `user` has one of `roles`, as a subquery for filters."""
    return Membership.objects.filter(user=user, role__in=roles).values("municipality_id")


def staff_only(view):
    """A login, and at least one membership."""

    @login_required
    @wraps(view)
    def inner(request, *args, **kwargs):
        if not request.user.memberships.exists():
            raise Http404
        return view(request, *args, **kwargs)

    return inner
