"""allauth's forms, with limits on guesses and mails."""

from typing import Any

from allauth.account import forms
from allauth.mfa.base import forms as mfa_forms
from django.http import HttpRequest

from . import actions, limits
from .models import User


class NewPasswordByLink(forms.ResetPasswordKeyForm):
    """A new password from a link by mail. The link has reached the address, so it is confirmed."""

    def save(self) -> None:
        super().save()
        actions.confirm_address(user=self.user)
        actions.forgive_attempts(key=limits.digest("login", self.user.email.lower()))


class AskForLink(forms.ResetPasswordForm):
    """Ask for a link by mail. Each mail to the same address waits longer, whether there is an account or not."""

    def clean_email(self) -> str:
        email = super().clean_email()
        limits.count(limits.digest("mail", email.lower()), limits.MAILS)
        return email

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Without an account the same work is done and nothing is sent, so that the time does not tell who has an account."""
        nobody = User(pk=0, email=self.cleaned_data["email"], password="!")
        self.users: list[User] = self.users or [nobody]
        return super().save(request, **kwargs)


class _LimitedCode(mfa_forms.BaseAuthenticateForm):
    """Limits guesses of the six digits. Only somebody who knows the password comes this far, so a stranger can't lock the owner out."""

    def clean_code(self) -> str:
        key = limits.digest("code", self.user.pk)
        limits.count(key, limits.GUESSES)
        code = super().clean_code()
        actions.forgive_attempts(key=key)
        return code


class Authenticate(_LimitedCode, mfa_forms.AuthenticateForm):
    """The second step of a login."""


class Reauthenticate(_LimitedCode, mfa_forms.ReauthenticateForm):
    """The second step before something is changed."""
