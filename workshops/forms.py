"""Forms for a workshop, its agenda and trade-offs. A form only checks; `workshops.actions` writes."""

from datetime import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Row
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participation.accounts.models import Municipality, User
from participation.texts import TextFormField, text

from . import actions
from .item_kind import ItemKind
from .models import MOST_PEOPLE, AgendaItem, Goal, TradeOff, Workshop

Influence = Municipality.Influence
INFLUENCE_MEANS = {
    Influence.INFORM: _("We explain what holds"),
    Influence.CONSULT: _("The town hall answers with a reason"),
    Influence.DECIDE: _("The council follows the result"),
}
# Limits the rows of goals and of facts, whatever number a posted form claims.
MOST_ROWS = 20


class Explained:
    """A choice's label with a hint below it."""

    def __init__(self, label: Any, hint: Any) -> None:
        self.label, self.hint = label, hint

    def __str__(self) -> str:
        return str(self.label)


class Group(Fieldset):
    """A group of fields with a heading. Unlike crispy's Fieldset it never renders the heading as a template."""

    def __init__(self, legend: Any, *fields: Any, hint: Any = "", **kwargs: Any) -> None:
        super().__init__("", *fields, **kwargs)
        self.heading, self.hint = legend, hint


class WorkshopForm(forms.ModelForm):
    """Title, trade-off, time, place and influence of one evening."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    begins = forms.TimeField(label=_("Begins"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    ends = forms.TimeField(label=_("Ends"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))

    class Meta:
        model = Workshop
        fields = ["title", "tradeoff", "place", "expected", "capacity", "influence", "promise", "partners"]
        help_texts = {
            "place": _("For example: Assembly hall of the school, Schulweg 4"),
            "expected": _("When twice as many have come, or thirty more, newcomers wait at the door until you let them in."),
            "promise": _("Participants read this before they join: who decides what, and by when they get an answer."),
            "partners": _(
                "Schools, associations and companies that take part. It stands on the public page when the workshop is announced."
            ),
        }
        error_messages = {"place": {"required": _("Where does the workshop take place? Without a place nobody can be invited.")}}

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        self.municipality = municipality
        workshop: Workshop | None = kwargs.get("instance")
        initial = _times_of(workshop) if workshop else {"influence": municipality.influence}
        super().__init__(*args, **kwargs | {"initial": initial | kwargs.get("initial", {})})
        kept = [workshop.tradeoff_id] if workshop else []
        found = TradeOff.objects.filter(municipality=municipality)
        tradeoff: Any = self.fields["tradeoff"]
        tradeoff.queryset = found.filter(state=TradeOff.State.ACTIVE) | found.filter(pk__in=kept)
        tradeoff.empty_label = None if workshop else _("Please choose")
        for name in ("expected", "capacity"):
            self.fields[name].validators += [MinValueValidator(1), MaxValueValidator(MOST_PEOPLE)]
            self.fields[name].required = name == "expected"
            self.fields[name].widget.attrs |= {"min": 1, "max": MOST_PEOPLE}
        influence: Any = self.fields["influence"]
        influence.label = _("How much influence is there?")
        influence.widget = forms.RadioSelect()
        influence.widget.cards = True
        influence.choices = [(choice, Explained(choice.label, INFLUENCE_MEANS[choice])) for choice in Influence]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            Group(_("What is it about?"), "title", "tradeoff"),
            Group(
                _("When and where?"),
                Row("day", "begins", "ends"),
                "place",
                Row("expected", "capacity"),
                hint=_("This is how the invitation says it."),
            ),
            Group(_("What can change?"), "influence", "promise"),
            Group(_("With whom?"), "partners"),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        day, begins, ends = data.get("day"), data.get("begins"), data.get("ends")
        if data.get("capacity") is None and "capacity" not in self.errors:
            data["capacity"] = max(self.instance.capacity, data.get("expected") or 0)
        if data.get("expected", 0) > data.get("capacity", MOST_PEOPLE):
            self.add_error("capacity", _("There must be room for everybody who is expected."))
        if day and begins:
            data["starts_at"] = timezone.make_aware(datetime.combine(day, begins))
            data["ends_at"] = timezone.make_aware(datetime.combine(day, ends)) if ends else None
            if ends and ends <= begins:
                self.add_error("ends", _("The end must be later than the beginning."))
        return data

    def values(self) -> dict[str, Any]:
        """The keyword arguments for `create_workshop` and `update_workshop`."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"day", "begins", "ends"}}


def _times_of(workshop: Workshop) -> dict[str, Any]:
    starts = timezone.localtime(workshop.starts_at)
    ends = timezone.localtime(workshop.ends_at) if workshop.ends_at else None
    return {"day": starts.date(), "begins": starts.time(), "ends": ends.time() if ends else None}


class ItemForm(forms.ModelForm):
    """An agenda item of a kind without a form of its own: input and discussion."""

    class Meta:
        model = AgendaItem
        fields = ["title", "text", "prompts", "minutes", *AgendaItem.GUIDANCE]

    def __init__(self, *args: Any, workshop: Workshop, kind: ItemKind, option: str = "", pair: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workshop, self.kind, self.option, self.pair = workshop, kind, option, pair
        fold_languages(self)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout("title", "text", "prompts")  # the page itself shows minutes and guidance

    def preview_item(self) -> AgendaItem:
        """The item as it is typed now, not saved; for the preview, so mistakes are left out."""
        typed = {name: typed_value(self, name) for name in self._meta.fields or ()}
        return AgendaItem(pk=self.instance.pk, workshop=self.workshop, kind=self.kind.slug, **typed)

    def save_item(self, workshop: Workshop, by: User) -> AgendaItem:
        """Create the item (after the present one) or update it; raises Refused."""
        fields = {name: self.cleaned_data[name] for name in self._meta.fields or ()}
        if self.instance.pk:
            return actions.update_item(item=self.instance, by=by, **fields) or self.instance
        # While it runs, a new item comes right after the present one.
        return actions.add_item(workshop=workshop, kind=self.kind.slug, by=by, after=workshop.item, **fields)


def add_guidance(form: forms.BaseForm, item: AgendaItem | None) -> None:
    """Add the fields of AgendaItem.GUIDANCE to a form of a kind's own, with the texts of an existing item. Its page shows them folded."""
    for name in AgendaItem.GUIDANCE:
        column: Any = AgendaItem._meta.get_field(name)
        form.fields[name] = column.formfield()
        if item:
            form.initial[name] = getattr(item, name)


def fold_languages(form: forms.BaseForm) -> None:
    """Let the form show its texts in the default language only. Its page has the others in `item_forms.translations`."""
    for field in form.fields.values():
        if isinstance(field, TextFormField):
            field.widget.folded = True


def typed_value(form: forms.BaseForm, name: str) -> Any:
    """The value of a field as it is typed, also if it is not valid yet; what the field began with, if nothing is posted."""
    field = form.fields[name]
    if form.is_bound:
        form.is_valid()
        if name in form.cleaned_data:
            return form.cleaned_data[name]
        if isinstance(field, TextFormField):
            return field.as_typed(field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name)))
    began = form.get_initial_for_field(field, name)
    return text(began) if isinstance(field, TextFormField) else began


class TradeOffForm(forms.ModelForm):
    """The texts of a trade-off. Its goals and facts are `GoalRows` and `FactRows`."""

    class Meta:
        model = TradeOff
        fields = ["title", "core_question", "about", "pole_a", "pole_a_text", "pole_b", "pole_b_text", "source_note"]
        help_texts = {
            "title": _("Short, for lists: Trees or parking"),
            "core_question": _("A question that has no easy answer: How can we …, without losing …?"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        both = _("Both goals bind the town, and both should sound good.")
        self.helper.layout = Layout(
            Group(_("What is it about?"), "title", "core_question", "about"),
            Group(_("The two goals"), "pole_a", "pole_a_text", "pole_b", "pole_b_text", hint=both),
            Group(_("Origin"), "source_note"),
        )


class GoalForm(forms.Form):
    """Where a goal comes from. `filled` drops rows without text."""

    pole = forms.ChoiceField(label=_("Goal"), choices=[("a", _("Goal A")), ("b", _("Goal B"))])
    level = forms.ChoiceField(label=_("Level"), choices=Goal.Level)
    text = TextFormField(label=_("What was decided there"), max_length=160, required=False)


class FactForm(forms.Form):
    """A fact that both sides accept; it needs a source and a date."""

    text = TextFormField(label=_("Fact"), max_length=300, required=False)
    source = TextFormField(label=_("Source"), max_length=160, required=False)
    as_of = forms.CharField(label=_("As of"), max_length=40, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("text"):
            for name in ("source", "as_of"):
                if not data.get(name):
                    self.add_error(name, _("A fact needs its source and its date."))
        return data


GoalRows = forms.formset_factory(GoalForm, extra=2, max_num=MOST_ROWS, absolute_max=MOST_ROWS)
FactRows = forms.formset_factory(FactForm, extra=2, max_num=MOST_ROWS, absolute_max=MOST_ROWS)


def filled(rows: forms.BaseFormSet) -> list[dict[str, Any]]:
    """The cleaned data of the rows with a text; `rows` must be valid."""
    return [form.cleaned_data for form in rows if form.cleaned_data.get("text")]
