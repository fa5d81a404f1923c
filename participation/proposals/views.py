"""Three pages: writing a proposal in the room, its private receipt, and the public page."""

import secrets

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from participation.live.identity import Identity, identity_from
from workshops.models import Participant, Workshop
from workshops.pseudonyms import in_words
from workshops.registers import Refused

from . import actions, receipts
from .forms import ProposalForm
from .limits import new_browsers
from .models import Proposal, State, Support
from .queries import by_receipt, is_participant, supports_with_merged
from .receipt_page import receipt_context
from .timeline import timeline
from .transitions import AUTHOR

SUPPORTER_COOKIE, SUPPORTER_SALT = "supporter", "supporter"
NONCE_BYTES = 16


def see_other(url: str) -> HttpResponse:
    return HttpResponse(status=303, headers={"Location": url})


# -- Writing one in the room --------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, room: str) -> HttpResponse:
    """The form on the phone. Who is not in the room is sent to the phone page, which knows what to say."""
    workshop = get_object_or_404(Workshop.objects.select_related("municipality", "tradeoff", "room"), room__slug=room)
    identity = identity_from(request.COOKIES, room)
    is_over = workshop.state == Workshop.State.ENDED
    if identity is None or not is_participant(identity) or (is_over and request.method != "POST"):
        return see_other(reverse("phone", args=[room]))
    if request.method != "POST":
        form = ProposalForm(workshop=workshop, initial={"tradeoff": workshop.tradeoff_id, "nonce": secrets.token_urlsafe(NONCE_BYTES)})
        return _form_page(request, workshop, identity, form)
    form = ProposalForm(request.POST, workshop=workshop)
    if form.is_valid():
        try:
            sent = actions.create(identity=identity, workshop=workshop, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return see_other(f"{reverse('receipt', args=[sent.receipt])}#sent")
    return _form_page(request, workshop, identity, form)


def _form_page(request: HttpRequest, workshop: Workshop, identity: Identity, form: ProposalForm) -> HttpResponse:
    context = {
        "workshop": workshop,
        "room": workshop.room,
        "pseudonym": _pseudonym(identity),
        "form": form,
        "wrong": form.first_error() if form.is_bound else None,
        "action": reverse("phone_propose", args=[workshop.room.slug]),
    }
    return render(request, "phone/proposal.html", context)


def _pseudonym(identity: Identity) -> str:
    key = Participant.objects.filter(pk=identity.id, workshop__room__slug=identity.room).values_list("pseudonym", flat=True).first()
    return in_words(key) if key else ""


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
    room = proposal.workshop.room
    identity = identity_from(request.COOKIES, room.slug)
    pseudonym = _pseudonym(identity) if identity else ""
    address = reverse("receipt", args=[token])
    context = receipt_context(proposal, link=request.build_absolute_uri(address), refused=refused, form=form)
    context |= {"room": room, "pseudonym": pseudonym, "in_room": bool(pseudonym), "action": address}
    return _private(render(request, "phone/answer.html" if context["response"] else "phone/receipt.html", context))


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
