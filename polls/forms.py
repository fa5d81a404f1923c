"""The form with which a question is written: the poll's own words, its options, and what its kind lets one set."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Row
from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from participation.texts import Text, TextFormField, text
from workshops.forms import Group

from . import actions
from .kinds import KINDS
from .kinds.base import live_options

MAX_OPTIONS = 8
MIN_OPTIONS = 2
SETTINGS = "settings"


class PollItemForm(forms.Form):
    """Question, hint, goals or options, settings of the kind, minutes. `pair` asks twice: before and after."""

    question = TextFormField(
        label=_("Question"), max_length=100, help_text=_("At most 100 characters, so that it can be read from the last row.")
    )
    hint = TextFormField(label=_("A sentence below the question"), max_length=200, required=False)
    title = TextFormField(
        label=_("Name in the agenda"), max_length=100, required=False, help_text=_("If it is empty, the question stands there.")
    )
    pole_a = TextFormField(label=_("Goal A"), max_length=60)
    pole_b = TextFormField(label=_("Goal B"), max_length=60)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=0, max_value=600, initial=5)

    def __init__(self, *args, instance=None, workshop=None, kind=None, way="", pair=False, **kwargs):
        self.item = instance if instance is not None and instance.pk else None
        self.workshop, self.item_kind, self.pair = workshop, kind, pair
        self.poll = self.item.polls.order_by("-round").first() if self.item else None
        self.kind = KINDS[self.poll.kind if self.poll else way]
        super().__init__(*args, initial=self._initial() | kwargs.pop("initial", {}), **kwargs)
        if not self.kind.has_poles:
            del self.fields["pole_a"], self.fields["pole_b"]
        self._add_options()
        self._add_settings()
        self._lay_out()

    def _initial(self) -> dict:
        if self.poll:
            names = ("question", "hint", "pole_a", "pole_b")
            return {name: getattr(self.poll, name) for name in names} | {"title": self.item.title, "minutes": self.item.minutes}
        tradeoff = self.workshop.tradeoff
        return {"pole_a": tradeoff.pole_a, "pole_b": tradeoff.pole_b}

    def _add_options(self) -> None:
        self.option_names: list[str] = []
        if not self.kind.has_options:
            return
        self.old_options = live_options(self.poll) if self.poll else []
        for number in range(MAX_OPTIONS):
            name = f"option_{number}"
            label = format_lazy("{word} {number}", word=_("Option"), number=number + 1)
            self.fields[name] = TextFormField(label=label, max_length=60, required=number < MIN_OPTIONS)
            if number < len(self.old_options):
                self.initial[name] = text(self.old_options[number]["label"])
            self.option_names.append(name)

    def _settings_form(self, data=None):
        return self.kind.settings_form(data, prefix=SETTINGS, initial=self.poll.settings if self.poll else None)

    def _add_settings(self) -> None:
        unbound = self._settings_form()
        self.setting_names = {f"{SETTINGS}-{name}": name for name in unbound.fields}
        for own_name, name in self.setting_names.items():
            self.fields[own_name] = unbound.fields[name]
            self.initial[own_name] = unbound.get_initial_for_field(unbound.fields[name], name)

    def _lay_out(self) -> None:
        groups = [Group(_("What do you ask?"), "question", "hint", hint=self.kind.name)]
        if self.kind.has_poles:
            groups.append(Group(_("Between what?"), "pole_a", "pole_b", hint=_("Both goals should sound equally good.")))
        if self.option_names:
            groups.append(Group(_("What can be chosen?"), *self.option_names, hint=_("Empty rows are left out."), css_class="compact"))
        if self.setting_names:
            groups.append(Group(_("How?"), *self.setting_names))
        groups.append(Group(_("In the agenda"), "title", Row("minutes")))
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(*groups)

    def clean(self):
        data = super().clean()
        if self.setting_names and not any(name in self.errors for name in self.setting_names):
            settings = self._settings_form(self.data)
            if settings.is_valid():
                self.settings = settings.cleaned_data
            for name, errors in settings.errors.items():
                self.add_error(None if name == "__all__" else f"{SETTINGS}-{name}", errors)
        return data

    def options(self) -> list[dict]:
        """The filled rows; a row that was there keeps its id, an emptied one is retired by the action."""
        known = [option["id"] for option in self.old_options] if self.option_names else []
        highest = max([option["id"] for option in (self.poll.options if self.poll else [])], default=0)
        found = []
        for number, name in enumerate(self.option_names):
            if not (label := self.cleaned_data[name]):
                continue
            if number < len(known):
                identifier = known[number]
            else:
                highest += 1
                identifier = highest
            found.append({"id": identifier, "label": dict(label), "retired": False})
        return found

    def save_item(self, workshop, by):
        data = self.cleaned_data
        values = {
            "question": data["question"],
            "hint": data["hint"],
            "pole_a": data.get("pole_a", Text()),
            "pole_b": data.get("pole_b", Text()),
            "options": self.options(),
            "settings": getattr(self, "settings", {}),
            "title": data["title"],
            "minutes": data["minutes"],
        }
        if self.item:
            return actions.set_poll(item=self.item, by=by, **values)
        if self.pair and self.kind.can_pair:
            return actions.add_pair(workshop=workshop, kind=self.kind.slug, by=by, after=workshop.item, **values)
        return actions.set_poll(workshop=workshop, kind=self.kind.slug, by=by, after=workshop.item, **values)
