"""Forms for a new evening: by a method, like an earlier one, or from a file. They only check; `workshops.actions` writes."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participation.accounts.models import Municipality
from participation.texts import Text, TextFormField

from .methods import LENGTHS, methods
from .models import TradeOff, Workshop

BEFOREHAND = timedelta(days=3 * 365)
TOO_LARGE = _("This file is too large for an agenda.")
LONGEST_FILE = 200_000  # bytes; the server takes 256 KiB in all, also when the text is corrected and sent again
TITLE_LENGTH = Workshop._meta.get_field("title").max_length or 0


def next_quarter() -> datetime:
    """The next quarter of an hour, in local time: an evening that is made now can begin now."""
    now = timezone.localtime()
    return now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0) + timedelta(minutes=15)


def expect_day(day: date) -> None:
    """Raise ValidationError for days that can only be a slip of the pen."""
    today = timezone.localdate()
    if day < today:
        raise forms.ValidationError(_("This day is over."))
    if day > today + BEFOREHAND:
        raise forms.ValidationError(_("This day is more than three years away."))


class DayField(forms.DateField):
    """A day from today on."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_validators = [expect_day]


class TimeField(forms.TimeField):
    """A time of day."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class WhenForm(forms.Form):
    """Day and time at which an evening begins; by default soon."""

    day = DayField(label=_("Day"))
    begins = TimeField(label=_("Begins"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        soon = next_quarter()
        kwargs["initial"] = {"day": soon.date(), "begins": soon.time()} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)

    def starts_at(self) -> datetime:
        """The beginning; of a form with mistakes as far as it can be read."""
        data = getattr(self, "cleaned_data", {})
        parts = {name: data.get(name) or self.get_initial_for_field(self.fields[name], name) for name in ("day", "begins")}
        return timezone.make_aware(datetime.combine(parts["day"], parts["begins"]))


class ComposeForm(WhenForm):
    """The three choices of "an evening in three minutes", and when it begins."""

    tradeoff = forms.ModelChoiceField(TradeOff.objects.none(), label=_("What is it about?"), empty_label=None)
    length = forms.TypedChoiceField(label=_("How long?"), coerce=int, choices=[(minutes, minutes) for minutes in LENGTHS], initial=90)
    method = forms.ChoiceField(label=_("By which method?"))

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        self.offered = TradeOff.objects.filter(municipality=municipality, state=TradeOff.State.ACTIVE).order_by("pk")
        kwargs["initial"] = {"tradeoff": self.offered.first(), "method": next(iter(methods()))} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        tradeoff: Any = self.fields["tradeoff"]
        tradeoff.queryset = self.offered
        method: Any = self.fields["method"]
        method.choices = [(slug, slug) for slug in methods()]  # the page shows their names

    def chosen(self, name: str) -> Any:
        """What is chosen so far: the valid choice, or the one that the page begins with."""
        return getattr(self, "cleaned_data", {}).get(name) or self.get_initial_for_field(self.fields[name], name)


class CopyForm(forms.Form):
    """What an evening is called when it takes place again, and where."""

    title = TextFormField(label=_("Title"), max_length=TITLE_LENGTH)
    place = forms.CharField(label=_("Place"), max_length=Workshop._meta.get_field("place").max_length)

    def title_for(self, row: "ClassForm") -> Text:
        """The title with the name of the class behind it; adds an error to the row if that is too long."""
        group = row.cleaned_data["group"]
        title = Text({code: f"{words}, {group}" if group else words for code, words in self.cleaned_data["title"].items()})
        if any(len(words) > TITLE_LENGTH for words in title.values()):
            row.add_error("group", _("With the title that is too long by some letters."))
        return title


class ClassForm(forms.Form):
    """One more time for the same evening: a class, and when it comes. An empty row is left out."""

    group = forms.CharField(label=_("Class or group"), max_length=20, required=False)
    day = DayField(label=_("Day"), required=False)
    begins = TimeField(label=_("Begins"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name, sentence in (("day", _("On which day?")), ("begins", _("When does it begin?"))):
            if any(data.values()) and not data.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        return data

    def starts_at(self) -> datetime:
        """The beginning, of a valid row that is filled in."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["day"], self.cleaned_data["begins"]))


class FirstRequired(forms.BaseFormSet):
    """The rows of classes; at least one must be filled in."""

    def clean(self) -> None:
        if not any(self.errors) and not self.filled():
            raise forms.ValidationError(_("When does it take place?"))

    def filled(self) -> list[ClassForm]:
        """The valid rows with a day."""
        return [form for form in self.forms if form.cleaned_data.get("day")]


MOST_CLASSES = 6
ClassRows = forms.formset_factory(ClassForm, formset=FirstRequired, extra=MOST_CLASSES, max_num=MOST_CLASSES, absolute_max=MOST_CLASSES)


class ImportForm(WhenForm):
    """A file with an evening, or its text: what is wrong can be corrected in place."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        widget=forms.FileInput(
            attrs={"accept": ".json,application/json", "data-most-bytes": LONGEST_FILE, "data-too-large": TOO_LARGE},
        ),
    )
    text = forms.CharField(
        label=_("Or its text"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"})
    )
    place = forms.CharField(label=_("Place"), max_length=Workshop._meta.get_field("place").max_length, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if file := data.get("file"):
            data["text"] = self._read(file)
        if not (data.get("text") or "").strip() and not self.errors:
            self.add_error("file", _("Choose a file, or paste its text."))
        return data

    def _read(self, file: Any) -> str:
        if file.size > LONGEST_FILE:
            self.add_error("file", TOO_LARGE)
            return ""
        try:
            return file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            self.add_error("file", _("This file is no text. An agenda is a file that ends in .json."))
            return ""

    def show(self, text: str) -> None:
        """Put the text of the file into the field, so that it can be corrected there."""
        self.data = {name: self.data.get(name, "") for name in self.fields} | {"text": text}
