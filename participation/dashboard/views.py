"""The municipality's dashboard: the list, one proposal, and publishing its answer on a second page."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from participation.accounts.requests import StaffRequest
from participation.accounts.rules import ANSWERS, may, municipalities_of, staff_only
from participation.proposals import actions as steps
from participation.proposals import queries
from participation.proposals.gaps import gap_in_answer
from participation.proposals.list_address import back_to, way_of
from participation.proposals.models import Proposal
from participation.proposals.rows import rows_of
from participation.tables import CONTENT_TYPES, Table, file_response
from workshops.models import TradeOff
from workshops.refused import Refused

from . import actions
from .answer_templates import with_template
from .assigned import answering_in, people_for
from .briefing import briefing as make_briefing
from .empty_phrases import hints_for
from .export import table_of
from .figures import figures_context, figures_table
from .filters import FilterForm
from .forms import AnswerForm, MergeForm, StepForm, ViewForm
from .many import ManyForm, said_of
from .overview import overview_context
from .pages import proposal_context
from .queue import queue_context

ENDINGS = [("csv", "CSV"), ("xlsx", "Excel"), ("ods", "OpenDocument"), ("json", "JSON")]


def _reader(request: StaffRequest) -> QuerySet[Proposal]:
    """The proposals that the user may read."""
    return queries.proposals_for(request.user)


def _filter(request: StaffRequest) -> FilterForm:
    """The filter in the address: of the list, or of the list from which somebody came to this proposal."""
    return FilterForm(request.GET, user=request.user)


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
    return _queue_page(request)


def _queue_page(request: StaffRequest, status: int = 200, **forms: Any) -> HttpResponse:
    context = queue_context(request.user, _reader(request), _filter(request), request.GET.get("page", ""), **forms)
    return render(request, "dashboard/queue.html", context | {"endings": ENDINGS}, status=422 if "q" in context["form"].errors else status)


@staff_only
@require_POST
def save_view(request: StaffRequest) -> HttpResponse:
    """Save the filter in the address under a name."""
    form, way = ViewForm(request.POST), _filter(request).way()
    if not form.is_valid():
        return _queue_page(request, status=422, view_form=form)
    try:
        actions.save_view(user=request.user, name=form.cleaned_data["name"], way=way)
    except Refused as refused:
        form.add_error("name", str(refused))
        return _queue_page(request, status=409, view_form=form)
    messages.success(request, _("The view is saved. Only you see it."))
    return back_to(request, "dashboard")


@staff_only
@require_POST
def delete_view(request: StaffRequest, pk: int) -> HttpResponse:
    """Delete one of the person's own views."""
    actions.delete_view(user=request.user, pk=pk)
    return back_to(request, "dashboard")


@staff_only
@require_POST
def many(request: StaffRequest) -> HttpResponse:
    """Take a step for the ticked rows of the queue. What was ticked stays when something is missing."""
    towns = answering_in(request.user)
    if not towns:
        raise Http404
    form = ManyForm(request.POST, people=people_for(request.user), proposals=_reader(request).filter(municipality__in=towns))
    if not form.is_valid():
        return _queue_page(request, status=422, many_form=form)
    taken = actions.take_each(proposals=form.proposals, by=request.user, do=form.cleaned_data["do"], to=form.person)
    done, not_done = said_of(taken, form)
    if done:
        messages.success(request, done)
    if not_done:
        messages.warning(request, not_done)
    return back_to(request, "dashboard")


@staff_only
@require_safe
def overview(request: StaffRequest) -> HttpResponse:
    """How the rooms voted, what became of the proposals, and how fast they were answered."""
    return render(request, "dashboard/overview.html", overview_context(request.user))


@staff_only
@require_safe
def table(request: StaffRequest, ending: str) -> HttpResponse:
    """The filtered list as a file for spreadsheets or programs."""
    return _file(table_of(rows_of(_filter(request).found_in(_reader(request)))), ending)


@staff_only
@require_safe
def figures(request: StaffRequest) -> HttpResponse:
    """How many answers came in time, and after how many days."""
    return render(request, "dashboard/figures.html", {**figures_context(request.user), "endings": ENDINGS})


@staff_only
@require_safe
def figures_file(request: StaffRequest, ending: str) -> HttpResponse:
    """The figures as a file for spreadsheets or programs."""
    return _file(figures_table(figures_context(request.user, every_workshop=True)["charts"]), ending)


@staff_only
@require_safe
def briefing(request: StaffRequest, pk: int) -> HttpResponse:
    """A trade-off on one page, as PDF for the council. Who reads the desk may have it; it holds only what is public."""
    tradeoffs = TradeOff.objects.filter(municipality__in=municipalities_of(request.user)).select_related("municipality")
    tradeoff = get_object_or_404(tradeoffs, pk=pk)
    disposition = f'inline; filename="{tradeoff.slug}-{timezone.localdate()}.pdf"'
    return HttpResponse(make_briefing(tradeoff), content_type="application/pdf", headers={"Content-Disposition": disposition})


def _file(table: Table, ending: str) -> HttpResponse:
    if ending not in CONTENT_TYPES:
        raise Http404
    return file_response([table], ending, table.title, timezone.localdate())


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: StaffRequest, pk: int) -> HttpResponse:
    """One proposal and the draft of its answer. A POST saves the draft, or adds a template to what was typed."""
    if request.method != "POST":
        return _page(request, _found(request, pk))
    found = answerable(request, pk)
    typed, field = with_template(request.POST.dict())
    if field:
        return _page(request, found, form=AnswerForm(initial=typed, focus=field))
    form = AnswerForm(request.POST, authors=found.what)
    if not form.is_valid():
        return _page(request, found, form=form, status=422)
    try:
        steps.draft_response(proposal=found, by=request.user, seen=request.POST.get("seen"), **form.cleaned_data)
    except steps.DraftChanged as changed:
        form.add_error(None, str(changed))
        return _page(request, _found(request, pk), form=form, status=409, is_changed=True)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, found, form=form, status=409)
    return back_to(request, "dashboard_publish", pk)


def _page(request: StaffRequest, found: Proposal, status: int = 200, **forms: Any) -> HttpResponse:
    return render(request, "dashboard/proposal.html", proposal_context(request.user, found, _filter(request), **forms), status=status)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: StaffRequest, pk: int) -> HttpResponse:
    """The second page: the answer as it will appear, and the button that publishes it."""
    found = answerable(request, pk)
    response = getattr(found, "response", None)
    if response is None or response.is_published:
        return back_to(request, "dashboard_proposal", pk)
    if request.method == "POST":
        signs = request.POST.get("do") == "sign"
        try:
            act = steps.sign_response if signs else steps.publish_response
            act(proposal=found, by=request.user, seen=request.POST.get("seen", ""))
        except Refused as refused:
            messages.error(request, str(refused))
            return back_to(request, "dashboard_proposal", pk)
        messages.success(request, _("The draft is signed.") if signs else _("The answer is public now."))
        return back_to(request, "dashboard_publish" if signs else "dashboard_proposal", pk)
    unsigned = found.municipality.signs_off and not response.is_signed
    context = {"proposal": found, "response": response, "way": way_of(request), "unsigned": unsigned}
    context |= {"gap": gap_in_answer(response), "hints": hints_for(response.verdict, response.reason, response.english)}
    context["signer"] = None if unsigned else request.user  # until it can be published it has the name of whoever drafted it
    return render(request, "dashboard/publish.html", context | {"may_sign": unsigned and response.author_id != request.user.pk})


@staff_only
@require_POST
def step(request: StaffRequest, pk: int) -> HttpResponse:
    """Take another step: seen, under review, referred, begun, done."""
    found = answerable(request, pk)
    form = StepForm(request.POST)
    return _take(request, found, steps.transition, step_form=form)


@staff_only
@require_POST
def merge(request: StaffRequest, pk: int) -> HttpResponse:
    """Merge the proposal into another one."""
    found = answerable(request, pk)
    form = MergeForm(request.POST, proposal=found)
    return _take(request, found, steps.merge, merge_form=form)


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
    return back_to(request, "dashboard_proposal", found.pk)
