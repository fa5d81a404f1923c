"""The form for writing or correcting a question: its texts, its options, and the settings of its kind."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from participation.accounts.models import User
from participation.texts import Text, TextFormField, in_every_language, text
from workshops.actions import add_item
from workshops.forms import Group, add_guidance, fold_languages, typed_value
from workshops.items import Discussion
from workshops.models import AgendaItem, Workshop

from . import actions
from .form_preview import typed_item
from .kinds import KINDS
from .kinds.base import live_options
from .kinds.money import EuroField

# Rows for options: how many a new question has, and how many empty ones follow existing options.
FIRST_ROWS, MORE_ROWS = 12, 4
LEAST_MINUTES = 5  # that a new question gets in the agenda
PASSIVE = _("Everything stays as it is")
SETTINGS = "settings"
FORM = f"{SETTINGS}-form"  # the setting that chooses one of the kind's variants
# What stands between the halves of a new pair.
TALK, TALK_MINUTES = _("Talk in small groups"), 15


def check_costs(form: forms.Form, option_names: list[str], data: dict[str, Any]) -> None:
    """Every option has a cost, no cost is without option, no option costs more than there is, and not all can be paid for."""
    cap, costs = data.get(f"{SETTINGS}-cap"), []
    for number, name in enumerate(option_names):
        label, field = data.get(name), f"cost_{number}"
        cost = data.get(field)
        if field in form.errors or name in form.errors:
            continue
        if label and cost is None:
            form.add_error(field, _("What does it cost?"))
        elif cost is not None and not label:
            form.add_error(name, _("What costs that much?"))
        elif cost and cap and cost > cap:
            form.add_error(field, _("That is more money than there is."))
        elif cost:
            costs.append(cost)
    if cap and not form.errors and sum(costs) <= cap:
        form.add_error(f"{SETTINGS}-cap", _("That is enough for everything, so there is nothing to decide."))


class PollItemForm(forms.Form):
    """The form of one agenda item with a poll. Fields for poles, options and settings depend on the kind.

    Either `instance`, an item to correct, or `workshop` and `option`, the slug of the kind of a new question. With `pair`, a new question
    is asked twice.
    """

    question = TextFormField(
        label=_("Question"), max_length=100, help_text=_("At most 100 characters, so that it can be read from the last row.")
    )
    hint = TextFormField(label=_("A sentence below the question"), max_length=200, required=False)
    title = TextFormField(
        label=_("Name in the agenda"), max_length=100, required=False, help_text=_("If it is empty, the question stands there.")
    )
    pole_a = TextFormField(label=_("Goal A"), max_length=60)
    pole_b = TextFormField(label=_("Goal B"), max_length=60)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=0, max_value=600)

    def __init__(
        self,
        *args: Any,
        instance: AgendaItem | None = None,
        workshop: Workshop | None = None,
        kind: str | None = None,
        option: str = "",
        pair: bool = False,
        **kwargs: Any,
    ) -> None:
        self.item = instance if instance is not None and instance.pk else None
        self.workshop, self.item_kind, self.pair = workshop, kind, pair
        self.poll = self.item.polls.order_by("-round").first() if self.item else None
        self.kind = KINDS[self.poll.kind if self.poll else option]
        kwargs["initial"] = self._initial() | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        if not self.kind.has_poles:
            del self.fields["pole_a"], self.fields["pole_b"]
        self._add_options()
        self._add_settings()
        add_guidance(self, self.item)
        self._lay_out()

    def _initial(self) -> dict[str, Any]:
        if self.poll and self.item:
            names = ("question", "hint", "pole_a", "pole_b")
            return {name: getattr(self.poll, name) for name in names} | {"title": self.item.title, "minutes": self.item.minutes}
        assert self.workshop  # a new question names its workshop
        tradeoff = self.workshop.tradeoff
        return {"pole_a": tradeoff.pole_a, "pole_b": tradeoff.pole_b, "minutes": max(LEAST_MINUTES, self.kind.minutes)}

    def _add_options(self) -> None:
        self.option_names: list[str] = []
        if not self.kind.has_options:
            return
        self.old_options = [option for option in live_options(self.poll) if not option.get("passive")] if self.poll else []
        rows = max(FIRST_ROWS, len(self.old_options) + MORE_ROWS)
        for number in range(min(rows, self.kind.most_options)):
            name = f"option_{number}"
            label = format_lazy("{word} {number}", word=self.kind.option_name, number=number + 1)
            self.fields[name] = TextFormField(label=label, max_length=self.kind.option_length, required=number < self.kind.least_options)
            if number < len(self.old_options):
                self.initial[name] = text(self.old_options[number]["label"])
            self.option_names.append(name)
            if self.kind.has_costs:
                self._add_cost(number)
        if self.kind.has_passive:
            self._add_passive()

    def _add_cost(self, number: int) -> None:
        """Add the field for the cost of an option. It must be filled in if the option is."""
        name = f"cost_{number}"
        label = format_lazy(_("Cost {number}"), number=number + 1)
        self.fields[name] = EuroField(
            label=label, required=number < self.kind.least_options, error_messages={"required": _("What does it cost?")}
        )
        if number < len(self.old_options):
            self.initial[name] = self.old_options[number].get("cost")

    def _add_passive(self) -> None:
        """Add the row of the passive option. It is filled in for a new question, and an empty row removes the option."""
        self.fields["passive"] = TextFormField(
            label=_("If nothing changes"), max_length=60, required=False, help_text=_("The other options are compared with it.")
        )
        old = next((option for option in live_options(self.poll) if option.get("passive")), None) if self.poll else None
        self.initial["passive"] = text(old["label"]) if old else Text() if self.poll else in_every_language(PASSIVE)

    def settings_part(self, data: Any = None) -> forms.Form:
        return self.kind.settings_form(data, prefix=SETTINGS, initial=self.poll.settings if self.poll else None)

    def _add_settings(self) -> None:
        unbound = self.settings_part()
        self.setting_names = {f"{SETTINGS}-{name}": name for name in unbound.fields}
        for own_name, name in self.setting_names.items():
            self.fields[own_name] = unbound.fields[name]
            self.initial[own_name] = unbound.get_initial_for_field(unbound.fields[name], name)

    def _lay_out(self) -> None:
        """The groups of the page, which itself shows the minutes beside the title, and the guidance."""
        fold_languages(self)
        groups = [Group(_("What do you ask?"), "question", "hint", *([FORM] if self.kind.variants else []), hint=self.kind.hint)]
        if self.kind.has_poles:
            groups.append(Group(_("Which two goals?"), "pole_a", "pole_b", hint=_("Both goals should sound equally good.")))
        if self.option_names:
            rows = [*self._option_rows(), *(["passive"] if self.kind.has_passive else [])]
            only = {"data_form": next(iter(self.kind.variants))} if self.kind.variants else {}
            groups.append(Group(_("What can be chosen?"), *rows, hint=_("Empty rows are left out."), css_class="compact growing", **only))
        if self.setting_names:
            groups.append(Group(_("How?"), *self._setting_rows()))
        groups.append(Group(_("In the agenda"), "title"))
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(*groups)

    def _setting_rows(self) -> list[Any]:
        """The settings; those of one variant in a part of the page that the script shows only if that variant is chosen."""
        parts = [Div(*(f"{SETTINGS}-{name}" for name in names), data_form=form) for form, names in self.kind.variants.items()]
        own = {FORM, *(f"{SETTINGS}-{name}" for names in self.kind.variants.values() for name in names)}
        return [*parts, *(name for name in self.setting_names if not parts or name not in own)]

    def _option_rows(self) -> list[Any]:
        if not self.kind.has_costs:
            return [*self.option_names]
        return [Div(name, name.replace("option", "cost"), css_class="side-by-side priced") for name in self.option_names]

    def clean(self) -> dict[str, Any]:
        """Validate the settings with the form of the kind, because rules of that form may involve several settings."""
        data = super().clean() or {}
        if self.setting_names and not any(name in self.errors for name in self.setting_names):
            own = self.settings_part(self.data)
            if own.is_valid():
                self.settings = own.cleaned_data
            for name, errors in own.errors.items():
                self.add_error(None if name == "__all__" else f"{SETTINGS}-{name}", errors)
        if self.kind.has_costs:
            check_costs(self, self.option_names, data)
        if not self.errors:
            try:
                self.kind.check_question(self.options(), getattr(self, "settings", {}))
            except forms.ValidationError as error:
                self.add_error(None, error)
        return data

    def options(self) -> list[dict]:
        """All filled rows, as typed, as Poll.options, or none in a variant without options.
        Existing options keep their ids; `actions.set_poll` retires removed ones."""
        if self.kind.variants and not self.kind.takes_options(typed_value(self, FORM)):
            return []
        known = [option["id"] for option in self.old_options] if self.option_names else []
        highest = max([option["id"] for option in (self.poll.options if self.poll else [])], default=0)
        found = []
        for number, name in enumerate(self.option_names):
            if not (label := typed_value(self, name)):
                continue
            if number < len(known):
                identifier = known[number]
            else:
                highest += 1
                identifier = highest
            cost = {"cost": typed_value(self, f"cost_{number}") or 0} if self.kind.has_costs else {}
            found.append({"id": identifier, "label": dict(label), "retired": False} | cost)
        return found + self._passive(highest)

    def _passive(self, highest: int) -> list[dict]:
        """The passive option with its old id or a new one, as a list of one; empty if its row is empty."""
        if "passive" not in self.fields or not (label := typed_value(self, "passive")):
            return []
        old = [option["id"] for option in (self.poll.options if self.poll else []) if option.get("passive")]
        return [{"id": old[0] if old else highest + 1, "label": dict(label), "retired": False, "passive": True}]

    def preview_item(self) -> AgendaItem:
        """The item with an open poll, as it is typed now; nothing is saved."""
        return typed_item(self)

    def save_item(self, workshop: Workshop, by: User) -> AgendaItem:
        """Save a valid form; gives the item, of a new pair its first half. New questions come after the present item.
        Raises Refused if a poll can't be changed any more."""
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
        } | {name: data[name] for name in AgendaItem.GUIDANCE}
        if self.item:
            return actions.set_poll(item=self.item, by=by, **values)
        if self.pair and self.kind.can_pair:
            return self._add_pair(workshop, by, values)
        return actions.set_poll(workshop=workshop, kind=self.kind.slug, by=by, after=workshop.item, **values)

    def _add_pair(self, workshop: Workshop, by: User, values: dict[str, Any]) -> AgendaItem:
        """Add both halves, and a discussion between them; gives the first half."""
        with transaction.atomic():
            pair = actions.add_pair(workshop=workshop, kind=self.kind.slug, by=by, after=workshop.item, **values)
            add_item(workshop=workshop, kind=Discussion.slug, by=by, after=pair.before, title=in_every_language(TALK), minutes=TALK_MINUTES)
        return pair.before
