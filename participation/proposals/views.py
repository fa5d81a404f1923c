"""Three pages: writing a proposal in the room, its private receipt, and the public page."""

import secrets

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from participation.live.hub import hub
from participation.live.identity import identity_from
from workshops.models import Workshop
from workshops.phone import Guest, for_participants
from workshops.registers import Refused

from . import actions, receipts
from .forms import ProposalForm
from .limits import new_browsers
from .models import Proposal, State, Support
from .queries import by_receipt, supports_with_merged
from .receipt_page import receipt_context
from .timeline import timeline
from .transitions import AUTHOR

SUPPORTER_COOKIE, SUPPORTER_SALT = "supporter", "supporter"
NONCE_BYTES = 16


def see_other(url: str) -> HttpResponse:
    return HttpResponse(status=303, headers={"Location": url})


# -- Writing one in the room --------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@for_participants
def propose(request: HttpRequest, guest: Guest) -> HttpResponse:
    """The form on the phone, while the workshop runs. After the end it only still takes back what somebody was just sending."""
    workshop = guest.workshop
    if request.method != "POST":
        if workshop.state != Workshop.State.RUNNING:
            return see_other(reverse("phone", args=[workshop.room.slug]))
        form = ProposalForm(workshop=workshop, initial={"tradeoff": workshop.tradeoff_id, "nonce": secrets.token_urlsafe(NONCE_BYTES)})
        return _form_page(request, guest, form)
    form = ProposalForm(request.POST, workshop=workshop)
    if form.is_valid():
        try:
            sent = actions.create(identity=guest.identity, workshop=workshop, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            hub.note_person(workshop.room.slug, guest.identity.id)
            return see_other(f"{reverse('receipt', args=[sent.receipt])}#sent")
    return _form_page(request, guest, form)


def _form_page(request: HttpRequest, guest: Guest, form: ProposalForm) -> HttpResponse:
    action = reverse("phone_propose", args=[guest.workshop.room.slug])
    context = guest.context() | {"form": form, "wrong": form.first_error() if form.is_bound else None, "action": action}
    return render(request, "phone/proposal.html", context)


# -- The receipt --------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """What became of one's own proposal. Who knows the link speaks for its author: no account, no cookie needed."""
    proposal = by_receipt(token)
    if proposal is None:
        return _private(render(request, "phone/receipt_unknown.html", status=404))
    form, refused = None, ""
    if request.method == "POST":
        try:
            form = _act(request, proposal)
        except Refused as error:
            refused = str(error)
        if form is None and not refused:
            return _private(see_other(reverse("receipt", args=[token])))
    address = reverse("receipt", args=[token])
    context = receipt_context(proposal, link=request.build_absolute_uri(address), refused=refused, form=form)
    context |= {"action": address, **_who_looks(request, proposal.workshop)}
    return _private(render(request, "phone/answer.html" if context["response"] else "phone/receipt.html", context))


def _who_looks(request: HttpRequest, workshop: Workshop) -> dict:
    """On a phone that is still in the room the page leads back there; anywhere else it stands alone."""
    identity = identity_from(request.COOKIES, workshop.room.slug)
    participant = workshop.participants.filter(pk=identity.id, is_removed=False).first() if identity else None
    guest = Guest(workshop, identity, participant) if identity and participant else None
    return {"room": workshop.room, "in_room": guest is not None, **(guest.context() if guest else {})}


def _act(request: HttpRequest, proposal: Proposal) -> ProposalForm | None:
    """Withdraw or send again; gives the form back if something in it is wrong."""
    if request.POST.get("do") == "withdraw":
        actions.transition(proposal=proposal, verb="withdraw", by=AUTHOR)
        return None
    form = ProposalForm(request.POST, workshop=proposal.workshop)
    if not form.is_valid():
        return form
    fields = {name: value for name, value in form.cleaned_data.items() if name != "nonce"}
    actions.resubmit(proposal=proposal, **fields)
    return None


def _private(response: HttpResponse) -> HttpResponse:
    """Neither found by search engines nor told to other sites."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"
    response["Cache-Control"] = "no-store"
    return response


# -- The public page ----------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def public(request: HttpRequest, pk: int) -> HttpResponse:
    """A proposal that was handed over, its answer, its way, and support from any browser, once each."""
    proposals = Proposal.objects.public().select_related("municipality", "workshop", "tradeoff", "response__author", "merged_into")
    proposal = get_object_or_404(proposals, pk=pk)
    secret = _supporter(request)
    refused = ""
    if request.method == "POST":
        known, secret = secret is not None, secret or secrets.token_bytes(32)
        try:
            if not known and not new_browsers.admit(pk):
                raise Refused(_("Very many are supporting this just now. Please try again in a minute."))
            actions.support_publicly(secret=secret, proposal=proposal, on=request.POST.get("on") != "0")
        except Refused as error:
            refused = str(error)
        else:
            return _with_cookie(see_other(f"{reverse('proposal', args=[pk])}#support"), secret)
    key = receipts.public_support_key(secret, proposal.uuid) if secret else None
    context = {
        "proposal": proposal,
        "municipality": proposal.municipality,
        "section": "status",
        "response": proposal.response if hasattr(proposal, "response") and proposal.response.is_published else None,
        "supports": supports_with_merged(proposal),
        "supported": key is not None and Support.objects.filter(proposal=proposal, key=key).exists(),
        "may_support": proposal.state != State.MERGED,
        "refused": refused,
        "points": timeline(proposal, public=True),
    }
    return render(request, "public/proposal.html", context)


def _supporter(request: HttpRequest) -> bytes | None:
    """The secret of this browser, which only its own signed cookie holds."""
    try:
        return bytes.fromhex(Signer(salt=SUPPORTER_SALT).unsign(request.COOKIES.get(SUPPORTER_COOKIE, "")))
    except (BadSignature, ValueError):
        return None


def _with_cookie(response: HttpResponse, secret: bytes) -> HttpResponse:
    """Set when somebody supports, not before: reading leaves no cookie."""
    response.set_cookie(
        SUPPORTER_COOKIE,
        Signer(salt=SUPPORTER_SALT).sign(secret.hex()),
        max_age=60 * 60 * 24 * 365,
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
        path="/p/",
    )
    return response
