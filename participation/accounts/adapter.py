"""What allauth does differently here: no sign-up, limited guesses, mail by our queue."""

from io import BytesIO
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from . import actions, limits, mail, security
from .models import User


class AccountAdapter(DefaultAccountAdapter):
    """Login without sign-up: a colleague makes the account."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """A URL that can't be parsed is not safe."""
        try:
            return super().is_safe_url(url)
        except ValueError:
            return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Count each guess before it is checked. A blocked account gets the same answer as a wrong password."""
        key = limits.login_key(request, credentials.get("email") or "")
        limits.count(key, limits.GUESSES)
        user = authenticate(request, **credentials)
        if user:
            actions.forgive_attempts(key=key)
        else:
            self.authentication_failed(request, **credentials)
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        known = User.objects.filter(email__iexact=credentials.get("email") or "").values_list("pk", flat=True).first()
        security.note("login failed", known)

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        security.note("login succeeded", user.pk)

    def post_login(self, request: HttpRequest, user: User, **options: Any) -> HttpResponse:
        response = super().post_login(request, user, **options)
        limits.remember(request, response, user.email)
        return response

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        clear_login(request)
        return redirect("account_login")

    def reauthenticate(self, user: User, password: str) -> bool:
        """allauth would look into its table of addresses, which is empty here."""
        found = self.authenticate(self.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Links use BASE_URL, because the host of a request can be forged."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.BASE_URL + path.replace("UID-KEY", key)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send to the address of the account, never to the one that was typed. A user without an id has no account: nothing is sent."""
        user = context["user"]
        message = self.render_mail(template_prefix, [user.email] if user.pk else [], context)
        message.send() if user.pk else mail.queue(message)

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell the owner of every change, without the IP address it came from: that would stay in a mailbox."""
        self.send_mail(template_prefix, user.email, {"user": user, **(context or {})})

    def populate_username(self, request: HttpRequest, user: User) -> None:
        """There are no user names."""


class MFAAdapter(DefaultMFAAdapter):
    """The QR code of the second step gets a white background, because cameras can't read it on a dark page."""

    def build_totp_svg(self, url: str) -> str:
        buffer = BytesIO()
        segno.make(url, micro=False).save(buffer, kind="svg", scale=5, border=4, dark="#000", light="#fff")
        return buffer.getvalue().decode()
