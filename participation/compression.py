"""Compression of pages without secrets.

Somebody who can put words into a compressed page and see its length can guess the rest of it (BREACH). So a page with a form
token, a receipt or anything that depends on a cookie is never compressed.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware


def compressed(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Decorator for views of public pages. A response with a form token or a cookie is sent uncompressed."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if "CSRF_COOKIE_NEEDS_UPDATE" in request.META or response.cookies:
            return response
        return GZipMiddleware(lambda _request: response).process_response(request, response)

    return wrapped
