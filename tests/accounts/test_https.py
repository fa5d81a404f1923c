"""Under https: cookies that no neighbour can set, and mail that reaches people."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.urls import reverse

from participation.accounts import checks, limits
from participation.live.guards.identity import cookie_name

from ..waiting import LONG

ROOT = Path(__file__).resolve().parents[2]
NAMES = "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.LANGUAGE_COOKIE_NAME, s.COOKIE_PREFIX)"


def manage(*words, **environment) -> subprocess.CompletedProcess:
    bare = {name: value for name, value in os.environ.items() if name not in {"DJANGO_SETTINGS_MODULE", "ALLOWED_HOSTS", "PLAIN_STATIC"}}
    environment = {**bare, "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNO", **environment}
    return subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=LONG)


@pytest.mark.parametrize(("base", "prefix"), [("https://auental.example", "__Host-"), ("http://192.0.2.7:8000", "")])
def test_cookies_have_the_prefix_under_https_and_plain_names_without(base, prefix):
    shown = manage("shell", "--no-imports", "-c", NAMES, BASE_URL=base)
    assert shown.stdout.split() == [f"{prefix}sessionid", f"{prefix}csrftoken", f"{prefix}language", *([prefix] if prefix else [])]


@pytest.fixture
def https(settings):
    """As the settings are with an address of https."""
    settings.SECURE, settings.COOKIE_PREFIX = True, "__Host-"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = settings.LANGUAGE_COOKIE_SECURE = True
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME = (
        "__Host-sessionid",
        "__Host-csrftoken",
        "__Host-language",
    )
    return settings


@pytest.mark.django_db(transaction=True)
def test_every_cookie_is_for_this_host_alone(https, as_user, clara, make_workshop, monkeypatch):
    """`__Host-` demands Secure, the path / and no domain; browsers drop a cookie that lacks one of them."""
    monkeypatch.setattr(limits, "KNOWN_COOKIE", "__Host-known_browser")
    workshop = make_workshop()
    client = as_user()
    client.get(reverse("account_login"), secure=True)
    client.post(reverse("account_login"), {"login": clara.email, "password": "augenhoehe-2026"}, secure=True)
    client.post(reverse("set_language"), {"language": "en"}, secure=True)
    page = client.get(reverse("join", args=[workshop.code]), secure=True)
    client.post(reverse("join", args=[workshop.code]), {"nonce": page.context["nonce"]}, secure=True)
    assert set(client.cookies) >= {
        "__Host-sessionid", "__Host-csrftoken", "__Host-language", "__Host-known_browser", cookie_name(workshop.room.slug),
    }  # fmt: skip
    for name, cookie in client.cookies.items():
        assert name.startswith("__Host-"), name
        assert (cookie["path"], cookie["domain"], cookie["secure"]) == ("/", "", True), name
    assert client.get(reverse("phone", args=[workshop.room.slug]), secure=True).status_code == 200


# -- mail -----------------------------------------------------------------------------------
def test_check_says_what_is_missing_for_mail():
    without = manage("check", "--deploy", BASE_URL="https://auental.example")
    assert without.returncode and "EMAIL_URL" in without.stderr and "FROM_EMAIL" in without.stderr
    mail = {"EMAIL_URL": "smtp+tls://user:password@mail.auental.example:587", "FROM_EMAIL": "augenhoehe@auental.example"}
    complete = manage("check", "--deploy", "--fail-level", "WARNING", BASE_URL="https://auental.example", **mail)
    assert complete.returncode == 0, complete.stderr


def test_without_https_no_mail_is_demanded(settings):
    settings.SECURE, settings.MAIL_TRANSPORT = False, "django.core.mail.backends.console.EmailBackend"
    assert checks.mail_is_set_up() == []


def test_serve_says_it_too(https, monkeypatch, capsys):
    from django.core.management import call_command

    from participation.live.wire import server

    https.MAIL_TRANSPORT = "django.core.mail.backends.console.EmailBackend"
    monkeypatch.setattr(server, "serve", lambda **options: None)
    call_command("serve")
    assert "EMAIL_URL" in capsys.readouterr().err
