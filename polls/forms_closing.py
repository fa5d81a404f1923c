"""The form of the closing item: its words, and whether it asks for feedback."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from participation.accounts.models import User
from workshops.forms import ItemForm, typed_value
from workshops.models import AgendaItem, Workshop

from . import actions_feedback
from .models import Poll


class ClosingForm(ItemForm):
    """An ItemForm with the choice whether phones ask how the evening was."""

    feedback = forms.BooleanField(
        label=_("Ask how people found it"),
        required=False,
        help_text=_(
            "Three statements on the phones, a tap for each; nobody has to. The page of the evening shows it from five answers on."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["feedback"] = not self.instance.pk or self.instance.polls.exists()
        self.helper.layout = Layout("title", "text", "prompts", "feedback")

    def preview_item(self) -> AgendaItem:
        item = super().preview_item()
        is_asked = typed_value(self, "feedback")
        vars(item).update(_poll=actions_feedback.feedback_poll(pk=0, state=Poll.State.OPEN) if is_asked else None)
        return item

    @transaction.atomic
    def save_item(self, workshop: Workshop, by: User) -> AgendaItem:
        item = super().save_item(workshop, by)
        actions_feedback.set_feedback(item=item, is_asked=self.cleaned_data["feedback"])
        return item
