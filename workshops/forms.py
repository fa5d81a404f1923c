"""The forms with which a workshop and its agenda are written. They check; actions write."""

from datetime import datetime, timedelta

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Row
from django import forms
from django.utils import timezone
from django.utils.functional import lazystr
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from participation.accounts.models import Municipality
from participation.texts import TextFormField

from . import actions
from .models import AgendaItem, Goal, TradeOff, Workshop

Influence = Municipality.Influence
INFLUENCE_MEANS = {
    Influence.INFORM: _("We explain what holds"),
    Influence.CONSULT: _("The town hall answers with a reason"),
    Influence.DECIDE: _("The council follows the result"),
}


class Explained:
    """A choice's label with a second, quieter line."""

    def __init__(self, label, hint):
        self.label, self.hint = label, hint

    def __str__(self):
        return str(self.label)


class Group(Fieldset):
    """A group of fields beside its heading; headings are plain text, never a template."""

    def __init__(self, legend, *fields, hint="", **kwargs):
        super().__init__("", *fields, **kwargs)
        self.heading, self.hint = legend, hint


class WorkshopForm(forms.ModelForm):
    """Title, trade-off, time, place and influence of one evening."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    begins = forms.TimeField(label=_("Begins"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    ends = forms.TimeField(label=_("Ends"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))

    class Meta:
        model = Workshop
        fields = ["title", "tradeoff", "place", "expected", "influence", "promise", "is_rehearsal"]
        help_texts = {
            "place": _("For example: Assembly hall of the school, Schulweg 4"),
            "promise": _("Participants read this before they join: who decides what, and by when they get an answer."),
        }
        error_messages = {"place": {"required": _("Where does the workshop take place? Without a place nobody can be invited.")}}

    def __init__(self, *args, municipality, **kwargs):
        self.municipality = municipality
        workshop = kwargs.get("instance")
        initial = (
            _times_of(workshop) | kwargs.pop("initial", {})
            if workshop
            else {"influence": municipality.influence} | kwargs.pop("initial", {})
        )
        super().__init__(*args, initial=initial, **kwargs)
        kept = [workshop.tradeoff_id] if workshop else []
        found = TradeOff.objects.filter(municipality=municipality)
        self.fields["tradeoff"].queryset = found.filter(state=TradeOff.State.ACTIVE) | found.filter(pk__in=kept)
        self.fields["tradeoff"].empty_label = None if workshop else _("Please choose")
        influence = self.fields["influence"]
        influence.label = _("How much influence is there?")
        influence.widget = forms.RadioSelect()
        influence.widget.cards = True
        influence.choices = [(choice, Explained(choice.label, INFLUENCE_MEANS[choice])) for choice in Influence]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            Group(_("What is it about?"), "title", "tradeoff"),
            Group(_("When and where?"), Row("day", "begins", "ends"), "place", "expected", hint=_("This is how the invitation says it.")),
            Group(_("What can change?"), "influence", "promise"),
            Group(_("Trying it out"), "is_rehearsal"),
        )

    def clean(self):
        data = super().clean()
        day, begins, ends = data.get("day"), data.get("begins"), data.get("ends")
        if day and begins:
            data["starts_at"] = timezone.make_aware(datetime.combine(day, begins))
            data["ends_at"] = timezone.make_aware(datetime.combine(day, ends)) if ends else None
            if ends and ends <= begins:
                self.add_error("ends", _("The end must be later than the beginning."))
        return data

    def values(self) -> dict:
        """What the actions take."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"day", "begins", "ends"}}


def _times_of(workshop: Workshop) -> dict:
    starts = timezone.localtime(workshop.starts_at)
    ends = timezone.localtime(workshop.ends_at) if workshop.ends_at else None
    return {"day": starts.date(), "begins": starts.time(), "ends": ends.time() if ends else None}


class MinutesForm(forms.Form):
    """How long each item of the agenda takes: one small field in every row."""

    def __init__(self, items, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.items = list(items)
        for item in self.items:
            self.fields[f"minutes-{item.pk}"] = forms.IntegerField(
                label=format_lazy("{label}: {title}", label=_("Minutes"), title=lazystr(item.title)),
                min_value=0,
                max_value=600,
                initial=item.minutes,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 3}),
            )

    def rows(self):
        return [(item, self[f"minutes-{item.pk}"]) for item in self.items]

    def save(self, by) -> None:
        for item in self.items:
            minutes = self.cleaned_data[f"minutes-{item.pk}"]
            if minutes != item.minutes:
                actions.update_item(item=item, by=by, minutes=minutes)


class ItemForm(forms.ModelForm):
    """An agenda item that is words only: input, discussion, end. Kinds of other apps bring their own."""

    class Meta:
        model = AgendaItem
        fields = ["title", "text", "prompts", "minutes"]

    def __init__(self, *args, workshop=None, kind=None, way="", pair=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.workshop, self.kind, self.way, self.pair = workshop, kind, way, pair
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def save_item(self, workshop, by) -> AgendaItem:
        """Create or change the item by an action."""
        fields = {name: self.cleaned_data[name] for name in self._meta.fields}
        if self.instance.pk:
            return actions.update_item(item=self.instance, by=by, **fields) or self.instance
        # While it runs, a new item comes right after the present one.
        return actions.add_item(workshop=workshop, kind=self.kind.slug, by=by, after=workshop.item, **fields)


class TradeOffForm(forms.ModelForm):
    """The words of a trade-off; goals and facts come in rows below."""

    class Meta:
        model = TradeOff
        fields = ["title", "core_question", "about", "pole_a", "pole_a_text", "pole_b", "pole_b_text", "source_note"]
        help_texts = {
            "title": _("Short, for lists: Trees or parking"),
            "core_question": _("A question that has no easy answer: How can we …, without losing …?"),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        both = _("Both goals bind the town, and both should sound good.")
        self.helper.layout = Layout(
            Group(_("What is it about?"), "title", "core_question", "about"),
            Group(_("The two goals"), "pole_a", "pole_a_text", "pole_b", "pole_b_text", hint=both),
            Group(_("Where it comes from"), "source_note"),
        )


class GoalForm(forms.Form):
    """Where a goal comes from; an empty row is left out."""

    pole = forms.ChoiceField(label=_("Goal"), choices=[("a", _("Goal A")), ("b", _("Goal B"))])
    level = forms.ChoiceField(label=_("Level"), choices=Goal.Level)
    text = TextFormField(label=_("What was decided there"), max_length=160, required=False)


class FactForm(forms.Form):
    """Something both sides may rely on: never without its source and date."""

    text = TextFormField(label=_("Fact"), max_length=300, required=False)
    source = TextFormField(label=_("Source"), max_length=160, required=False)
    as_of = forms.CharField(label=_("As of"), max_length=40, required=False)

    def clean(self):
        data = super().clean()
        if data.get("text"):
            for name in ("source", "as_of"):
                if not data.get(name):
                    self.add_error(name, _("A fact needs its source and its date."))
        return data


GoalRows = forms.formset_factory(GoalForm, extra=2, max_num=20)
FactRows = forms.formset_factory(FactForm, extra=2, max_num=20)


def filled(rows) -> list[dict]:
    """The rows of a valid formset in which something is written."""
    return [form.cleaned_data for form in rows if form.cleaned_data.get("text")]


def agenda_times(workshop: Workshop, items) -> list[tuple[AgendaItem, datetime]]:
    """Each item with the time at which it should begin."""
    at, found = workshop.starts_at, []
    for item in items:
        found.append((item, at))
        at += timedelta(minutes=item.minutes)
    return found
