"""Login by link, the account page, and the page where staff arrive."""

from allauth.account.forms import SetPasswordForm
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.password_change import finalize_password_change
from allauth.account.utils import perform_login
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe
from django.views.i18n import set_language

from participation.responses import see_other

from . import actions, links
from .models import Membership, User
from .requests import StaffRequest
from .rules import powers_of

Role = Membership.Role
LEADS_TO = [
    ({Role.FACILITATOR}, "workshops"),
    ({Role.MAYOR, Role.OFFICER, Role.COUNCIL}, "dashboard"),
    ({Role.ADMIN}, "workshops"),
]


@require_safe
@login_required
def home_of_staff(request: StaffRequest) -> HttpResponse:
    """Redirect to the first page of the user's role."""
    roles = set(powers_of(request.user).values_list("role", flat=True))
    for wanted, name in LEADS_TO:
        if roles & wanted:
            return redirect(name)
    if request.user.memberships.exists():
        return redirect("account")
    return render(request, "account/no_role.html")


@require_safe
@login_required
def account(request: StaffRequest) -> HttpResponse:
    """The user's own account: password, second step, and what is missing before roles count."""
    has_second_step = is_mfa_enabled(request.user, ["totp"])
    lacks_second_step = settings.REQUIRE_TOTP and not has_second_step
    context = {"has_second_step": has_second_step, "lacks_second_step": lacks_second_step}
    return render(request, "account/account.html", context)


def choose_language(request: HttpRequest) -> HttpResponse:
    """Django's view, which sets a cookie. Of staff the choice is also stored, because their mail is written in it."""
    response, code = set_language(request), request.POST.get("language")
    if request.user.is_authenticated and code in dict(settings.LANGUAGES):
        actions.choose_language(user=request.user, code=code)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def password(request: StaffRequest) -> HttpResponse:
    """Choose a first or a new password. All other sessions end, and a mail says so."""
    form = SetPasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.choose_password(user=request.user, password=form.cleaned_data["password1"])
        finalize_password_change(request, request.user)
        return see_other("account")
    return render(request, "account/password.html", {"form": form}, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def quick_login(request: HttpRequest, token: str) -> HttpResponse:
    """A login link. It shows a button, because mail scanners open every link; in the demo it logs in at once."""
    try:
        user, next_url, lasting = links.read(token)
        if request.method == "POST" or lasting:
            return _enter(request, user, next_url, lasting)
    except links.LinkExpired:
        return render(request, "account/link_expired.html", status=410)
    return render(request, "account/enter.html", {"who": user})


def _enter(request: HttpRequest, user: User, next_url: str, lasting: bool) -> HttpResponse:
    """Log in and use the link up. Raises LinkExpired if somebody else was faster."""
    if not lasting and not actions.use_up(user=user):
        raise links.LinkExpired
    actions.confirm_address(user=user)
    if request.user.is_authenticated:
        if request.user == user:
            record_authentication(request, user, method="link")
            return see_other(next_url)
        logout(request)
    record_authentication(request, user, method="link")
    # allauth's own login, so that it asks for the second step.
    response = perform_login(request, user, email_verification="none", redirect_url=next_url)
    if isinstance(response, HttpResponseRedirect):
        response.status_code = 303  # the same response, because it carries the cookie of the known browser
    return response
