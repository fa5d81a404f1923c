"""How a phone or the stage will show an agenda item: the editor shows it in frames."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language, override
from django.views.decorators.http import require_http_methods

from participation.accounts.requests import StaffRequest
from participation.accounts.rules import staff_only

from . import rules
from .extensions import ITEM_KINDS
from .item_forms import form_of, new_form
from .links import join_host, join_url
from .models import Workshop
from .slots import step_context

AUDIENCES = ("phone", "stage")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def item_preview(request: StaffRequest, pk: int, audience: str) -> HttpResponse:
    """How a phone or the stage shows an item as it is typed now: `?item=12` or `?kind=discussion:`. Nothing is saved."""
    workshop = rules.workshop_for(request.user, pk)
    if audience not in AUDIENCES:
        raise Http404
    items = workshop.items.all()
    number = request.GET.get("item", "")
    chosen = items.filter(pk=number).first() if number.isascii() and number.isdigit() and len(number) < 10 else None
    form = new_form(request, workshop, request.GET.get("kind", ""))
    if form is None and (chosen := chosen or items.first()):
        form = form_of(chosen, workshop, request.POST or None)
    language = request.GET.get("language", "")
    with override(language if language in dict(settings.LANGUAGES) else get_language()):
        screen = _screen(workshop, form, audience) if form else ""
        context = {"workshop": workshop, "screen": screen, "join_url": join_url(workshop), "join_host": join_host()}
        return HttpResponse(render_to_string(f"console/preview_{audience}.html", context, request))


def _screen(workshop: Workshop, form: Any, audience: str) -> str:
    """The fragment of the `step` slot for the item as it is typed."""
    item = form.preview_item()
    kind = ITEM_KINDS[item.kind]
    item.workshop = workshop
    context = step_context(workshop, audience) | {"item": item, "kind": kind, "upcoming": None}
    return render_to_string(kind.template(item, audience), context | kind.preview(item, audience))
