"""The forms of agenda items, whatever their kind, and the choice of a kind."""

import hashlib
import json
from typing import Any

from django.conf import settings
from django.utils.translation import gettext

from participation.accounts.requests import StaffRequest
from participation.texts import TextFormField

from .extensions import ITEM_KINDS, kind_of
from .forms import ItemForm
from .item_kind import AddOption
from .models import AgendaItem, Workshop
from .purposes import PURPOSES


def option_of(chosen: str) -> AddOption | None:
    """The option that a value of the page "add an item" means: "discussion:"."""
    slug, _colon, option = chosen.partition(":")
    kind = ITEM_KINDS.get(slug)
    found = kind.add_options() if kind and kind.can_be_added else []
    return next((entry for entry in found if entry.slug == option), None)


def new_form(request: StaffRequest, workshop: Workshop, chosen: str) -> Any:
    """The form of a new item of this kind, or None if there is no such kind. It is a kind's own form, or an ItemForm."""
    option = option_of(chosen)
    if option is None:
        return None
    kind = ITEM_KINDS[chosen.partition(":")[0]]
    pair = option.can_pair and "pair" in request.GET
    form: Any = (kind.form_class or ItemForm)(request.POST or None, workshop=workshop, kind=kind, option=option.slug, pair=pair)
    form.chosen, form.add_option = chosen, option
    return form


def form_of(item: AgendaItem, workshop: Workshop, data: Any = None) -> Any:
    """The form of an existing item. It gets a copy, because a form with mistakes changes its instance."""
    kind = kind_of(item)
    return (kind.form_class or ItemForm)(data, instance=AgendaItem.objects.get(pk=item.pk), workshop=workshop, kind=kind)


def fingerprint(form: Any) -> str:
    """A short digest of what a form began with: another one means that somebody else has saved meanwhile."""
    began = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    return hashlib.sha256(json.dumps(began, default=str, sort_keys=True).encode()).hexdigest()[:16]


def translations(form: Any) -> list[dict[str, Any]]:
    """For each language beside the default one {"code", "name", "missing", "rows": [{"label", "widget"}, …]}: the inputs of all texts.

    `missing` counts the texts for the room that the default language has and this one lacks."""
    found = []
    for place, (code, name) in enumerate(settings.LANGUAGES[1:], start=1):
        inputs = [(field, field.subwidgets[0].data["subwidgets"]) for field in form if isinstance(field.field, TextFormField)]
        for_room = [widgets for field, widgets in inputs if field.name not in AgendaItem.GUIDANCE]
        missing = sum(1 for widgets in for_room if widgets[0]["value"] and not widgets[place]["value"])
        rows = [{"label": field.label, "widget": widgets[place]} for field, widgets in inputs]
        found.append({"code": code, "name": gettext(str(name)), "missing": missing, "rows": rows})
    return found


def guidance(form: Any) -> dict[str, Any]:
    """What only the facilitator reads: {"fields": bound fields, "filled": how many have a text, "wrong": whether one has a mistake}."""
    fields = [form[name] for name in AgendaItem.GUIDANCE if name in form.fields]
    return {
        "fields": fields,
        "filled": sum(any(part["value"] for part in field.subwidgets[0].data["subwidgets"]) for field in fields),
        "wrong": any(field.errors for field in fields),
    }


def choices() -> list[dict[str, Any]]:
    """Every option of every kind, below the question that it answers; its picture is `console/add/<slug>.html`, or else the icon."""
    found: dict[str, list[dict[str, Any]]] = {}
    for kind in ITEM_KINDS.values():
        for option in kind.add_options() if kind.can_be_added else ():
            pictures = [f"console/add/{option.slug or kind.slug}.html", "console/add/any.html"]
            choice = {"value": f"{kind.slug}:{option.slug}", "option": option, "pictures": pictures}
            found.setdefault(option.purpose.slug, []).append(choice)
    return [{"purpose": purpose, "choices": found[purpose.slug]} for purpose in PURPOSES if purpose.slug in found]
