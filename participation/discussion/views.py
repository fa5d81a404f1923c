"""Pages of the discussion: what waits at the desk, saying and deciding there, replying by the private link, reporting in public."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from participation.accounts.models import Municipality, User
from participation.accounts.requests import StaffRequest
from participation.accounts.rules import FACILITATES, READS, may, require, staff_only
from participation.compression import compressed
from participation.proposals import actions as steps
from participation.proposals import queries as proposals
from participation.proposals.list_address import back_to, way_of
from participation.proposals.models import Proposal
from participation.responses import private, see_other
from polls.floors import ROOM_FLOOR
from workshops.refused import Refused, TooMany

from . import actions, limits, queries
from .forms import DecisionForm, ReplyForm, ReportForm, SayForm, SecondLookForm
from .models import Contribution, State
from .rules import kinds_for, reads_internal
from .thread import Entry, author_thread, desk_thread


# -- At the desk ------------------------------------------------------------------------
@staff_only
@require_safe
def conversations(request: StaffRequest) -> HttpResponse:
    """What waits in the conversations: second looks, replies to release, reports, mentions."""
    return render(request, "discussion/conversations.html", {"desk": queries.desk_of(request.user)})


@staff_only
@require_POST
def say(request: StaffRequest, pk: int) -> HttpResponse:
    """Write a note, a comment or a question. What was wrong is shown on a page with the same form, which keeps the text."""
    proposal = get_object_or_404(proposals.proposals_for(request.user), pk=pk)
    form = SayForm(request.POST, kinds=kinds_for(request.user, proposal))
    status = 422
    if form.is_valid():
        try:
            actions.say(proposal=proposal, by=request.user, kind=form.cleaned_data["to"], text=form.cleaned_data["text"])
        except Refused as refused:
            form.add_error(None, str(refused))
            status = 409
        else:
            return back_to(request, "dashboard_proposal", pk, part="conversation")
    return render(request, "discussion/say.html", {"proposal": proposal, "say_form": form, "way": way_of(request)}, status=status)


@staff_only
@require_POST
def decide(request: StaffRequest, pk: int) -> HttpResponse:
    """Release, decline, take down or keep a contribution."""
    said = get_object_or_404(Contribution.objects.select_related("proposal__municipality", "question"), pk=pk)
    lead = proposals.lead_of(said.proposal)
    is_theirs = said.author_id == request.user.pk and may(request.user, READS, lead.municipality_id)
    if not lead.is_public or not (is_theirs or reads_internal(request.user, lead)):
        raise Http404
    form = DecisionForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            actions.decide(contribution=said, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
            status = 409
        else:
            return back_to(request, "dashboard_proposal", lead.pk, part="conversation")
    entry = next((each for each in _flat(lead, request) if each.said.pk == pk), None)
    context = {"proposal": lead, "entry": entry, "form": form, "way": way_of(request)}
    return render(request, "discussion/decide.html", context, status=status)


@staff_only
@require_POST
def second_look(request: StaffRequest, pk: int) -> HttpResponse:
    """Decide about a proposal that somebody else did not release. What was wrong is shown on the page, which keeps what was typed."""
    desk = queries.desk_of(request.user)
    proposal = next((look.proposal for look in desk.second_looks if look.proposal.pk == pk), None)
    form, status, shown = SecondLookForm(request.POST, auto_id=f"%s-{pk}"), 422, pk
    if proposal is None:
        proposal = get_object_or_404(Proposal, pk=pk)
        require(request.user, FACILITATES, proposal.municipality_id)
        shown = 0
    if form.is_valid():
        try:
            _look_again(proposal, request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
            status = 409
        else:
            return see_other("conversations")
    return render(request, "discussion/conversations.html", {"desk": desk, "wrong": form, "wrong_pk": shown}, status=status)


def _look_again(proposal: Proposal, by: User, *, verb: str, seen: str, change: str, rule: str, reason: str, note: str) -> None:
    if not proposal.appealed:
        raise Refused(_("This isn’t possible now. Somebody else may have been faster; please look again."))
    if verb == "decline":
        steps.decline(proposal=proposal, by=by, rule=rule, reason=reason, note=note, seen=seen)
    else:
        steps.transition(proposal=proposal, by=by, verb=verb, reason=change, seen=seen)


def _flat(lead: Proposal, request: StaffRequest) -> list:
    entries = desk_thread(lead, request.user).entries
    return [*entries, *(reply for entry in entries for reply in entry.replies)]


# -- Behind the private link ------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """Answer a question. The private link is enough: no account, no cookie. What was wrong is shown on a page with this question alone."""
    proposal = proposals.by_receipt(token)
    if proposal is None:
        return private(render(request, "phone/receipt_unknown.html", status=404))
    if request.method != "POST":
        return private(see_other("receipt", token))
    questions = author_thread(proposal).questions
    question = next((entry for entry in questions if entry.said.pk == pk and entry.state == State.PUBLIC), None)
    form, status = ReplyForm(request.POST), 422
    if form.is_valid():
        try:
            said = _reply(proposal, question.said if question else None, form.cleaned_data["text"])
        except Refused as refused:
            form.add_error(None, str(refused))
            status = refused.status
        else:
            return private(see_other(f"{reverse('receipt', args=[token])}#said-{said.pk}"))
    context: dict[str, Any] = {"entry": question, "form": form, "action": reverse("receipt", args=[token])}
    context |= {"proposal": proposal, "workshop": proposal.workshop, "room": proposal.workshop.room}
    return private(render(request, "discussion/reply.html", context, status=status))


def _reply(proposal: Proposal, question: Contribution | None, text: str) -> Contribution:
    if question is None:
        raise Refused(_("This question can’t be answered any more."))
    if not limits.replies.admit(proposal.pk):
        raise TooMany(_("Very many replies came from this link just now. Please send it again in a few minutes."))
    return actions.reply(proposal=proposal, question=question, text=text)


# -- In public --------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int, contribution: int) -> HttpResponse:
    """Report a public contribution, without an account. The page shows it once more and takes a reason."""
    proposal = get_object_or_404(Proposal.objects.public().select_related("municipality", "workshop"), pk=pk)
    said = queries.shown_at(proposal, contribution)
    if said is None or said.state != State.PUBLIC:
        raise Http404
    form, status, is_sent = ReportForm(request.POST if request.method == "POST" else None), 200, False
    if form.is_bound and form.is_valid():
        try:
            _report(said, form.cleaned_data["reason"])
        except Refused as refused:
            form.add_error(None, str(refused))
            status = refused.status
        else:
            is_sent = True
    elif form.is_bound:
        status = 422
    entry = Entry(said, said.state)
    context = {"proposal": proposal, "municipality": proposal.municipality, "entry": entry, "form": form, "is_sent": is_sent}
    return render(request, "discussion/report.html", context, status=status)


def _report(said: Contribution, reason: str) -> None:
    if not limits.reports.admit(said.pk):
        raise TooMany(_("Many have reported this just now. The town hall knows already."))
    actions.report(contribution=said, reason=reason)


@compressed
@require_safe
def moderation(request: HttpRequest, slug: str) -> HttpResponse:
    """The rules of moderation, and how often each was broken."""
    town = get_object_or_404(Municipality, slug=slug)
    heading = _("What may be said here")
    context = {"municipality": town, "heading": heading, "about": heading, "broken": queries.broken_rules(town), "floor": ROOM_FLOOR}
    return render(request, "discussion/moderation.html", context)
