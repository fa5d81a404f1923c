"""A poll as it is typed in its form, for the preview: mistakes are shown as they are, and nothing is saved."""

from typing import Any

from django import forms

from workshops.forms import typed_value
from workshops.models import AgendaItem

from . import pairs
from .models import Poll


def typed_item(form: Any) -> AgendaItem:
    """An unsaved agenda item with an open, unsaved poll from `form`, a `PollItemForm`. A whole number that is missing is
    what an empty form begins with, or else 0; other settings without a value are left out."""
    typed = {name: typed_value(form, name) for name in ("question", "hint", "pole_a", "pole_b") if name in form.fields}
    own = form.settings_part(form.data if form.is_bound else None)
    values = {name: typed_value(own, name) for name in own.fields}
    numbers = {name: field for name, field in own.fields.items() if isinstance(field, forms.IntegerField)}
    missing = {name: field.initial or 0 for name, field in numbers.items() if values[name] is None}
    settings = {name: value for name, value in values.items() if value is not None} | missing
    poll = Poll(kind=form.kind.slug, state=Poll.State.OPEN, options=form.options(), settings=settings, **typed)
    item = AgendaItem(workshop=form.workshop, kind="poll", title=typed_value(form, "title") or poll.question)
    item.pk, poll.pk = (form.item.pk, form.poll.pk) if form.item and form.poll else (None, 0)
    vars(item).update(_poll=poll, _pair_side="before" if form.pair else pairs.side_of(form.item) if form.item else "")
    return item
