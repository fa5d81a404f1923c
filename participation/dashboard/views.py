"""The municipality's dashboard: the list, one proposal, and publishing its answer on a second page."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from participation.accounts.requests import StaffRequest
from participation.accounts.rules import ANSWERS, READS, may, municipalities_of, staff_only
from participation.proposals import actions, queries
from participation.proposals.models import Proposal
from participation.proposals.rows import rows_of
from participation.tables import file_response
from workshops.models import TradeOff
from workshops.refused import Refused

from .export import table_of
from .forms import AnswerForm, FilterForm, MergeForm, StepForm
from .overview import overview_context
from .pages import proposal_context, queue_context


def _reader(request: StaffRequest) -> QuerySet[Proposal]:
    """The proposals that the user may read."""
    return queries.proposals_for(request.user)


def _filter(request: StaffRequest) -> FilterForm:
    """The filter form, with the trade-offs that have proposals."""
    tradeoffs = TradeOff.objects.filter(municipality_id__in=municipalities_of(request.user, READS), proposals__isnull=False).distinct()
    return FilterForm(request.GET, tradeoffs=tradeoffs)


def _found(request: StaffRequest, pk: int) -> Proposal:
    """The proposal, if the user may read it. Raises Http404."""
    proposal = _reader(request).filter(pk=pk).first()
    if proposal is None:
        raise Http404
    return proposal


def answerable(request: StaffRequest, pk: int) -> Proposal:
    """The proposal, if the user may answer it. Raises Http404 for users who may only read."""
    proposal = _found(request, pk)
    if not may(request.user, ANSWERS, proposal.municipality_id):
        raise Http404
    return proposal


@staff_only
@require_safe
def queue(request: StaffRequest) -> HttpResponse:
    """The list of proposals: at first those that wait for an answer."""
    proposals, form = _reader(request), _filter(request)
    return render(request, "dashboard/queue.html", queue_context(request.user, proposals, form))


@staff_only
@require_safe
def overview(request: StaffRequest) -> HttpResponse:
    """How the rooms voted, what became of the proposals, and how fast they were answered."""
    return render(request, "dashboard/overview.html", overview_context(request.user))


@staff_only
@require_safe
def table(request: StaffRequest) -> HttpResponse:
    """The filtered list as a file for spreadsheets."""
    proposals, form = _reader(request), _filter(request)
    table = table_of(rows_of(queries.filtered(proposals, **form.asked())))
    return file_response([table], "csv", table.title, timezone.localdate())


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: StaffRequest, pk: int) -> HttpResponse:
    """One proposal and the draft of its answer. A POST saves the draft."""
    if request.method != "POST":
        return _page(request, _found(request, pk))
    found = answerable(request, pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form=form, status=422)
    try:
        actions.draft_response(proposal=found, by=request.user, seen=request.POST.get("seen"), **form.cleaned_data)
    except actions.DraftChanged as changed:
        form.add_error(None, str(changed))
        return _page(request, _found(request, pk), form=form, status=409, is_changed=True)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, found, form=form, status=409)
    return redirect("dashboard_publish", pk=pk)


def _page(request: StaffRequest, found: Proposal, status: int = 200, **forms: Any) -> HttpResponse:
    return render(request, "dashboard/proposal.html", proposal_context(request.user, found, **forms), status=status)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: StaffRequest, pk: int) -> HttpResponse:
    """The second page: the answer as it will appear, and the button that publishes it."""
    found = answerable(request, pk)
    response = getattr(found, "response", None)
    if response is None or response.is_published:
        return redirect("dashboard_proposal", pk=pk)
    if request.method == "POST":
        try:
            actions.publish_response(proposal=found, by=request.user, seen=request.POST.get("seen", ""))
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("dashboard_proposal", pk=pk)
        messages.success(request, _("The answer is public now."))
        return redirect("dashboard_proposal", pk=pk)
    return render(request, "dashboard/publish.html", {"proposal": found, "response": response, "signer": request.user})


@staff_only
@require_POST
def step(request: StaffRequest, pk: int) -> HttpResponse:
    """Take another step: seen, under review, referred, begun, done."""
    found = answerable(request, pk)
    form = StepForm(request.POST)
    return _take(request, found, actions.transition, step_form=form)


@staff_only
@require_POST
def merge(request: StaffRequest, pk: int) -> HttpResponse:
    """Merge the proposal into another one."""
    found = answerable(request, pk)
    form = MergeForm(request.POST, proposal=found)
    return _take(request, found, actions.merge, merge_form=form)


def _take(request: StaffRequest, found: Proposal, action: Callable[..., object], **named: Form) -> HttpResponse:
    """Give a form of the page to its action. An error or a refusal is shown at that form."""
    (form,) = named.values()
    if not form.is_valid():
        return _page(request, found, status=422, **named)
    try:
        action(proposal=found, by=request.user, **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, found, status=409, **named)
    return redirect("dashboard_proposal", pk=found.pk)
