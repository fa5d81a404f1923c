"""The municipality's dashboard: what waits, one proposal, and its answer in two pages. It owns no facts."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from participation.accounts.rules import ANSWERS, READS, may, municipalities_of, staff_only
from participation.proposals import actions
from workshops.models import TradeOff
from workshops.registers import Refused

from . import queries
from .forms import AnswerForm, FilterForm, MergeForm, StepForm
from .overview import overview_context
from .pages import proposal_context, queue_context
from .tables import csv_of


def _reader(request):
    """The proposals that somebody may read."""
    return queries.proposals_for(request.user)


def _filter(request):
    tradeoffs = TradeOff.objects.filter(municipality_id__in=municipalities_of(request.user, READS), proposals__isnull=False).distinct()
    return FilterForm(request.GET, tradeoffs=tradeoffs)


def _found(request, pk):
    proposal = _reader(request).filter(pk=pk).first()
    if proposal is None:
        raise Http404
    return proposal


def _answerable(request, pk):
    """A proposal that `request.user` may answer; for those who only read, the address does not exist."""
    proposal = _found(request, pk)
    if not may(request.user, ANSWERS, proposal.municipality_id):
        raise Http404
    return proposal


@staff_only
@require_safe
def queue(request):
    proposals, form = _reader(request), _filter(request)
    return render(request, "dashboard/queue.html", queue_context(request.user, proposals, form))


@staff_only
@require_safe
def overview(request):
    """The year at a glance: how the rooms moved, what became of the proposals, how fast they were answered."""
    return render(request, "dashboard/overview.html", overview_context(request.user))


@staff_only
@require_safe
def table(request):
    """The queue as filtered, as a table for spreadsheets."""
    proposals, form = _reader(request), _filter(request)
    return csv_of(queries.rows(queries.filtered(proposals, **form.asked())), timezone.localdate())


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request, pk):
    """What young people propose, and the draft of the answer beside it."""
    if request.method != "POST":
        return _page(request, _found(request, pk))
    found = _answerable(request, pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form=form, status=422)
    try:
        actions.draft_response(proposal=found, by=request.user, **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, found, form=form, status=409)
    return redirect("dashboard_publish", pk=pk)


def _page(request, found, status=200, **forms):
    return render(request, "dashboard/proposal.html", proposal_context(request.user, found, **forms), status=status)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request, pk):
    """The second page: exactly what will be public, and the button that makes it so."""
    found = _answerable(request, pk)
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
def step(request, pk):
    """Any other step of its life: seen, under review, referred, begun, done."""
    found = _answerable(request, pk)
    form = StepForm(request.POST)
    return _take(request, found, actions.transition, step_form=form)


@staff_only
@require_POST
def merge(request, pk):
    """Two that want the same go on as one."""
    found = _answerable(request, pk)
    form = MergeForm(request.POST, proposal=found)
    return _take(request, found, actions.merge, merge_form=form)


def _take(request, found, action, **named):
    """Send one form of the page to its action; what is wrong or refused is said beside that form."""
    (form,) = named.values()
    if not form.is_valid():
        return _page(request, found, status=422, **named)
    try:
        action(proposal=found, by=request.user, **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, found, status=409, **named)
    return redirect("dashboard_proposal", pk=found.pk)
