"""Addresses of feeds and of the authors' calendar. They set no cookie and may be kept for a while."""

import hmac

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import conditional_page, require_safe

from participation.accounts.models import Municipality
from participation.compression import compressed
from participation.proposals import receipts
from participation.proposals.models import Proposal

from . import feeds, subjects

KEPT_SECONDS = 15 * 60
ATOM, CALENDAR = "application/atom+xml; charset=utf-8", "text/calendar; charset=utf-8"


@compressed
@conditional_page
@require_safe
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """What is new about one public proposal."""
    found = get_object_or_404(Proposal.objects.public().select_related("municipality", "workshop", "response", "merged_into"), pk=pk)
    return _kept(HttpResponse(feeds.feed_of_proposal(found, address=request.path), content_type=ATOM), public=True)


@compressed
@conditional_page
@require_safe
def workshop(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What is new about all proposals of one workshop."""
    found = get_object_or_404(subjects.workshops(), municipality__slug=slug, pk=pk)
    return _kept(HttpResponse(feeds.feed_of_workshop(found, address=request.path), content_type=ATOM), public=True)


@compressed
@conditional_page
@require_safe
def town(request: HttpRequest, slug: str) -> HttpResponse:
    """The latest answers of one town."""
    found = get_object_or_404(Municipality, slug=slug)
    return _kept(HttpResponse(feeds.feed_of_town(found, address=request.path), content_type=ATOM), public=True)


@conditional_page
@require_safe
def authors(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """What the private link of a proposal tells, to read only."""
    content = feeds.feed_of_authors(_by_reading_token(pk, token), address=request.path)
    return _kept(HttpResponse(content, content_type=ATOM), public=False)


@conditional_page
@require_safe
def authors_calendar(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """The dates of a proposal, for the authors' calendar."""
    content = feeds.calendar_of_authors(_by_reading_token(pk, token))
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type=CALENDAR)
    response["Content-Disposition"] = f'attachment; filename="proposal-{pk}.ics"'
    return _kept(response, public=False)


def _by_reading_token(pk: int, token: str) -> Proposal:
    """The proposal, if the token is its own. Raises Http404."""
    found = Proposal.objects.filter(pk=pk).select_related("municipality", "workshop__municipality", "response", "merged_into").first()
    right = receipts.reading_token(found.uuid, bytes(found.receipt_digest)) if found else ""
    if found is None or not hmac.compare_digest(token.encode(), right.encode()):
        raise Http404
    return found


def _kept(response: HttpResponse, *, public: bool) -> HttpResponse:
    """Let readers and, if `public`, caches between keep it. What belongs to a private link is kept from search engines and other sites."""
    patch_cache_control(response, max_age=KEPT_SECONDS, **{"public" if public else "private": True})
    patch_vary_headers(response, ["Cookie"])  # the language may come from there
    if not public:
        response["X-Robots-Tag"] = "noindex, nofollow"
    return response
