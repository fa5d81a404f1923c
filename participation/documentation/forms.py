"""The form with which a facilitator publishes the page of an evening."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participation.texts import Lines, TextFormField
from polls.models import Remark

from .article import Evening, Result, released_reasons
from .models import Publication

MOST_REASONS = 12


class PublicationForm(forms.ModelForm):
    """Introduction, partners and chosen reasons; for a page that is public also what was corrected."""

    reasons = forms.MultipleChoiceField(label=gettext_lazy("Reasons"), required=False, widget=forms.CheckboxSelectMultiple)
    note = TextFormField(label=gettext_lazy("What is corrected"), max_length=300, widget=Lines)

    class Meta:
        model = Publication
        fields = ["introduction", "partners"]

    def __init__(self, *args: Any, evening: Evening, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = offered(evening)
        reasons: Any = self.fields["reasons"]
        reasons.choices = [(remark.pk, remark.text) for _result, found in self.offered for remark in found]
        self.initial["reasons"] = self.instance.reasons
        self.initial.setdefault("introduction", "")
        if not self.instance.pk:
            self.initial["introduction"] = evening.workshop.tradeoff.about
            self.initial["partners"] = evening.workshop.partners
        if not self.instance.is_public or not self.instance.pk:
            del self.fields["note"]

    def clean_reasons(self) -> list[str]:
        """At most twelve, and from both ends where both have some."""
        chosen = self.cleaned_data["reasons"]
        if len(chosen) > MOST_REASONS:
            raise forms.ValidationError(_("Please choose at most {most}.").format(most=MOST_REASONS))
        for _result, found in self.offered:
            sides = {remark.side for remark in found} & {"a", "b"}
            here = {remark.side for remark in found if remark.pk in chosen}
            if len(sides) == 2 and here and not sides <= here:
                raise forms.ValidationError(_("There are reasons from both ends. Please choose at least one from each."))
        return chosen

    @property
    def groups(self) -> list[dict[str, Any]]:
        """For the template: of each question and side the name of its pole, and the reasons with whether they are chosen."""
        chosen = set(self["reasons"].value() or [])
        return [
            {"question": result.shown.poll.question, "pole": pole, "reasons": [(remark, remark.pk in chosen) for remark in some]}
            for result, found in self.offered
            for side, pole in poles(result)
            if (some := [remark for remark in found if remark.side == side])
        ]


def poles(result: Result) -> list[tuple[str, str]]:
    """The sides of reasons, each with what it is called."""
    poll = result.shown.poll
    return [("a", str(poll.pole_a)), ("b", str(poll.pole_b)), ("m", _("in between"))]


def offered(evening: Evening) -> list[tuple[Result, list[Remark]]]:
    """Each question whose result the public may see, with all its released reasons."""
    found = []
    for result in evening.results:
        polls = [each.poll.pk for each in (result.before, result.shown) if each and each.tally is not None]
        reasons = released_reasons(polls)
        if some := [remark for side in ("a", "b", "m") for remark in reasons[side]]:
            found.append((result, some))
    return found
