"""The settings of a utility analysis: the criteria, who scores the options, and the scores of experts and administration."""

import re
from typing import Any, NamedTuple

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participation.texts import TextFormField, TextWidget, text

MOST_CRITERIA = 6
HIGHEST_SCORE = 10
LEAST_CRITERIA = 2
SOURCES = ("experts", "administration")  # of scores that the facilitator enters


class Dimension(NamedTuple):
    """A side of life that a criterion is about. Pictures add up the criteria of one dimension."""

    name: Any
    icon: str


DIMENSIONS = {
    "environment": Dimension(gettext_lazy("Environment"), "leaf"),
    "community": Dimension(gettext_lazy("Living together"), "users"),
    "money": Dimension(gettext_lazy("Money"), "coins"),
    "voice": Dimension(gettext_lazy("Having a say"), "megaphone"),
}


class CriteriaWidget(forms.MultiWidget):
    """For each criterion its name, with one input per language, and its dimension. It also reads the list of plain data."""

    template_name = "components/criteria_widget.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        choices = [(slug, dimension.name) for slug, dimension in DIMENSIONS.items()]
        rows = [[TextWidget(), forms.Select(choices=choices)] for _number in range(MOST_CRITERIA)]
        super().__init__([widget for row in rows for widget in row], attrs)

    def decompress(self, value: Any) -> list[Any]:
        values: list[Any] = []
        for number in range(MOST_CRITERIA):
            criterion = value[number] if number < len(value or []) else {}
            known = isinstance(criterion, dict) and isinstance(criterion.get("label", {}), dict)
            dimension = criterion.get("dimension") or list(DIMENSIONS)[number % len(DIMENSIONS)] if known else "?"
            values += [text(criterion.get("label")) if known else None, dimension]
        return values

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        if not isinstance(given := data.get(name), list):
            return super().value_from_datadict(data, files, name)
        values = self.decompress(given)
        values[0::2] = [[label.get(code, "") for code, _name in settings.LANGUAGES] if label else label for label in values[0::2]]
        return values if len(given) <= MOST_CRITERIA else [*values[:-1], "?"]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        is_stored = isinstance(value, list) and all(isinstance(criterion, dict) for criterion in value)
        context = super().get_context(name, self.decompress(value) if is_stored else value, attrs)
        parts = context["widget"]["subwidgets"]
        context["widget"]["rows"] = list(zip(parts[0::2], parts[1::2], strict=True))
        return context


class CriteriaField(forms.MultiValueField):
    """Two to six criteria, as a list of {"id", "label", "dimension"}."""

    widget = CriteriaWidget

    def __init__(self, **kwargs: Any) -> None:
        dimension = forms.ChoiceField(choices=[(slug, each.name) for slug, each in DIMENSIONS.items()], required=False)
        label = TextFormField(max_length=60, required=False)
        super().__init__(fields=[label, dimension] * MOST_CRITERIA, require_all_fields=False, **kwargs)

    def compress(self, values: list[Any]) -> list[dict[str, Any]]:
        rows = [(label, dimension) for label, dimension in zip(values[0::2], values[1::2], strict=True) if label]
        if len(rows) < LEAST_CRITERIA:
            raise forms.ValidationError(_("At least {n} criteria belong here.").format(n=LEAST_CRITERIA))
        return [
            {"id": number, "label": dict(label), "dimension": dimension or next(iter(DIMENSIONS))}
            for number, (label, dimension) in enumerate(rows, start=1)
        ]


class ScoresField(forms.CharField):
    """One line for each option, one whole number from 0 to 10 for each criterion. As a value: a list of lists, empty if not entered."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else "\n".join(" ".join(map(str, row)) for row in value or [])

    def to_python(self, value: Any) -> Any:
        if isinstance(value, list) and all(isinstance(row, list) for row in value):
            value = self.prepare_value(value)
        rows = [re.split(r"[\s,;]+", line.strip()) for line in (super().to_python(value) or "").splitlines() if line.strip()]
        if any(not re.fullmatch(r"[0-9]|10", number) for row in rows for number in row):
            raise forms.ValidationError(_("Only whole numbers from 0 to 10, with spaces in between."))
        return [[int(number) for number in row] for row in rows]


class CriteriaForm(forms.Form):
    """The cleaned data has `criteria`, `room_scores`, and for each of SOURCES the scores by option and criterion, in their order."""

    criteria = CriteriaField(
        label=gettext_lazy("Criteria"),
        help_text=gettext_lazy("What matters, in a few words, and what it is about. Empty rows are left out."),
    )
    room_scores = forms.BooleanField(
        label=gettext_lazy("The room scores the options too"),
        required=False,
        initial=True,
        help_text=gettext_lazy(
            "0 to 10 for each option and criterion, after the weights. Up to five options and four criteria stay quick."
        ),
    )
    experts = ScoresField(
        label=gettext_lazy("Scores of experts"),
        required=False,
        help_text=gettext_lazy("One line for each option, in it a number from 0 to 10 for each criterion: 7 4 10"),
    )
    administration = ScoresField(
        label=gettext_lazy("Scores of the administration"),
        required=False,
        help_text=gettext_lazy("In the same form. The result keeps the scores of room, experts and administration apart."),
    )

    def clean(self) -> dict[str, Any]:
        """Check that somebody scores the options, and that every row of scores fits the criteria."""
        data = super().clean() or {}
        criteria = data.get("criteria") or []
        for source in SOURCES:
            rows = data.get(source) or []
            if criteria and any(len(row) != len(criteria) for row in rows):
                self.add_error(source, _("Each line needs a number for each of the {n} criteria.").format(n=len(criteria)))
        if not any(data.get(source) or source in self.errors for source in ("room_scores", *SOURCES)):
            self.add_error("room_scores", _("Somebody has to score the options: the room, experts or the administration."))
        return data
