"""What of allauth is published, and what somebody needs besides an open session in order to change how to log in."""

import re
import time

import allauth.account.urls
import allauth.mfa.recovery_codes.urls
import allauth.mfa.totp.urls
import allauth.mfa.urls
import allauth.mfa.webauthn.urls
import allauth.urls
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.urls import Resolver404, resolve, reverse

from participation.accounts import links

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXP"
PUBLISHED = {
    "account_login", "account_logout", "account_reauthenticate",
    "account_reset_password", "account_reset_password_done", "account_reset_password_from_key", "account_reset_password_from_key_done",
    "mfa_index", "mfa_authenticate", "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp",
    "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes",
}  # fmt: skip
CHANGES = [
    "password", "mfa_activate_totp", "mfa_deactivate_totp",
    "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes",
]  # fmt: skip


def addresses(patterns, prefix=""):
    """(name, path) of every page of allauth's, with something plausible in the place of each argument."""
    for pattern in patterns:
        here = prefix + re.sub(r"\(\?P<\w+>.*?\)(?=[/$-]|\Z)|<[\w:]+>", "1", str(pattern.pattern)).strip("^$")
        if hasattr(pattern, "url_patterns"):
            yield from addresses(pattern.url_patterns, here)
        else:
            yield pattern.name, here


def every_page_of_allauth() -> dict[str, str]:
    found = dict(addresses(allauth.urls.urlpatterns, "/accounts/"))
    for module, prefix in [
        (allauth.account.urls, ""),
        (allauth.mfa.urls, "2fa/"),
        (allauth.mfa.webauthn.urls, "2fa/webauthn/"),
    ]:
        found |= dict(addresses(module.urlpatterns, "/accounts/" + prefix))
    return found


def code() -> str:
    return format_hotp_value(hotp_value(SECRET, next(iter(yield_hotp_counters_from_time()))))


def log_in(client, user):
    return client.post(reverse("account_login"), {"login": user.email, "password": "augenhoehe-2026"})


# -- what is published ----------------------------------------------------------------
def test_only_the_pages_we_need_are_there():
    pages = every_page_of_allauth()
    assert {"account_email", "account_set_password", "account_signup", "account_change_password", "mfa_add_webauthn"} <= set(pages)
    there = set()
    for name, path in pages.items():
        try:
            there.add(resolve(path).url_name)
        except Resolver404:
            assert name not in PUBLISHED
    assert there == PUBLISHED


@pytest.mark.parametrize("name", sorted(set(every_page_of_allauth()) - PUBLISHED))
def test_every_other_page_is_404_for_everybody(name, as_user, clara):
    for client in (as_user(), as_user(clara)):
        assert client.get(every_page_of_allauth()[name]).status_code == 404


# -- an open session alone changes nothing ----------------------------------------------
@pytest.mark.parametrize("name", CHANGES)
def test_an_open_session_is_asked_for_the_password_first(name, as_user, clara):
    TOTP.activate(clara, SECRET)
    if name == "mfa_activate_totp":
        Authenticator.objects.all().delete()
    answer = as_user(clara).post(reverse(name), {"password1": "ganz-neues-wort", "password2": "ganz-neues-wort"})
    assert answer.status_code == 302 and answer["Location"].startswith(reverse("account_reauthenticate"))
    clara.refresh_from_db()
    assert clara.check_password("augenhoehe-2026")


@pytest.mark.parametrize("name", ["password", "mfa_activate_totp"])
def test_nobody_keeps_the_session_of_an_account_that_has_no_password_yet(name, as_user, clara):
    clara.set_unusable_password()
    clara.save()
    answer = as_user(clara).post(reverse(name), {"password1": "ganz-neues-wort", "password2": "ganz-neues-wort"})
    assert answer.status_code == 403
    assert reverse("account_reset_password") in answer.content.decode()
    clara.refresh_from_db()
    assert not clara.has_usable_password()


def test_who_has_just_come_by_a_link_chooses_a_password(as_user, clara):
    clara.set_unusable_password()
    clara.save()
    client = as_user()
    client.post(links.make(clara, "/account/"))
    form = {"password1": "ganz-neues-wort", "password2": "ganz-neues-wort"}
    assert client.post(reverse("password"), form)["Location"] == reverse("account")
    clara.refresh_from_db()
    assert clara.check_password("ganz-neues-wort")
    assert client.get(reverse("dashboard")).status_code == 200  # this session goes on


def test_a_link_of_this_morning_is_no_proof_any_more(as_user, clara, monkeypatch):
    clara.set_unusable_password()
    clara.save()
    client = as_user()
    client.post(links.make(clara, "/account/"))
    later = time.time() + 16 * 60
    monkeypatch.setattr(time, "time", lambda: later)
    assert client.get(reverse("password")).status_code == 403


def test_a_new_password_needs_the_old_one_ends_other_sessions_and_is_told(as_user, clara):
    client, elsewhere = as_user(clara), as_user(clara)
    again = client.get(reverse("password"))
    client.post(again["Location"], {"password": "augenhoehe-2026", "next": reverse("password")})
    assert client.get(reverse("password")).status_code == 200
    form = {"password1": "ganz-neues-wort", "password2": "ganz-neues-wort"}
    assert client.post(reverse("password"), form).status_code == 303
    assert client.get(reverse("dashboard")).status_code == 200
    assert elsewhere.get(reverse("dashboard")).status_code == 302  # to the login
    (letter,) = mail.outbox
    assert letter.to == [clara.email] and "127.0.0.1" not in letter.body


def test_a_password_that_is_too_short_is_told_and_nothing_changes(as_user, clara):
    client = as_user(clara)
    client.post(client.get(reverse("password"))["Location"], {"password": "augenhoehe-2026"})
    answer = client.post(reverse("password"), {"password1": "kurz", "password2": "kurz"})
    assert answer.status_code == 400 and "10 Zeichen" in answer.content.decode()
    clara.refresh_from_db()
    assert clara.check_password("augenhoehe-2026")


@pytest.mark.django_db(transaction=True)
def test_the_second_step_from_beginning_to_end(as_user, clara):
    """Setting up, recovery codes, a login with it, and doing away with it: each change is told to the address."""
    client = as_user(clara)
    client.post(client.get(reverse("mfa_activate_totp"))["Location"], {"password": "augenhoehe-2026"})
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    assert 'fill="#fff"' in page.context["totp_svg"]  # its own ground: on a dark page no camera would find it
    value = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    assert client.post(reverse("mfa_activate_totp"), {"code": value})["Location"] == reverse("mfa_view_recovery_codes")
    codes = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    assert len(codes) == 10 and client.get(reverse("mfa_download_recovery_codes")).status_code == 200
    assert client.get(reverse("mfa_index")).status_code == 200
    other = as_user()
    assert log_in(other, clara)["Location"] == reverse("mfa_authenticate")
    assert other.get(reverse("mfa_authenticate")).status_code == 200
    other.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert other.get(reverse("dashboard")).status_code == 200
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 200
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.exists()
    assert {letter.to[0] for letter in mail.outbox} == {clara.email} and len(mail.outbox) == 2
    assert not any("127.0.0.1" in letter.body for letter in mail.outbox)


# -- a second step that is demanded -----------------------------------------------------
def test_without_the_second_step_that_is_demanded_staff_can_only_set_it_up(as_user, clara, settings):
    settings.REQUIRE_TOTP = True
    client = as_user(clara)
    for name in ("dashboard", "dashboard_overview", "home_of_staff"):
        assert client.get(reverse(name))["Location"] == reverse("account")
    page = client.get(reverse("account")).content.decode()
    assert reverse("mfa_index") in page and reverse("dashboard") not in page
    TOTP.activate(clara, SECRET)
    assert client.get(reverse("dashboard")).status_code == 200


# -- an address counts once a link has reached it ---------------------------------------
def test_without_a_confirmed_address_no_role_counts(as_user, clara, make_workshop, ben):
    workshop = make_workshop()
    for user in (clara, ben):
        user.is_confirmed = False
        user.save()
    assert as_user(clara).get(reverse("dashboard"))["Location"] == reverse("account")
    assert as_user(ben).get(reverse("console", args=[workshop.pk])).status_code in {302, 404}
    assert as_user(ben).post(reverse("console_step", args=[workshop.pk]), {"revision": 0}).status_code in {302, 404}
    page = as_user(clara).get(reverse("account")).content.decode()
    assert "noch nicht bestätigt" in page and reverse("account_reset_password") in page


def test_a_link_confirms_the_address(as_user, clara):
    clara.is_confirmed = False
    clara.save()
    client = as_user()
    client.post(links.make(clara, "/dashboard/"))
    assert client.get(reverse("dashboard")).status_code == 200


def test_a_password_chosen_by_mail_confirms_it_too(as_user, clara):
    clara.is_confirmed = False
    clara.save()
    client = as_user()
    client.post(reverse("account_reset_password"), {"email": clara.email})
    path = re.search(r"https?://[^/]+(/accounts/\S+)", mail.outbox[0].body)[1]
    form = client.get(path, follow=True)
    clara.refresh_from_db()
    assert not clara.is_confirmed  # a scanner that opens links confirms nothing
    client.post(form.request["PATH_INFO"], {"password1": "ganz-neues-wort", "password2": "ganz-neues-wort"})
    clara.refresh_from_db()
    assert clara.is_confirmed


def test_the_link_by_mail_leads_home_whatever_the_request_says(as_user, clara, settings):
    settings.BASE_URL = "https://beteiligung.auental.example"
    as_user().post(reverse("account_reset_password"), {"email": clara.email}, headers={"host": "elsewhere.example"})
    assert "https://beteiligung.auental.example/accounts/" in mail.outbox[0].body and "elsewhere" not in mail.outbox[0].body
