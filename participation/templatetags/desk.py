"""What the desk screens' frame needs: the sections somebody may enter, and the town at the foot."""

from collections.abc import Iterator
from typing import Any

from django import template
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from participation.accounts.models import Membership, Municipality
from participation.accounts.rules import powers_of

register = template.Library()

Role = Membership.Role
ANSWERING = {Role.OFFICER, Role.MAYOR, Role.COUNCIL, Role.ADMIN}
FACILITATING = {Role.FACILITATOR, Role.ADMIN}
# How a page's address begins, and the section that it belongs to, where the section's own address begins differently.
SECTION_OF = {"/console/": "/workshops/", "/dashboard/figures/": "/dashboard/overview/"}


def memberships_of(user: Any) -> list[Membership]:
    """All memberships with their towns: one query per request."""
    if user is None or not user.is_authenticated:
        return []
    if "_memberships" not in user.__dict__:
        user.__dict__["_memberships"] = list(powers_of(user).select_related("municipality").order_by("id"))
    return user.__dict__["_memberships"]


def _sections(roles: set[str]) -> Iterator[tuple[str, str]]:
    if roles & ANSWERING:
        yield "dashboard", _("Waiting for an answer")
        yield "dashboard_overview", _("Overview")
    if roles - {Role.COUNCIL}:
        yield "conversations", _("Conversations")
    if roles & FACILITATING:
        yield "workshops", _("Workshops")
        yield "tradeoffs", _("Trade-offs")


@register.simple_tag(takes_context=True)
def sections(context: Context) -> list[dict[str, Any]]:
    """The entries of the masthead; the one with the longest address that begins the present one is current."""
    request = context.get("request")
    if request is None:
        return []
    found: list[dict[str, Any]] = []
    for name, label in _sections({membership.role for membership in memberships_of(getattr(request, "user", None))}):
        try:
            found.append({"name": name, "label": label, "url": reverse(name)})
        except NoReverseMatch:
            continue
    here = next((section for start, section in SECTION_OF.items() if request.path.startswith(start)), request.path)
    current = max((entry["url"] for entry in found if here.startswith(entry["url"])), key=len, default=None)
    for entry in found:
        entry["current"] = entry["url"] == current
    return found


@register.simple_tag(takes_context=True)
def own_town(context: Context) -> Municipality | None:
    """The municipality that somebody works for (the first one), or None."""
    request = context.get("request")
    memberships = memberships_of(getattr(request, "user", None)) if request else []
    return memberships[0].municipality if memberships else None


@register.simple_tag(takes_context=True)
def own_role(context: Context) -> str:
    """ "Clara Brandt, mayor": the role in words, for the masthead."""
    request = context.get("request")
    memberships = memberships_of(getattr(request, "user", None)) if request else []
    return memberships[0].get_role_display() if memberships else ""
