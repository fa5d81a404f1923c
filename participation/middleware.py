"""Two small ones: the content security policy and the reader's language."""

from django.conf import settings
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

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


class Language(LocaleMiddleware):
    """Cookie, then browser; `?lang=en` for screens that nobody touches, such as the stage. Adds no Vary for sessions."""

    def process_request(self, request):
        chosen = request.GET.get("lang", "")
        if chosen in dict(settings.LANGUAGES):
            translation.activate(chosen)
            request.LANGUAGE_CODE = chosen
            return
        super().process_request(request)
