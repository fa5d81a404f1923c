"""The work on a proposal: whether it is feasible, and the milestones after a yes."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from participation.accounts.models import User
from participation.accounts.requests import StaffRequest
from participation.accounts.rules import roles_in, staff_of, staff_only
from participation.proposals import actions
from participation.proposals.list_address import back_to, way_of
from participation.proposals.models import PrivateAssessment, Proposal
from participation.proposals.transitions import facts_of, verbs_for
from workshops.refused import Refused

from .actions import assess as assess_and_tell
from .views import answerable
from .work_forms import AssessmentForm, MilestoneForm, MilestoneStepForm


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def assess(request: StaffRequest, pk: int) -> HttpResponse:
    """Check whether a proposal is feasible, and say who takes care. The only page that shows the internal note."""
    found, status = answerable(request, pk), 200
    if "assess" not in _verbs(request, found) and request.method != "POST":
        return back_to(request, "dashboard_proposal", pk)
    seen = actions.assessment_seen(found)
    initial = _stored(found)
    people = staff_of([found.municipality_id]) | User.objects.filter(pk=initial.get("assigned_to") or 0)  # who has left may keep it
    form = AssessmentForm(request.POST or None, initial=initial, people=people)
    if request.method == "POST":
        refused = _press(form, assess_and_tell, proposal=found, by=request.user, seen=request.POST.get("seen", ""))
        if refused is None:
            messages.success(request, _("The check is saved."))
            return back_to(request, "dashboard_proposal", pk)
        status = 409 if refused else 422
        seen = seen if refused else request.POST.get("seen", "")
    context = {"proposal": found, "form": form, "seen": seen, "way": way_of(request)}
    return render(request, "dashboard/assess.html", context, status=status)


def _stored(proposal: Proposal) -> dict[str, Any]:
    """What the form shows first."""
    assessment = getattr(proposal, "assessment", None)
    note = PrivateAssessment.objects.filter(proposal=proposal).first()
    rows = [(assessment, ("office", "feasibility", "explanation", "cost_from", "cost_to")), (note, ("reasoning",))]
    stored = {name: getattr(row, name) for row, names in rows if row for name in names}
    return stored | {"assigned_to": note.assigned_to_id if note else None}


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def milestones(request: StaffRequest, pk: int) -> HttpResponse:
    """The milestones of a proposal: plan one more, reach or drop one."""
    found, status = answerable(request, pk), 200
    form, step_form = MilestoneForm(), MilestoneStepForm()
    if request.method == "POST":
        do = request.POST.get("do")
        if do == "plan":
            form = MilestoneForm(request.POST)
            refused = _press(form, actions.plan_milestone, proposal=found, by=request.user)
        else:
            step_form = MilestoneStepForm(request.POST)
            refused = _press(step_form, _drop if do == "drop" else _achieve, proposal=found, by=request.user)
        if refused is None:
            return back_to(request, "dashboard_milestones", pk)
        status = 409 if refused else 422
    context = {"proposal": found, "form": form, "step_form": step_form, "verbs": _verbs(request, found)}
    context["way"] = way_of(request)
    context["open_count"] = found.milestones.filter(done_on=None).count()
    return render(request, "dashboard/milestones.html", context, status=status)


def _achieve(*, reason: str, **named: Any) -> None:
    actions.achieve_milestone(**named)


def _drop(*, finish: str, **named: Any) -> None:
    actions.drop_milestone(**named)


def _press(form: Form, action: Callable[..., object], **named: Any) -> bool | None:
    """Give a form to its action. None if that was done, True if it was refused, False if the form is wrong; the form says why."""
    if not form.is_valid():
        return False
    try:
        action(**named, **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused))
        return True
    return None


def _verbs(request: StaffRequest, proposal: Proposal) -> list[str]:
    return verbs_for(proposal.state, roles_in(request.user, proposal.municipality_id), facts_of(proposal))
