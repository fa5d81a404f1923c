"""The forms of the discussion: saying something at the desk, a reply on the phone, a decision, a report."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from participation.proposals.forms import TidyCharField
from participation.proposals.models import DECLINED_MAX
from participation.proposals.moderation_rules import ModerationRule
from participation.proposals.personal import Found, personal_in

from .models import REASON_MAX, REPLY_MAX, TEXT_MAX, Decision, Kind
from .thread import ICONS

SAYS = {  # the button repeats who reads it, with a sentence beside it
    Kind.NOTE: (
        _("Note it internally"),
        _("Only staff of this town read it. It is never published. Mention a colleague with @ and the name."),
    ),
    Kind.COMMENT: (_("Write it publicly"), _("It is on the public page at once, with name and office.")),
    Kind.QUESTION: (_("Ask the authors"), _("It is behind their private link and on the public page. Short sentences, please.")),
}


class SayForm(forms.Form):
    """What somebody says at the desk, and before that who reads it. `kinds` are those that the role allows."""

    to = forms.ChoiceField(label=_("Who should read it?"), error_messages={"required": _("Please choose first who should read it.")})
    text = TidyCharField(label=_("Text"), limit=TEXT_MAX, multiline=True, error_messages={"required": _("Please write something.")})

    def __init__(self, *args: Any, kinds: list[Kind], **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "say_%s"} | kwargs)
        to: Any = self.fields["to"]
        to.choices = [(str(kind), kind.label) for kind in kinds]

    def choices(self) -> list[dict[str, Any]]:
        """One for each audience: `{"kind", "label", "icon", "button", "hint", "checked"}`. The only one is chosen already."""
        offered: Any = self.fields["to"]
        kinds = [Kind(value) for value, _label in offered.choices]
        chosen = self["to"].value() or (kinds[0] if len(kinds) == 1 else None)
        return [_choice(kind, is_chosen=kind == chosen) for kind in kinds]


def _choice(kind: Kind, *, is_chosen: bool) -> dict[str, Any]:
    button, hint = SAYS[kind]
    return {"kind": str(kind), "label": kind.label, "icon": ICONS[kind], "button": button, "hint": hint, "checked": is_chosen}


class ReplyForm(forms.Form):
    """A reply of the authors. A phone number, an address or a plate in it is pointed out first; `sure` sends it all the same."""

    text = TidyCharField(label=_("Your reply"), limit=REPLY_MAX, multiline=True, error_messages={"required": _("Please write a reply.")})
    sure = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.personal: list[Found] = []

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not self.errors and not found.get("sure"):
            self.personal = personal_in(found["text"])
            for mark in self.personal:
                self.add_error(None, ValidationError(str(mark), code="personal"))
        return found


class DecisionForm(forms.Form):
    """A decision about a contribution. The action says whether it needs a rule."""

    verb = forms.ChoiceField(choices=[(verb, verb.label) for verb in Decision.Verb if verb != Decision.Verb.EXPIRE])
    rule = forms.ChoiceField(
        label=_("Which rule does it break?"), required=False, choices=[("", _("Please choose")), *ModerationRule.choices]
    )
    reason = TidyCharField(label=_("Reason, is shown"), limit=REASON_MAX, required=False)


class SecondLookForm(forms.Form):
    """What somebody else decides about a proposal that was not released. `change` is what the author should change."""

    verb = forms.ChoiceField(choices=[("release", _("Release")), ("return", _("Return")), ("decline", _("Do not release"))])
    seen = forms.CharField(max_length=32)
    change = TidyCharField(label=_("What should be changed?"), limit=DECLINED_MAX, required=False)
    rule = forms.ChoiceField(
        label=_("Which rule does it break?"), required=False, choices=[("", _("Please choose")), *ModerationRule.choices]
    )
    reason = TidyCharField(label=_("Reason"), limit=DECLINED_MAX, required=False)
    note = TidyCharField(label=_("Note to the author"), limit=DECLINED_MAX, required=False)


class ReportForm(forms.Form):
    """What a reader reports, if they like with a reason."""

    reason = TidyCharField(label=_("What is wrong with it?"), limit=REASON_MAX, required=False)
