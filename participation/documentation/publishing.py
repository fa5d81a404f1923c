"""The facilitator's page after an evening: write an introduction, choose reasons, publish, correct, withdraw."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from participation.accounts.requests import StaffRequest
from participation.accounts.rules import staff_only
from participation.responses import see_other
from workshops.models import Workshop
from workshops.refused import Refused

from . import actions, rules
from .article import PUBLIC, Evening
from .forms import PublicationForm
from .models import Publication
from .views import context_of


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def publication(request: StaffRequest, pk: int) -> HttpResponse:
    """The form. A POST publishes, corrects, or with `do=withdraw` withdraws; a refusal keeps what was typed."""
    workshop = rules.facilitated_evening(request.user, pk)
    found = Publication.objects.filter(workshop=workshop).first()
    posted = request.POST or None
    if posted and request.POST.get("do") == "withdraw":
        return _withdraw(request, workshop)
    form = PublicationForm(posted, instance=found, evening=Evening(workshop, PUBLIC))
    if posted and form.is_valid():
        try:
            _save(request, workshop, form)
        except Refused as refused:
            form.add_error(None, str(refused))
            return _page(request, workshop, form, status=409)
        return see_other("publication", pk)
    return _page(request, workshop, form, status=422 if posted else 200)


def _save(request: StaffRequest, workshop: Workshop, form: PublicationForm) -> None:
    values: dict[str, Any] = {name: form.cleaned_data[name] for name in ("introduction", "partners", "reasons")}
    if "note" in form.fields:
        actions.correct(workshop=workshop, by=request.user, note=form.cleaned_data["note"], **values)
        messages.success(request, _("Corrected. The page says what, and when."))
    else:
        actions.publish(workshop=workshop, by=request.user, **values)
        messages.success(request, _("The page is public now."))


def _withdraw(request: StaffRequest, workshop: Workshop) -> HttpResponse:
    try:
        actions.withdraw(workshop=workshop)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The page is withdrawn. It says so to everybody who has its address."))
    return see_other("publication", workshop.pk)


def _page(request: StaffRequest, workshop: Workshop, form: PublicationForm, status: int) -> HttpResponse:
    found = Publication.objects.filter(workshop=workshop).prefetch_related("corrections").first()
    context = {"workshop": workshop, "form": form, "publication": found}
    return render(request, "documentation/publication.html", context, status=status)


@require_safe
@staff_only
def preview(request: StaffRequest, pk: int) -> HttpResponse:
    """The page as the public sees it, or would see it."""
    workshop = rules.facilitated_evening(request.user, pk)
    return render(request, "documentation/evening.html", context_of(Evening(workshop, PUBLIC)) | {"is_preview": True})
