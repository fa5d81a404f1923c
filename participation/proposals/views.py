"""Two pages of a proposal's author: writing it in the room, and its private link."""

import secrets

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from participation.live.guards.identity import identity_from
from participation.live.rooms.hub import hub
from participation.responses import private, see_other
from workshops.models import Workshop
from workshops.phone import Guest, for_participants
from workshops.refused import Incomplete, Refused

from . import actions, reasons, receipts
from .forms import ProposalForm, rating_in
from .models import Proposal, Rating
from .queries import by_receipt, compared, lead_of
from .receipt_page import receipt_context
from .transitions import AUTHOR

NONCE_BYTES = 16
SUBMIT = "submit"  # what the form on the page behind the private link does


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
    form, status = ProposalForm(request.POST, workshop=workshop), 422
    if form.is_valid():
        try:
            sent = actions.create(identity=guest.identity, workshop=workshop, nonce=form.cleaned_data["nonce"], **form.words())
        except Refused as refused:
            form.add_error(None, str(refused))
            status = refused.status
        else:
            hub.own_data.report_change(workshop.room.slug, guest.identity.id)
            return see_other(f"{reverse('receipt', args=[sent.receipt])}#sent")
    return _form_page(request, guest, form, status=status)


def _form_page(request: HttpRequest, guest: Guest, form: ProposalForm, begins_with: str = "", *, status: int = 200) -> HttpResponse:
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
    return render(request, "phone/proposal.html", context, status=status)


# -- The receipt --------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """The author's page behind the private link. Whoever knows the link may act as the author; no account or cookie is needed.

    What can't be done is answered with the same page, the reason and what was typed: 422 if it is wrong, 409 if it came too late.
    """
    proposal = by_receipt(token)
    if proposal is None:
        return private(render(request, "phone/receipt_unknown.html", status=404))
    form, refused, status = None, "", 200
    if request.method == "POST":
        do = request.POST.get("do", SUBMIT)
        form = ProposalForm(request.POST, workshop=proposal.workshop) if do == SUBMIT else None
        try:
            _act(do, request.POST, proposal, token, form)
        except Refused as error:
            refused, status = str(error), error.status
            proposal = by_receipt(token) or proposal  # whoever was faster has changed it
        else:
            return private(see_other("receipt", token))
    address = reverse("receipt", args=[token])
    context = receipt_context(proposal, link=request.build_absolute_uri(address), refused=refused, form=form)
    context |= {"action": address, "chosen": request.POST, **_who_looks(request, proposal.workshop)}
    if context["response"]:
        lead = context["answered_proposal"]
        context["rated"] = Rating.objects.filter(proposal=lead, key=receipts.author_rating_key(token, lead.uuid)).exists()
    page = "phone/changed.html" if context["offer"] else "phone/answer.html" if context["response"] else "phone/receipt.html"
    return private(render(request, page, context, status=status))


def _who_looks(request: HttpRequest, workshop: Workshop) -> dict:
    """`in_room` and what the phone's page needs, if the reader's phone is still in the room: then the page leads back there."""
    identity = identity_from(request.COOKIES, workshop.room.slug)
    participant = workshop.participants.filter(pk=identity.id, is_removed=False).first() if identity else None
    guest = Guest(workshop, identity, participant) if identity and participant else None
    return {"room": workshop.room, "in_room": guest is not None, **(guest.context() if guest else {})}


def _act(do: str, posted: QueryDict, proposal: Proposal, token: str, form: ProposalForm | None) -> None:
    """Withdraw the proposal, ask for a second look, leave a merging, answer an offer, rate the answer, or send the `form` again.

    Raises Refused, without a sentence if the form has its own.
    """
    match do:
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
            actions.rate(proposal=lead, key=receipts.author_rating_key(token, lead.uuid), **rating_in(posted))
        case _ if form and form.is_valid():
            actions.resubmit(proposal=proposal, **form.words())
        case _:
            raise Incomplete("" if form else _("That didn’t arrive complete. Please try again."))
