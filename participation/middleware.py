"""Middleware for static files, health, security headers, unreadable forms, language, and an overloaded or failed database."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from whitenoise.middleware import WhiteNoiseMiddleware

from participation.live.database.writer import Busy
from participation.threads import LATE
from participation.views import healthz

GetResponse = Callable[[HttpRequest], HttpResponse]

log = logging.getLogger(__name__)
MANIFEST = "staticfiles.json"

NOT_STORED = gettext_noop("One moment: nothing can be stored right now. Please press once more in a few seconds.")

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    ]
)


class ContentSecurityPolicy:
    """Sets security headers: nothing inline, nothing from another host, and no caching unless the view says otherwise."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # In older Safari 'self' does not include WebSockets to the same host.
        scheme = "wss" if request.is_secure() else "ws"
        socket = f"connect-src 'self' {scheme}://{request.META.get('HTTP_HOST', '')}" if _is_plain(request) else "connect-src 'self'"
        response.headers.setdefault("Content-Security-Policy", POLICY.replace("connect-src 'self'", socket))
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), browsing-topics=()")
        return response


def _is_plain(request: HttpRequest) -> bool:
    return all(letter.isalnum() or letter in "-.:[]" for letter in request.META.get("HTTP_HOST", ""))


class StaticFiles(WhiteNoiseMiddleware):
    """Serves static files, but not the server's own stamp, lock and manifest in the same folder."""

    def add_file_to_dictionary(self, url: str, path: str, stat_cache: dict | None = None) -> None:
        name = url.rpartition("/")[2]
        if not name.startswith((".", MANIFEST)):
            super().add_file_to_dictionary(url, path, stat_cache=stat_cache)


class Health:
    """Answers `/healthz` for any host name, because monitoring on the machine itself asks 127.0.0.1. All other pages check the host."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info != "/healthz":
            return self.get_response(request)
        response = healthz(request)
        response["Content-Length"] = str(len(response.content))  # as CommonMiddleware does for every other page
        return response


class ReadableForm:
    """Parses the posted form before anything else does. A form that can't be parsed is answered with 400 or 413 here.

    Django answers 500 if the 404 page or the error page is the first to read such a form.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST":
            try:
                request.POST  # noqa: B018
            except OSError:  # the connection broke, or the disk is full
                raise
            except Exception as error:  # a codec may raise anything
                # Django's own way to keep the form from being parsed again.
                request._mark_post_parse_error()  # type: ignore[attr-defined]
                raise error if isinstance(error, SuspiciousOperation) else BadRequest from error
        return self.get_response(request)


class Language(LocaleMiddleware):
    """Chooses the language by `?lang=` (for the stage, where nobody clicks), then by cookie, then by the browser's setting."""

    def process_request(self, request: HttpRequest) -> None:
        chosen = request.GET.get("lang", "")
        if chosen in dict(settings.LANGUAGES):
            translation.activate(chosen)
            request.LANGUAGE_CODE = chosen
            return
        super().process_request(request)


class OneMoment:
    """Answers 503 with a sentence if the database fails, is locked or full, or if the request has waited too long.

    Nothing was stored then. A script gets JSON, a browser a page.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if getattr(request, "scope", {}).get(LATE):
            return _one_moment(request, Busy("it has waited too long for its turn"))
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, (OperationalError, InterfaceError, Busy)):
            return None
        return _one_moment(request, exception)


def _one_moment(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("a request was not served: %s", str(error).partition("\n")[0] or type(error).__name__)
    is_crowded = bool(getattr(request, "scope", {}).get(LATE))
    if request.path.startswith("/live/") or request.headers.get("X-Requested-With") == "fetch":
        detail = _("There’s a lot going on right now. Please press once more.") if is_crowded else _(NOT_STORED)
        response: HttpResponse = JsonResponse({"detail": detail}, status=503)
    else:
        response = render(None, "503.html", {"is_crowded": is_crowded}, status=503)
    response.headers["Retry-After"] = "3"
    return response
