"""The public page of one proposal, and the support that any browser can give there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from participation.proposals import actions
from participation.proposals.models import Proposal, State
from participation.proposals.queries import lead_of, supports_of, supports_with_merged
from participation.proposals.timeline import timeline
from participation.responses import see_other
from workshops.refused import Refused

from .support_limits import limiter
from .supporters import Supporter, new_supporter, set_cookie, supporter_of
from .views import description


@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """A proposal that was handed over, its answer and its history. A POST supports it, or with `on=0` takes the support back."""
    proposals = Proposal.objects.public().select_related("municipality", "workshop", "tradeoff", "response__author", "merged_into")
    found = get_object_or_404(proposals, pk=pk)
    supporter, refused, status = supporter_of(request, found), "", 200
    if request.method == "POST":
        try:
            _support(found, supporter, on=request.POST.get("on") != "0")
        except Refused as error:
            refused, status = str(error), 429
        else:
            return set_cookie(see_other(f"{reverse('proposal', args=[pk])}#support"), supporter, lasting=True)
    supported = supporter.supports
    if supporter.is_stale and not supported:
        supporter = new_supporter(found)
    context = _context(found) | {"supported": supported, "refused": refused}
    response = render(request, "public/proposal.html", context, status=status)
    return set_cookie(response, supporter, lasting=False) if supporter.is_new else response


def _context(proposal: Proposal) -> dict:
    lead = lead_of(proposal)
    return {
        "proposal": proposal,
        "municipality": proposal.municipality,
        "section": "status",
        "heading": proposal.title,
        "about": description(proposal.what),
        "answered": lead,
        "lead": lead if lead != proposal else None,
        "response": proposal.response if hasattr(proposal, "response") and proposal.response.is_published else None,
        "supports": supports_with_merged(proposal),
        "may_support": proposal.state != State.MERGED,
        "points": timeline(proposal, public=True),
    }


def _support(proposal: Proposal, supporter: Supporter, *, on: bool) -> None:
    """Support, or take it back. Raises Refused when more come than from an honest crowd."""
    if on and not supporter.supports:
        supporter.check()
        if not limiter.admit(proposal.pk, supporter.key, supports_of([proposal])[proposal.pk].total):
            raise Refused(_("Very many are supporting this just now. Please press again in a few minutes."))
    actions.support_publicly(secret=supporter.secret, proposal=proposal, on=on)
