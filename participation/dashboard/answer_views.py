"""What the town hall does with an answer after it was published."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from participation.accounts.requests import StaffRequest
from participation.accounts.rules import staff_only
from participation.proposals import actions
from participation.proposals.list_address import back_to, way_of
from workshops.refused import Refused

from .forms import CorrectionForm
from .views import answerable


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: StaffRequest, pk: int) -> HttpResponse:
    """Correct the words of a published answer."""
    found = answerable(request, pk)
    if not hasattr(found, "response") or not found.response.is_published:
        return back_to(request, "dashboard_proposal", pk)
    response, status = found.response, 200
    form = CorrectionForm(request.POST or None, response=response)
    seen = request.POST.get("seen", response.fingerprint)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.correct_response(proposal=found, by=request.user, seen=seen, **form.cleaned_data)
            except Refused as refused:
                form.add_error(None, str(refused))
                status, seen = 409, response.fingerprint
            else:
                messages.success(request, _("The correction is public now. The old words stay readable."))
                return back_to(request, "dashboard_proposal", pk)
    context = {"proposal": found, "response": response, "form": form, "seen": seen, "way": way_of(request)}
    return render(request, "dashboard/correct.html", context, status=status)
