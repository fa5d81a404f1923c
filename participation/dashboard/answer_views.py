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
from participation.proposals.models import Proposal
from workshops.refused import Refused

from .answer_templates import with_template
from .forms import CorrectionForm
from .views import answerable


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: StaffRequest, pk: int) -> HttpResponse:
    """Correct the words of a published answer. Where the town wants it, a second person signs the correction here."""
    found = answerable(request, pk)
    if not hasattr(found, "response") or not found.response.is_published:
        return back_to(request, "dashboard_proposal", pk)
    if request.POST.get("do") == "sign":
        return _sign(request, found)
    response, status = found.response, 200
    typed, field = with_template(request.POST.dict())
    form = CorrectionForm(None if field else request.POST or None, response=response, typed=typed, focus=field)
    seen = request.POST.get("seen", now := actions.correction_seen(response))
    if request.method == "POST" and not field:
        status = 422
        if form.is_valid():
            try:
                done = actions.correct_response(proposal=found, by=request.user, seen=seen, **form.cleaned_data)
            except Refused as refused:
                form.add_error(None, str(refused))
                status, seen = 409, now
            else:
                return _saved(request, pk, is_public=done is not None)
    context = {"proposal": found, "response": response, "form": form, "seen": seen, "way": way_of(request)}
    return render(request, "dashboard/correct.html", context, status=status)


def _sign(request: StaffRequest, found: Proposal) -> HttpResponse:
    try:
        actions.sign_correction(proposal=found, by=request.user, seen=request.POST.get("seen", ""))
    except Refused as refused:
        messages.error(request, str(refused))
        return back_to(request, "dashboard_correct", found.pk)
    return _saved(request, found.pk, is_public=True)


def _saved(request: StaffRequest, pk: int, *, is_public: bool) -> HttpResponse:
    if is_public:
        messages.success(request, _("The correction is public now. The old words stay readable."))
    else:
        messages.success(request, _("The correction is saved. It becomes public when somebody else has signed it."))
    return back_to(request, "dashboard_proposal" if is_public else "dashboard_correct", pk)
