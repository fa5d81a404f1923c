"""Guessing gets slow, and nobody is locked out by it."""

import re
from datetime import datetime, timedelta

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from participation.accounts import actions, limits, links
from participation.accounts.models import Attempt
from workshops.actions import forget

pytestmark = pytest.mark.django_db

RIGHT = "augenhoehe-2026"


def log_in(client, email, password):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def guess(email, times=6, client=None):
    """The page after so many wrong passwords, each from a browser of its own."""
    for _time in range(times):
        answer = log_in(client or Client(), email, "falsch")
    return answer.content.decode()


def logged_in(client) -> bool:
    return "_auth_user_id" in client.session


class Clock:
    """Stands still until a test moves it, so that a slow machine uses up none of the pauses."""

    def __init__(self) -> None:
        self.time = timezone.now()

    def now(self) -> datetime:
        return self.time

    def move(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(actions, "timezone", clock)
    return clock


def test_after_five_wrong_passwords_one_has_to_wait_and_is_told_how_long(clara):
    assert "Bitte in" not in guess(clara.email, 5)
    page = guess(clara.email, 1)
    assert "Bitte in 2 Sekunden noch einmal versuchen" in page and f'value="{clara.email}"' in page


def test_each_further_guess_waits_twice_as_long_and_never_more_than_five_minutes():
    waits = [limits.GUESSES.wait_after(number) for number in range(1, 16)]
    assert waits == [0, 0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]
    assert limits.GUESSES.wait_after(10**6) == 300


def test_while_it_is_too_early_not_even_a_right_password_is_looked_at(clara, monkeypatch):
    guess(clara.email)
    monkeypatch.setattr("participation.accounts.adapter.authenticate", pytest.fail)
    assert log_in(Client(), clara.email, RIGHT).status_code == 200


def test_who_waits_comes_in_and_all_is_forgotten(clara, clock):
    guess(clara.email)
    clock.move(2)
    client = Client()
    log_in(client, clara.email, RIGHT)
    assert logged_in(client) and not Attempt.objects.exists()


def test_a_try_that_comes_too_early_makes_nothing_longer(clara):
    guess(clara.email, 50)
    assert Attempt.objects.get().count == 5


def test_strangers_do_not_keep_clara_out_of_her_own_browser(clara):
    hers = Client()
    log_in(hers, clara.email, RIGHT)
    hers.post(reverse("account_logout"))
    guess(clara.email, 30)
    log_in(hers, clara.email, RIGHT)
    assert logged_in(hers)


def test_a_login_link_makes_a_browser_known_too(clara):
    hers = Client()
    hers.post(links.make(clara, "/dashboard/"))
    hers.post(reverse("account_logout"))
    guess(clara.email, 30)
    log_in(hers, clara.email, RIGHT)
    assert logged_in(hers)


def test_a_known_browser_is_no_way_to_guess_faster(clara, ben):
    hers = Client()
    log_in(hers, clara.email, RIGHT)
    hers.post(reverse("account_logout"))
    assert "Bitte in 2 Sekunden" in guess(clara.email, 6, client=hers)
    assert "Bitte in 2 Sekunden" in guess(ben.email, 6, client=hers)  # known with her address, not with his
    guess(ben.email, 6)
    assert Attempt.objects.count() == 2


@pytest.mark.parametrize("cookie", ["", "x", "a:b:c", "\x00", "W10:1vAAAA:sig"])
def test_a_made_up_browser_is_none(clara, cookie):
    client = Client()
    client.cookies[limits.KNOWN_COOKIE] = cookie
    assert "Bitte in 2 Sekunden" in guess(clara.email, 6, client=client)


def test_an_unknown_address_waits_just_as_long(clara):
    pages = [re.sub(r'value="[^"]*"', "", guess(email)) for email in (clara.email, "niemand@example.org")]
    assert pages[0] == pages[1]


def test_many_guesses_at_once_are_no_way_round():
    """Counted before the password is looked at: of a hundred that begin together five get through."""
    key, through = limits.digest("login", "clara@example.org"), 0
    for _guess in range(100):
        try:
            limits.count(key, limits.GUESSES)
            through += 1
        except ValidationError:
            pass
    assert through == 5


def test_other_addresses_push_nothing_out(clara):
    guess(clara.email)
    for number in range(400):
        actions.count_attempt(key=limits.digest("login", f"{number}@example.org"), wait_after=limits.GUESSES.wait_after)
    assert "Sekunde" in guess(clara.email, 1)


def test_the_table_names_nobody(clara):
    guess(clara.email, 2)
    key = bytes(Attempt.objects.get().key)
    assert len(key) == 32 and key == limits.digest("login", clara.email)
    assert b"clara" not in key


def test_the_same_guesses_another_day_begin_anew_and_forget_clears_the_table(clara, as_user, clock):
    guess(clara.email)
    as_user(clara)
    assert forget(timezone.now())["logins"] == 0
    assert forget(timezone.now() + timedelta(hours=25))["logins"] == 2  # the counted tries, and the session of twelve hours
    guess(clara.email)
    clock.move(60 * 60 * 24 + 1)
    assert "Sekunde" not in guess(clara.email, 1)


def test_a_code_is_not_guessed_quickly_either(clara, clock):
    TOTP.activate(clara, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(clara)
    client = Client()
    log_in(client, clara.email, RIGHT)
    for _guess in range(6):
        page = client.post(reverse("mfa_authenticate"), {"code": "000000"}).content.decode()
    assert "Bitte in 2 Sekunden" in page and not logged_in(client)
    clock.move(2)
    client.post(reverse("mfa_authenticate"), {"code": clara.authenticator_set.get(type="recovery_codes").wrap().get_unused_codes()[0]})
    assert logged_in(client)


def test_the_password_that_is_asked_for_again_is_not_guessed_either(clara, as_user):
    client = as_user(clara)
    for _guess in range(6):
        page = client.post(reverse("account_reauthenticate"), {"password": "falsch"}).content.decode()
    assert "Bitte in 2 Sekunden" in page


def test_nobody_fills_a_mailbox(clara):
    pages = []
    for email in (clara.email, "niemand@example.org"):
        for _time in range(6):
            page = Client().post(reverse("account_reset_password"), {"email": email}).content.decode()
        assert "Bitte in 60 Sekunden" in page
        pages.append(re.sub(r'value="[^"]*"', "", page))
    assert len(mail.outbox) == 3 and pages[0] == pages[1]


def test_a_password_chosen_by_mail_ends_the_waiting(clara):
    guess(clara.email, 30)
    Client().post(reverse("account_reset_password"), {"email": clara.email})
    path = re.search(r"https?://[^/]+(/accounts/\S+)", mail.outbox[0].body)[1]
    client = Client()
    form = client.get(path, follow=True)
    client.post(form.request["PATH_INFO"], {"password1": "ganz-neues-wort", "password2": "ganz-neues-wort"})
    log_in(client, clara.email, "ganz-neues-wort")
    assert logged_in(client)
