"""Four small ones: content security policy, unreadable forms, the reader's language, and what to say when nothing can be done right now."""

import logging

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import JsonResponse
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from participation.live.writer import Busy
from participation.threads import LATE

log = logging.getLogger(__name__)

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    ]
)


class ContentSecurityPolicy:
    """Nothing inline, nothing from another host. Personal pages are never cached."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        # Old Safari does not count ws: of the same host as 'self'.
        scheme = "wss" if request.is_secure() else "ws"
        socket = f"connect-src 'self' {scheme}://{request.META.get('HTTP_HOST', '')}" if _is_plain(request) else "connect-src 'self'"
        response.headers.setdefault("Content-Security-Policy", POLICY.replace("connect-src 'self'", socket))
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), browsing-topics=()")
        return response


def _is_plain(request) -> bool:
    return all(letter.isalnum() or letter in "-.:[]" for letter in request.META.get("HTTP_HOST", ""))


class ReadableForm:
    """Reads a form before anybody else does: one that can't be read, for whatever reason, is answered with 400 (or 413) here.
    Read first by the page for an unknown address, or again by the page that says so, it would be Django's 500."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method == "POST":
            try:
                request.POST  # noqa: B018
            except OSError:  # the line broke, or the disk is full: not the form's fault
                raise
            except Exception as error:  # a codec may raise anything
                request._mark_post_parse_error()
                raise error if isinstance(error, SuspiciousOperation) else BadRequest from error
        return self.get_response(request)


class Language(LocaleMiddleware):
    """Cookie, then browser; `?lang=en` for screens that nobody touches, such as the stage. Adds no Vary for sessions."""

    def process_request(self, request):
        chosen = request.GET.get("lang", "")
        if chosen in dict(settings.LANGUAGES):
            translation.activate(chosen)
            request.LANGUAGE_CODE = chosen
            return
        super().process_request(request)


class OneMoment:
    """The database is away, locked or full, or too many want something at once: a sentence and 503, for the page or for the
    script. What was pressed did not happen."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if getattr(request, "scope", {}).get(LATE):
            return self.process_exception(request, Busy("it has waited too long for its turn"))
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, (OperationalError, InterfaceError, Busy)):
            return None
        log.error("a request was not served: %s", str(exception).partition("\n")[0] or type(exception).__name__)
        if request.path.startswith("/live/") or request.headers.get("X-Requested-With") == "fetch":
            detail = _("One moment: nothing can be stored right now. Please press once more in a few seconds.")
            response = JsonResponse({"detail": detail}, status=503)
        else:
            response = render(None, "503.html", status=503)
        response.headers["Retry-After"] = "3"
        return response
