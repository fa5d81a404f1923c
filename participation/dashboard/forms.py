"""The dashboard's forms: the answer, other steps, merging, the name of a view."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinLengthValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from participation.proposals.answers import WORDING_MAX, WORDS
from participation.proposals.gaps import gap_problem
from participation.proposals.models import REASON_MAX, Proposal, Response, State
from participation.texts import Lines

from .answer_templates import TemplateGroup, groups_for
from .empty_phrases import Hint, hints_for

REASON_MIN = 40
MERGE_SHOWN = 100  # the latest that another proposal can be merged into


class AnswerWordsForm(forms.Form):
    """What an answer says besides its verdict. If it says yes, it also says who takes care and by when."""

    reason = forms.CharField(
        label=_("Reason"),
        min_length=REASON_MIN,
        max_length=REASON_MAX,
        widget=Lines(attrs={"rows": 7, "autocomplete": "off"}),
        help_text=_("You are answering people between 12 and 20. Short, honest, no legalese."),
        error_messages={"required": _("An answer needs a reason.")},
    )
    english = forms.CharField(
        label=_("The same in English"), max_length=REASON_MAX, required=False, widget=Lines(attrs={"rows": 5, "lang": "en"})
    )
    who = forms.CharField(label=_("Who takes care"), max_length=120, required=False)
    by_when = forms.DateField(
        label=_("By when"), required=False, localize=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    cost = forms.CharField(label=_("Cost, if known"), max_length=120, required=False)

    def __init__(self, *args: Any, focus: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if focus:
            self.fields[focus].widget.attrs["autofocus"] = True
        for validator in self.fields["reason"].validators:
            if isinstance(validator, MinLengthValidator):
                validator.message = ngettext_lazy(
                    "Please write at least %(limit_value)d character, so that people understand why.",
                    "Please write at least %(limit_value)d characters, so that people understand why.",
                    "limit_value",
                )

    @property
    def verdicts(self) -> list[Response.Verdict]:
        """The verdicts whose templates are offered."""
        return list(Response.Verdict)

    @property
    def verdict_now(self) -> str:
        """The verdict that stands in the form, valid or not; "" if nothing is decided yet."""
        return self["verdict"].value() or ""

    def template_groups(self) -> list[TemplateGroup]:
        """The templates for the reason."""
        return groups_for("reason", self.verdicts)

    def english_template_groups(self) -> list[TemplateGroup]:
        """The templates for the same in English."""
        return groups_for("english", self.verdicts)

    def hints(self) -> list[Hint]:
        """What young people would like to read, for the words that stand in the form."""
        return hints_for(self.verdict_now, *(self[name].value() or "" for name in ("reason", "english")))

    def require_promise(self) -> None:
        """Ask who takes care and by when. For `clean`, if the answer says yes."""
        if not self.cleaned_data.get("who") and "who" not in self.errors:
            self.add_error("who", _("Whoever says yes says who takes care."))
        if not self.cleaned_data.get("by_when") and "by_when" not in self.errors:
            self.add_error("by_when", _("Whoever says yes says by when."))

    def clean_by_when(self) -> dt.date | None:
        """A new day is still to come; the one that was promised may stay."""
        day = self.cleaned_data["by_when"]
        if day and day < timezone.localdate() and day != self.initial.get("by_when"):
            raise ValidationError(_("This day is over. Please choose one that is still to come."))
        return day


class AnswerForm(AnswerWordsForm):
    """The draft of an answer. It needs a reason; "accepted" also needs who takes care and by when."""

    verdict = forms.ChoiceField(
        label=_("Decision"),
        choices=Response.Verdict,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please decide: accepted, yes if changed, partly or rejected.")},
    )
    wording = forms.CharField(
        label=_("To which wording is the answer yes?"), max_length=WORDING_MAX, required=False, widget=Lines(attrs={"rows": 4})
    )
    open_until = forms.DateField(
        label=_("The authors have time until"),
        required=False,
        localize=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    field_order = ["verdict"]

    def __init__(self, *args: Any, authors: str = "", **kwargs: Any) -> None:
        """`authors` is their own wording: another one has to be different."""
        super().__init__(*args, **kwargs)
        self.authors = authors

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("verdict") in {Response.Verdict.ACCEPTED, Response.Verdict.CHANGED}:
            self.require_promise()
        if found.get("verdict") == Response.Verdict.CHANGED:
            if not found.get("wording") and "wording" not in self.errors:
                self.add_error("wording", _("Please write the wording to which the answer is yes."))
            elif found.get("wording") == self.authors:
                self.add_error("wording", _("Please change something: so far this is the wording of the authors."))
            until = found.get("open_until")
            if "open_until" not in self.errors and not (until and until > timezone.localdate()):
                self.add_error("open_until", _("Please choose a day that is still to come, so that the authors can answer."))
        return found


class CorrectionForm(AnswerWordsForm):
    """Other words for a published answer, and why. It begins with those that wait for a signature, if there are some."""

    why = forms.CharField(
        label=_("Why is it corrected? (public)"),
        max_length=REASON_MAX,
        widget=Lines(attrs={"rows": 2}),
        error_messages={"required": _("Please say what was wrong. Everybody can read it.")},
    )

    def __init__(self, *args: Any, response: Response, typed: dict[str, Any] | None = None, **kwargs: Any) -> None:
        self.response = response
        pending = getattr(response, "pending", None)
        initial = {name: getattr(pending or response, name) for name in WORDS} | {"why": pending.why if pending else ""}
        super().__init__(*args, initial=initial | (typed or {}), **kwargs)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if self.response.is_yes:
            self.require_promise()
        for name in ("reason", "english", "who", "cost"):
            if problem := gap_problem(found.get(name) or ""):
                self.add_error(name, problem)
        return found

    @property
    def verdicts(self) -> list[Response.Verdict]:
        return [Response.Verdict(self.response.verdict)]

    @property
    def verdict_now(self) -> str:
        return self.response.verdict


class StepForm(forms.Form):
    """Any other step. The table of transitions says whether it is possible and needs a reason."""

    verb = forms.ChoiceField(choices=[(verb, verb) for verb in ("acknowledge", "review", "refer", "decide", "start", "finish", "unmerge")])
    reason = forms.CharField(label=_("Reason"), max_length=REASON_MAX, required=False, widget=Lines(attrs={"rows": 4}))


class MergeForm(forms.Form):
    """The proposal into which this one is merged: a public one of the same municipality and trade-off."""

    into = forms.ModelChoiceField(Proposal.objects.none(), label=_("Continued in"), empty_label=_("Please choose"))
    reason = forms.CharField(label=_("Reason, public"), max_length=REASON_MAX, widget=Lines(attrs={"rows": 3}))

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "merge_%s"} | kwargs)  # the answer form on the same page has a field "reason" too
        others = Proposal.objects.public().filter(municipality=proposal.municipality_id, tradeoff=proposal.tradeoff_id)
        into: Any = self.fields["into"]
        into.queryset = others.exclude(pk=proposal.pk).exclude(state=State.MERGED)
        latest = into.queryset.order_by("-handed_over_at", "-pk").values("pk")[:MERGE_SHOWN]
        shown = Proposal.objects.filter(pk__in=latest).order_by("title").values_list("pk", "title")
        into.choices = [("", into.empty_label), *shown]


class ViewForm(forms.Form):
    """The name under which somebody saves a filter."""

    name = forms.CharField(label=_("Name of the view"), max_length=40, error_messages={"required": _("Give the view a name.")})
