"""Forms for the work on a proposal: whether it is feasible, and the milestones after a yes."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participation.accounts.models import User
from participation.proposals.answers import EXPLANATION_MAX, MILESTONE_MAX, NOTE_MAX, REASON_MAX
from participation.proposals.models import Assessment
from participation.texts import Lines

EUROS_MAX = 2_000_000_000  # what the column holds


class AssessmentForm(forms.Form):
    """The finding, which is public; who of `people` takes care and the note, which are not."""

    office = forms.CharField(label=_("Responsible office"), max_length=120, required=False)
    feasibility = forms.ChoiceField(
        label=_("Is it feasible?"), choices=Assessment.Feasibility, widget=forms.RadioSelect, initial=Assessment.Feasibility.OPEN
    )
    explanation = forms.CharField(
        label=_("Conditions, or why not"), max_length=EXPLANATION_MAX, required=False, widget=Lines(attrs={"rows": 3})
    )
    cost_from = forms.IntegerField(label=_("Cost from (€)"), min_value=0, max_value=EUROS_MAX, required=False)
    cost_to = forms.IntegerField(label=_("to (€)"), min_value=0, max_value=EUROS_MAX, required=False)
    assigned_to = forms.ModelChoiceField(User.objects.none(), label=_("Assigned to"), empty_label=_("nobody yet"), required=False)
    reasoning = forms.CharField(label=_("Reasoning"), max_length=NOTE_MAX, required=False, widget=Lines(attrs={"rows": 5}))

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assigned_to: Any = self.fields["assigned_to"]
        assigned_to.queryset = people

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        needs = {
            Assessment.Feasibility.CONDITIONS: _("Please say under which conditions."),
            Assessment.Feasibility.NOT: _("Please say why not."),
        }
        if (sentence := needs.get(found.get("feasibility", ""))) and not found.get("explanation") and "explanation" not in self.errors:
            self.add_error("explanation", sentence)
        low, high = found.get("cost_from"), found.get("cost_to")
        if low is not None and high is not None and high < low:
            self.add_error("cost_to", _("The second amount is smaller than the first."))
        return found


class MilestoneForm(forms.Form):
    """One milestone: what, who, by when."""

    what = forms.CharField(
        label=_("What will be done"), max_length=MILESTONE_MAX, error_messages={"required": _("Please say what will be done.")}
    )
    who = forms.CharField(label=_("Who does it"), max_length=120, error_messages={"required": _("Please say who does it.")})
    by_when = forms.DateField(
        label=_("By when"),
        localize=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": _("Please say by when.")},
    )

    def clean_by_when(self) -> dt.date:
        day = self.cleaned_data["by_when"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("This day is over. Please choose one that is still to come."))
        return day


class MilestoneStepForm(forms.Form):
    """A milestone that is reached (`finish`: the whole proposal, too) or dropped (with a `reason`)."""

    milestone = forms.IntegerField(min_value=0)
    reason = forms.CharField(max_length=REASON_MAX - MILESTONE_MAX - 2, required=False)
    finish = forms.CharField(max_length=REASON_MAX, required=False)
