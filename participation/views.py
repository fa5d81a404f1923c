"""Views that belong to no app: health, and the page for a failed CSRF check."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from participation.live.guards.health import report


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the database answers and `forget` has run within three hours; else 503."""
    state = report()
    return JsonResponse(state, status=200 if state["ok"] else 503, headers={"Cache-Control": "no-store"})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page for a failed CSRF check. If the CSRF cookie is missing, the browser blocks cookies, so the page explains that."""
    if settings.CSRF_COOKIE_NAME in request.COOKIES:
        return render(request, "403_csrf.html", status=403)
    is_phone = request.path.startswith(("/j/", "/w/", "/r/"))
    template = "phone/no_cookies.html" if is_phone else "403_cookies.html"
    return render(request, template, {"address": request.build_absolute_uri()}, status=403)
