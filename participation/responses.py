"""HTTP responses that several apps use."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url


class HttpResponseSeeOther(HttpResponseRedirect):
    """A redirect after a POST: the browser always follows it with GET (RFC 9110, section 15.4.4)."""

    status_code = 303


def see_other(to: Any, *args: Any, **kwargs: Any) -> HttpResponse:
    """Redirect with 303 to a path, to a model's page or to a named URL with its arguments, as `django.shortcuts.redirect` does with 302."""
    return HttpResponseSeeOther(resolve_url(to, *args, **kwargs))


def private(response: HttpResponse) -> HttpResponse:
    """Keep a page behind a private link from search engines, other sites and caches."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"
    response["Cache-Control"] = "no-store"
    return response
