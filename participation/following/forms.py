"""The form for whoever wants news by mail."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.mail.message import sanitize_address
from django.utils.translation import gettext_lazy as _


class FollowForm(forms.Form):
    """An e-mail address."""

    address = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        error_messages={
            "required": _("Please type an e-mail address."),
            "invalid": _("This is no complete e-mail address. It looks like name@example.org."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "maxlength": 254}),
    )

    def clean_address(self) -> str:
        """Refuse what `EmailField` lets through and no mail can be sent to, or what would begin another line of the mail's head."""
        field, address = self.fields["address"], self.cleaned_data["address"]
        if '"' in address or not address.isprintable():
            raise ValidationError(field.error_messages["invalid"], code="invalid")
        try:
            sanitize_address(address, "utf-8")
        except ValueError as error:  # a domain that has no form in ASCII
            raise ValidationError(field.error_messages["invalid"], code="invalid") from error
        return address
