"""Choosing what comes by mail on the account page, and ending it by a link in a mail."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from participation.accounts.requests import StaffRequest
from participation.responses import private, see_other

from . import actions, links
from .forms import NoticeForm
from .models import Kind


@require_POST
@login_required
def choose(request: StaffRequest) -> HttpResponse:
    """Save what the person wants by mail."""
    form = NoticeForm(request.POST, user=request.user)
    if form.is_valid():
        kinds, language = form.cleaned_data["kinds"], form.cleaned_data["language"]
        actions.choose(user=request.user, kinds=[Kind(kind) for kind in kinds], language=language)
        messages.success(request, _("Saved what comes by mail."))
    else:
        messages.error(request, " ".join(str(sentence) for sentences in form.errors.values() for sentence in sentences))
    return see_other("account")


@csrf_exempt  # mail programs send the POST by themselves (RFC 8058); the token is what permits it
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """End the kinds of mail that the link is about. A GET shows a button, because mail scanners open every link."""
    try:
        user, kinds = links.read(token)
    except links.UnknownLink:
        return private(render(request, "notices/unknown.html", status=404))
    if request.method == "POST":
        actions.unsubscribe(user=user, kinds=kinds)
    return private(render(request, "notices/unsubscribe.html", {"kinds": kinds, "is_done": request.method == "POST"}))
