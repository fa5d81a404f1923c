"""Changing password or second step needs a fresh login, so that nobody can take over a session that was left open."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate, get_reauthentication_flows
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def is_fresh(request: HttpRequest) -> bool:
    """Whether password or code were typed a few minutes ago; for users with neither, whether they have just come by a link."""
    if get_reauthentication_flows(request.user):
        return did_recently_reauthenticate(request)
    records = get_authentication_records(request, request.user)
    return any(time.time() - record["at"] < app_settings.REAUTHENTICATION_TIMEOUT for record in records)


def fresh(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorator: asks for the password or a code first. Users with neither are told how to get a link."""

    @login_required
    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_fresh(request):
            return view(request, *args, **kwargs)
        if get_reauthentication_flows(request.user):
            raise ReauthenticationRequired
        return render(request, "account/link_needed.html", status=403)

    return inner
