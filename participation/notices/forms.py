"""The form of the account page for mail."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from participation.accounts.models import User

from .models import Kind, OptOut


class NoticeForm(forms.Form):
    """Which kinds of mail somebody wants, and in which language."""

    kinds = forms.MultipleChoiceField(label=_("This comes by mail"), choices=Kind, required=False, widget=forms.CheckboxSelectMultiple)
    language = forms.ChoiceField(label=_("In this language"), choices=settings.LANGUAGES)

    def __init__(self, data: Any = None, *, user: User) -> None:
        unwanted = set(OptOut.objects.filter(user=user).values_list("kind", flat=True))
        super().__init__(data, initial={"kinds": [kind for kind in Kind if kind not in unwanted], "language": user.mail_language})
        kinds: Any = self.fields["kinds"]
        kinds.must = True  # none at all is a choice too, so the label does not say "optional"
