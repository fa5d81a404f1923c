"""What belongs to no app: health, and the page for a form that has grown too old."""

from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from participation.live.health import report


@require_safe
def healthz(request):
    """200 while the database answers and `forget` has run within three hours; else 503."""
    state = report()
    return JsonResponse(state, status=200 if state["ok"] else 503, headers={"Cache-Control": "no-store"})


def csrf_failure(request, reason=""):
    return render(request, "403_csrf.html", status=403)
