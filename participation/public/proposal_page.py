"""The public page of one proposal, and the support that any browser can give there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from participation.proposals import actions
from participation.proposals.forms import rating_in
from participation.proposals.models import Proposal, State
from participation.proposals.queries import lead_of, supports_of, supports_with_merged
from participation.proposals.timeline import timeline
from participation.responses import see_other
from workshops.refused import Refused, TooMany

from .support_limits import limiter, ratings
from .supporters import Supporter, new_supporter, set_cookie, supporter_of
from .views import description


@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """A proposal that was handed over, its answer and its history. A POST supports it, or with `on=0` takes the support back."""
    proposals = Proposal.objects.public().select_related("municipality", "workshop", "tradeoff", "response__author", "merged_into")
    found = get_object_or_404(proposals, pk=pk)
    supporter, refused, status, chosen = supporter_of(request, found), "", 200, None
    if request.method == "POST":
        place = "rating" if request.POST.get("do") == "rate" else "support"
        try:
            if place == "rating":
                _rate(found, supporter, **rating_in(request.POST))
            else:
                _support(found, supporter, on=request.POST.get("on") != "0")
        except Refused as error:
            refused, status = str(error), error.status
            chosen = request.POST if place == "rating" else None
        else:
            return set_cookie(see_other(f"{reverse('proposal', args=[pk])}#{place}"), supporter, lasting=True)
    supported = supporter.supports
    rated = supporter.rated
    if supporter.is_stale and not supported and not rated:
        supporter = new_supporter(found)
    context = _context(found) | {"supported": supported, "rated": rated, "refused": refused, "chosen": chosen}
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


def _rate(proposal: Proposal, supporter: Supporter, *, understood: int, helps: int) -> None:
    """Rate the answer. Raises TooMany when more come than from an honest crowd."""
    if not supporter.rated:
        supporter.check()
        if not ratings.admit(proposal.pk, supporter.rating_key, proposal.ratings.count()):
            raise TooMany(_("Very many are doing this just now. Please press again in a few minutes."))
    actions.rate(proposal=proposal, key=supporter.rating_key, understood=understood, helps=helps)


def _support(proposal: Proposal, supporter: Supporter, *, on: bool) -> None:
    """Support, or take it back. Raises TooMany when more come than from an honest crowd."""
    if on and not supporter.supports:
        supporter.check()
        if not limiter.admit(proposal.pk, supporter.key, supports_of([proposal])[proposal.pk].total):
            raise TooMany(_("Very many are supporting this just now. Please press again in a few minutes."))
    actions.support_publicly(secret=supporter.secret, proposal=proposal, on=on)
