"""Amounts of money in whole euros: how a facilitator types them, and how they are shown."""

import re
from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MOST = 999_999_999
_amount = re.compile(r"(?P<euros>\d+|\d{1,3}(?:(?P<mark>[.,' ’])\d{3})(?:(?P=mark)\d{3})*)(?:[.,](?:00|-|–))?")


def euros(amount: int) -> str:
    """The amount as the active language writes it: €24,000 or 24.000 €."""
    return _("€{amount}").format(amount=number_format(amount, use_l10n=True, force_grouping=True))


class EuroField(forms.IntegerField):
    """Whole euros from 1. It is a text field, because browsers read "24.000" in a number field as 24."""

    widget = forms.TextInput
    default_error_messages = {
        "invalid": gettext_lazy("Write whole euros, such as 24000."),
        "min_value": gettext_lazy("At least one euro, please."),
        "max_value": gettext_lazy("That is too much money for this question."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=MOST, **kwargs)
        self.widget.attrs |= {"inputmode": "numeric", "maxlength": 20, "autocomplete": "off"}

    def to_python(self, value: Any) -> int | None:
        """Accepts "24000", "24.000", "24 000 €" and "24.000,00"; anything else raises ValidationError."""
        if isinstance(value, str) and (typed := value.replace("€", "").replace("\u00a0", " ").replace("\u202f", " ").strip()):
            if not (found := _amount.fullmatch(typed)):
                raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
            value = re.sub(r"\D", "", found["euros"])
        return super().to_python(value)
