"""The form on the phone. Lengths are counted as people count them: in characters, after tidying."""

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from participation.texts import Lines
from workshops.clean_text import is_far_too_long, tidy
from workshops.models import TradeOff, Workshop
from workshops.refused import Incomplete

from .models import TEXT_MAX, TITLE_MAX, TITLE_MIN, Rating
from .personal import Found, personal_in

NONCE_LENGTH = 22


class TidyCharField(forms.CharField):
    """A text that is tidied before its length is checked. `least` and `limit` are in characters; `too_short` is the error for `least`."""

    def __init__(self, *, limit: int, least: int = 0, multiline: bool = False, too_short: Any = None, **kwargs: Any) -> None:
        self.limit, self.least, self.multiline, self.too_short = limit, least, multiline, too_short
        super().__init__(widget=Lines if multiline else forms.TextInput, strip=False, **kwargs)

    def to_python(self, value: Any) -> str:
        words = super().to_python(value) or ""
        return words if is_far_too_long(words, self.limit) else tidy(words, multiline=self.multiline)

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and len(value) < self.least:
            raise ValidationError(self.too_short, code="short", params={"least": self.least})
        if len(value) > self.limit:
            over = ngettext_lazy("This is too long by %(over)d character.", "This is too long by %(over)d characters.", "over")
            raise ValidationError(over, code="long", params={"over": len(value) - self.limit})


class ProposalForm(forms.Form):
    """A proposal: title, what, why and its trade-off. `nonce` makes one proposal of a form that is sent twice."""

    title = TidyCharField(
        label=_("Title"),
        limit=TITLE_MAX,
        least=TITLE_MIN,
        too_short=_("The title is too short. Take at least %(least)d characters, so that everybody understands what it is about."),
        error_messages={"required": _("The title is missing.")},
    )
    what = TidyCharField(
        label=_("What should happen?"),
        limit=TEXT_MAX,
        multiline=True,
        error_messages={"required": _("Please write what should happen. One sentence is enough.")},
    )
    why = TidyCharField(label=_("Why is that good?"), limit=TEXT_MAX, multiline=True, required=False)
    tradeoff = forms.ModelChoiceField(
        TradeOff.objects.none(),
        label=_("Which trade-off does it belong to?"),
        empty_label=None,
        error_messages={"required": _("Please choose a trade-off."), "invalid_choice": _("Please choose a trade-off.")},
    )
    sure = forms.BooleanField(required=False, widget=forms.HiddenInput)
    nonce = forms.CharField(min_length=NONCE_LENGTH, max_length=NONCE_LENGTH, widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.personal: list[Found] = []
        offered = TradeOff.objects.filter(municipality_id=workshop.municipality_id, state=TradeOff.State.ACTIVE)
        own = TradeOff.objects.filter(pk=workshop.tradeoff_id)
        tradeoff: Any = self.fields["tradeoff"]
        tradeoff.queryset = (offered | own).order_by("slug")

    def clean(self) -> dict[str, Any]:
        """If the text has a phone number, an address or a plate in it, ask the author first. The button "send anyway" sets `sure`."""
        found = super().clean() or {}
        if not self.errors and not found.get("sure"):
            self.personal = personal_in(found["title"], found["what"], found["why"])
            for mark in self.personal:
                self.add_error(None, ValidationError(str(mark), code="personal"))
        return found

    def words(self) -> dict[str, Any]:
        """The checked values, as keywords for the actions."""
        return {name: self.cleaned_data[name] for name in ("title", "what", "why", "tradeoff")}

    def texts(self) -> list[dict]:
        """The three text fields for the template: `[{"field", "limit", "rows", "count"}, …]`, lengths in characters."""
        entries = [(self["title"], TITLE_MAX, 0), (self["what"], TEXT_MAX, 4), (self["why"], TEXT_MAX, 3)]
        return [{"field": field, "limit": limit, "rows": rows, "count": len(field.value() or "")} for field, limit, rows in entries]

    def first_error(self) -> dict[str, str] | None:
        """`{"name": field, "said": sentence}`: the field that gets the focus, and the line above the button. None without an error."""
        for name, errors in self.errors.items():
            sentence = str(errors[0]).split(". ")[0].rstrip(".")
            return {"name": "" if name == NON_FIELD_ERRORS else name, "said": _("Not sent yet: %(error)s.") % {"error": sentence}}
        return None


def rating_in(posted: QueryDict) -> dict[str, int]:
    """The two answers about an answer of the town hall: `{"understood", "helps"}`, values of `Rating.Level`. Raises Incomplete."""
    found = {name: posted.get(name, "") for name in ("understood", "helps")}
    if not all(value in {str(level.value) for level in Rating.Level} for value in found.values()):
        raise Incomplete(str(_("Please answer both questions.")))
    return {name: int(value) for name, value in found.items()}
