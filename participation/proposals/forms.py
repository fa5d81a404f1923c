"""The form on the phone. Lengths are those people count: after tidying, in characters."""

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from workshops.models import TradeOff, Workshop
from workshops.wording import tidy

from .models import TEXT_MAX, TITLE_MAX, TITLE_MIN

NONCE_LENGTH = 22


class Words(forms.CharField):
    """What somebody typed, tidied first and then measured."""

    def __init__(self, *, limit: int, least: int = 0, multiline: bool = False, too_short=None, **kwargs):
        self.limit, self.least, self.multiline, self.too_short = limit, least, multiline, too_short
        super().__init__(widget=forms.Textarea if multiline else forms.TextInput, strip=False, **kwargs)

    def to_python(self, value):
        return tidy(super().to_python(value) or "", multiline=self.multiline)

    def validate(self, value):
        super().validate(value)
        if value and len(value) < self.least:
            raise ValidationError(self.too_short, code="short", params={"least": self.least})
        if len(value) > self.limit:
            over = ngettext_lazy("This is too long by %(over)d character.", "This is too long by %(over)d characters.", "over")
            raise ValidationError(over, code="long", params={"over": len(value) - self.limit})


class ProposalForm(forms.Form):
    title = Words(
        label=_("Title"),
        limit=TITLE_MAX,
        least=TITLE_MIN,
        too_short=_("The title is too short. Take at least %(least)d characters, so that everybody understands what it is about."),
        error_messages={"required": _("The title is missing.")},
    )
    what = Words(
        label=_("What should happen?"),
        limit=TEXT_MAX,
        multiline=True,
        error_messages={"required": _("Please write what should happen. One sentence is enough.")},
    )
    why = Words(label=_("Why is that good?"), limit=TEXT_MAX, multiline=True, required=False)
    tradeoff = forms.ModelChoiceField(
        TradeOff.objects.none(),
        label=_("Which trade-off does it belong to?"),
        empty_label=None,
        error_messages={"required": _("Please choose a trade-off."), "invalid_choice": _("Please choose a trade-off.")},
    )
    nonce = forms.CharField(min_length=NONCE_LENGTH, max_length=NONCE_LENGTH, widget=forms.HiddenInput, required=False)

    def __init__(self, *args, workshop: Workshop, **kwargs):
        super().__init__(*args, **kwargs)
        offered = TradeOff.objects.filter(municipality_id=workshop.municipality_id, state=TradeOff.State.ACTIVE)
        own = TradeOff.objects.filter(pk=workshop.tradeoff_id)
        tradeoff: Any = self.fields["tradeoff"]
        tradeoff.queryset = (offered | own).order_by("slug")

    def texts(self) -> list[dict]:
        """The three texts as the template draws them: field, limit, how many characters stand in it."""
        entries = [(self["title"], TITLE_MAX, 0), (self["what"], TEXT_MAX, 4), (self["why"], TEXT_MAX, 3)]
        return [{"field": field, "limit": limit, "rows": rows, "count": len(field.value() or "")} for field, limit, rows in entries]

    def first_error(self) -> dict[str, str] | None:
        """Where the focus goes, and what the line above the button says."""
        for name, errors in self.errors.items():
            sentence = str(errors[0]).split(". ")[0].rstrip(".")
            return {"name": "" if name == NON_FIELD_ERRORS else name, "said": _("Not sent yet: %(error)s.") % {"error": sentence}}
        return None
