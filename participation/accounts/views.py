"""The way in for staff, and where their work begins."""

from allauth.account.utils import perform_login
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from . import actions, links
from .models import Membership

Role = Membership.Role
LEADS_TO = [
    ({Role.FACILITATOR}, "workshops"),
    ({Role.MAYOR, Role.OFFICER, Role.COUNCIL}, "dashboard"),
    ({Role.ADMIN}, "workshops"),
]


@require_safe
@login_required
def home_of_staff(request):
    """The page where somebody's work waits."""
    roles = set(request.user.memberships.values_list("role", flat=True))
    for wanted, name in LEADS_TO:
        if roles & wanted:
            return redirect(name)
    return render(request, "account/no_role.html")


@require_safe
@login_required
def account(request):
    """One's own account: password and second step."""
    return render(request, "account/account.html")


@require_http_methods(["GET", "HEAD", "POST"])
def quick_login(request, token):
    """A login link. It shows a button, because mail scanners open every link; in the demo it leads straight in."""
    try:
        user, next_url, lasting = links.read(token)
        if request.method == "POST" or lasting:
            return _enter(request, user, next_url, lasting)
    except links.LinkExpired:
        return render(request, "account/link_expired.html", status=410)
    return render(request, "account/enter.html", {"who": user})


def _enter(request, user, next_url, lasting) -> HttpResponse:
    if not lasting and not actions.use_up(user=user):
        raise links.LinkExpired
    if request.user.is_authenticated:
        if request.user == user:
            return _see_other(next_url)
        logout(request)
    # allauth's own way in, so that a second step is asked for here too.
    response = perform_login(request, user, email_verification="none", redirect_url=next_url)
    return _see_other(response.url) if isinstance(response, HttpResponseRedirect) else response


def _see_other(url: str) -> HttpResponse:
    return HttpResponse(status=303, headers={"Location": url})
