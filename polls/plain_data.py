"""A question as plain data: in method templates, in files, and when an evening is copied.

{"kind": "slider", "question": {"de": "…"}, "options": [{"de": "…"}, …], "settings": {…}}
"""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from participation.texts import TextWidget, text
from workshops.models import TradeOff
from workshops.plain_data import Entry, Fault, text_of

from .kinds import KINDS, kind_of, money
from .kinds.base import Kind, live_options
from .models import Poll


def read(ask: Entry, tradeoff: TradeOff) -> dict[str, Any]:
    """The fields of a poll. Poles that are left out are those of the trade-off. Raises Fault."""
    kind = KINDS[ask.one_of("kind", KINDS)]
    values: dict[str, Any] = {"kind": kind.slug}
    values["question"] = ask.text("question", _column("question"), required=True)
    values["hint"] = ask.text("hint", _column("hint"))
    if kind.has_poles:
        for pole in ("pole_a", "pole_b"):
            values[pole] = ask.text(pole, _column(pole)) or getattr(tradeoff, pole)
    values["options"] = _read_options(ask, kind) if kind.has_options else []
    values["settings"] = _read_settings(ask, kind)
    try:
        kind.check_question(values["options"], values["settings"])
    except forms.ValidationError as error:
        raise Fault(ask.place, " ".join(error.messages)) from error
    ask.finish()
    return values


def _column(name: str) -> Any:
    return Poll._meta.get_field(name)


def _read_options(ask: Entry, kind: Kind) -> list[dict[str, Any]]:
    given = ask.values("options", kind.most_options) if kind.least_options or ask.raw("options") is not None else []
    labels = [text_of(raw, place, max_length=kind.option_length, required=True) for raw, place in given]
    if len(labels) < kind.least_options:
        raise ask.fault("options", _("At least {n} options belong here.").format(n=kind.least_options))
    options = [{"id": number, "label": dict(label), "retired": False} for number, label in enumerate(labels, start=1)]
    if kind.has_costs:
        options = [option | {"cost": cost} for option, cost in zip(options, _read_costs(ask, len(options)), strict=True)]
    if kind.has_passive and (passive := ask.words("passive", max_length=kind.option_length)):
        options.append({"id": len(options) + 1, "label": dict(passive), "retired": False, "passive": True})
    return options


def _read_costs(ask: Entry, n: int) -> list[int]:
    """The costs of the `n` options, in whole euros."""
    given = ask.values("costs", n)
    if len(given) < n:
        raise ask.fault("costs", _("Every option needs a cost."))
    for cost, place in given:
        if type(cost) is not int or not 1 <= cost <= money.MOST:
            raise Fault(place, _("A whole number from {low} to {high} belongs here.").format(low=1, high=money.MOST))
    return [cost for cost, _place in given]


def _read_settings(ask: Entry, kind: Kind) -> dict[str, Any]:
    """Validated by the form of the kind. A missing setting has its initial value."""
    fields = kind.settings_form.base_fields
    if ask.raw("settings") is None:
        given = {}
    else:
        settings = ask.entry("settings")
        given = {name: value for name in fields if (value := settings.raw(name)) is not None}
        settings.finish()
    form = kind.settings_form(_as_posted({name: field.initial for name, field in fields.items()} | given, fields))
    for name, errors in form.errors.items():
        raise Fault((*ask.place, "settings", *([] if name == "__all__" else [name])), " ".join(str(error) for error in errors))
    return form.cleaned_data


def _as_posted(values: dict[str, Any], fields: dict[str, forms.Field]) -> dict[str, Any]:
    """The values under the names that the fields have in a posted form."""
    data: dict[str, Any] = {}
    for name, value in values.items():
        widget = fields[name].widget
        if isinstance(widget, TextWidget):
            words = value if isinstance(value, dict) else {}
            data |= {f"{name}_{code}": words.get(code, "") for code in widget.languages}
        else:
            data[name] = value
    return data


def write(poll: Poll) -> dict[str, Any]:
    """The inverse of `read`: what is asked, without state and result. Retired options are left out."""
    kind = kind_of(poll)
    data: dict[str, Any] = {"kind": poll.kind, "question": dict(poll.question)}
    data |= {name: dict(words) for name in ("hint", "pole_a", "pole_b") if (words := getattr(poll, name))}
    if kind.has_options:
        options = live_options(poll)
        data["options"] = [dict(text(option["label"])) for option in options if not option.get("passive")]
        if kind.has_costs:
            data["costs"] = [option["cost"] for option in options]
        if passive := next((option for option in options if option.get("passive")), None):
            data["passive"] = dict(text(passive["label"]))
    known = {name: poll.settings.get(name, field.initial) for name, field in kind.settings_form.base_fields.items()}
    known = {name: value for name, value in known.items() if value is not None}
    return data | ({"settings": known} if known else {})
