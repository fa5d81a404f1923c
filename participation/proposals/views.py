"""Two pages of a proposal's author: writing it in the room, and its private link."""

import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from participation.live.guards.identity import identity_from
from participation.live.rooms.hub import hub
from participation.responses import private, see_other
from workshops.models import Workshop
from workshops.phone import Guest, for_participants
from workshops.refused import Refused

from . import actions, reasons, receipts
from .forms import ProposalForm, rating_in
from .models import Proposal, Rating
from .queries import by_receipt, compared, lead_of
from .receipt_page import receipt_context
from .transitions import AUTHOR

NONCE_BYTES = 16


# -- Writing one in the room --------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@for_participants
def propose(request: HttpRequest, guest: Guest) -> HttpResponse:
    """The form on the phone, while the workshop runs. `?reason=` is the id of a released reason that it begins with.

    A form that is sent after the end is refused with its text kept.
    """
    workshop = guest.workshop
    if request.method != "POST":
        if workshop.state != Workshop.State.RUNNING:
            return see_other("phone", workshop.room.slug)
        begins_with = reasons.text_of(workshop.pk, request.GET.get("reason", ""))
        initial = {"tradeoff": workshop.tradeoff_id, "nonce": secrets.token_urlsafe(NONCE_BYTES), "why": begins_with}
        return _form_page(request, guest, ProposalForm(workshop=workshop, initial=initial), begins_with)
    form = ProposalForm(request.POST, workshop=workshop)
    if form.is_valid():
        try:
            sent = actions.create(identity=guest.identity, workshop=workshop, nonce=form.cleaned_data["nonce"], **form.words())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            hub.own_data.report_change(workshop.room.slug, guest.identity.id)
            return see_other(f"{reverse('receipt', args=[sent.receipt])}#sent")
    return _form_page(request, guest, form)


def _form_page(request: HttpRequest, guest: Guest, form: ProposalForm, begins_with: str = "") -> HttpResponse:
    action = reverse("phone_propose", args=[guest.workshop.room.slug])
    phone = reverse("phone", args=[guest.workshop.room.slug])
    released = Proposal.objects.in_room().filter(workshop=guest.workshop).order_by("pk")
    context = guest.context() | {
        "room_proposals": [compared(each, f"{phone}#proposal-{each.pk}") for each in released],
        "form": form,
        "wrong": form.first_error() if form.is_bound else None,
        "action": action,
        "begins_with": begins_with,
    }
    return render(request, "phone/proposal.html", context)


# -- The receipt --------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """The author's page behind the private link. Whoever knows the link may act as the author; no account or cookie is needed."""
    proposal = by_receipt(token)
    if proposal is None:
        return private(render(request, "phone/receipt_unknown.html", status=404))
    form, refused = None, ""
    if request.method == "POST":
        try:
            form = _act(request, proposal, token)
        except Refused as error:
            refused = str(error)
        if form is None and not refused:
            return private(see_other("receipt", token))
    address = reverse("receipt", args=[token])
    context = receipt_context(proposal, link=request.build_absolute_uri(address), refused=refused, form=form)
    context |= {"action": address, **_who_looks(request, proposal.workshop)}
    if context["response"]:
        lead = context["answered_proposal"]
        context["rated"] = Rating.objects.filter(proposal=lead, key=receipts.author_rating_key(token, lead.uuid)).exists()
    page = "phone/changed.html" if context["offer"] else "phone/answer.html" if context["response"] else "phone/receipt.html"
    return private(render(request, page, context))


def _who_looks(request: HttpRequest, workshop: Workshop) -> dict:
    """`in_room` and what the phone's page needs, if the reader's phone is still in the room: then the page leads back there."""
    identity = identity_from(request.COOKIES, workshop.room.slug)
    participant = workshop.participants.filter(pk=identity.id, is_removed=False).first() if identity else None
    guest = Guest(workshop, identity, participant) if identity and participant else None
    return {"room": workshop.room, "in_room": guest is not None, **(guest.context() if guest else {})}


def _act(request: HttpRequest, proposal: Proposal, token: str) -> ProposalForm | None:
    """Withdraw the proposal, ask for a second look, leave a merging, answer an offer, rate the answer, or send it again.

    Returns the form if it is wrong; raises Refused.
    """
    match request.POST.get("do"):
        case "withdraw":
            actions.transition(proposal=proposal, verb="withdraw", by=AUTHOR)
        case "appeal":
            actions.appeal(proposal=proposal)
        case "leave":
            actions.leave(proposal=proposal)
        case "agree" | "refuse" as word:
            actions.decide_offer(proposal=proposal, agrees=word == "agree")
        case "rate":
            lead = lead_of(proposal)
            actions.rate(proposal=lead, key=receipts.author_rating_key(token, lead.uuid), **rating_in(request.POST))
        case _:
            return _resubmit(request, proposal)
    return None


def _resubmit(request: HttpRequest, proposal: Proposal) -> ProposalForm | None:
    form = ProposalForm(request.POST, workshop=proposal.workshop)
    if not form.is_valid():
        return form
    actions.resubmit(proposal=proposal, **form.words())
    return None
