"""The way in for staff: e-mail and password, links that work once, and nothing for strangers."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.urls import reverse

from participation.accounts import links
from participation.accounts.models import User
from participation.accounts.sessions import SessionStore

pytestmark = pytest.mark.django_db


def logged_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_ben_logs_in_with_email_and_password_and_finds_his_workshops(as_user, ben):
    client = as_user()
    answer = client.post(reverse("account_login"), {"login": "Ben@Example.org", "password": "augenhoehe-2026"})
    assert (answer.status_code, answer["Location"]) == (302, reverse("home_of_staff"))
    assert client.get(reverse("home_of_staff"))["Location"] == reverse("workshops")


def test_clara_finds_what_waits_for_an_answer(as_user, clara):
    assert as_user(clara).get(reverse("home_of_staff"))["Location"] == reverse("dashboard")


def test_without_a_role_there_is_a_sentence_and_no_workshop(as_user, make_user):
    nobody = as_user(make_user("Emil"))
    assert "noch in keiner Kommune" in nobody.get(reverse("home_of_staff")).content.decode()
    assert nobody.get(reverse("workshops")).status_code == 404


def test_a_wrong_password_keeps_the_address_and_says_what_is_wrong(as_user, ben):
    client = as_user()
    page = client.post(reverse("account_login"), {"login": ben.email, "password": "falsch"}).content.decode()
    assert not logged_in(client)
    assert 'role="alert"' in page and f'value="{ben.email}"' in page


def test_where_to_go_on_is_no_address_so_it_is_the_usual_place(as_user, ben):
    form = {"login": ben.email, "password": "augenhoehe-2026", "next": "http://["}
    assert as_user().post(reverse("account_login"), form)["Location"] == reverse("home_of_staff")


@pytest.mark.parametrize("key", ["a" * 32 + "\0", "ä" * 32, "' OR 1=1 --", "", None])
def test_a_cookie_that_is_no_key_of_a_session_is_not_even_looked_up(key, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert SessionStore(key).session_key is None


def test_a_forgotten_password_is_chosen_anew_by_mail(as_user, ben):
    client = as_user()
    client.post(reverse("account_reset_password"), {"email": ben.email})
    path = re.search(r"https?://[^/]+(/accounts/\S+)", mail.outbox[0].body)[1]
    form = client.get(path, follow=True)
    client.post(form.request["PATH_INFO"], {"password1": "ganz-neues-wort", "password2": "ganz-neues-wort"})
    ben.refresh_from_db()
    assert ben.check_password("ganz-neues-wort")
    assert not EmailAddress.objects.exists()  # no second table of addresses


def test_no_mail_for_a_stranger_tells_who_has_an_account(as_user, ben):
    known = as_user().post(reverse("account_reset_password"), {"email": ben.email})
    unknown = as_user().post(reverse("account_reset_password"), {"email": "niemand@example.org"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


# -- login links ------------------------------------------------------------------
def test_a_link_shows_a_button_and_works_once(as_user, ben):
    link = links.make(ben, "/workshops/")
    client = as_user()
    assert client.get(link).status_code == 200 and not logged_in(client)  # a mail scanner uses nothing up
    answer = client.post(link)
    assert (answer.status_code, answer["Location"]) == (303, "/workshops/") and logged_in(client)
    again = as_user()
    answer = again.post(link)
    assert answer.status_code == 410 and not logged_in(again)
    assert "gilt nicht mehr" in answer.content.decode()


def test_a_link_dies_with_another_login_and_with_a_new_password(as_user, ben):
    link = links.make(ben, "/workshops/")
    as_user().post(reverse("account_login"), {"login": ben.email, "password": "augenhoehe-2026"})
    assert as_user().post(link).status_code == 410
    ben.refresh_from_db()
    link = links.make(ben, "/workshops/")
    ben.set_password("ganz-neues-wort")
    ben.save()
    assert as_user().post(link).status_code == 410


@pytest.mark.parametrize("token", ["x", "a:b:c", "..%2F"])
def test_a_made_up_link_is_no_way_in(as_user, token):
    client = as_user()
    assert client.post(f"/enter/{token}/").status_code in {404, 410} and not logged_in(client)


def test_a_changed_link_is_no_way_in(as_user, ben):
    link = links.make(ben, "/workshops/")
    assert as_user().post(link.replace("/enter/", "/enter/A")).status_code == 410


def test_a_lasting_link_lasts_as_long_as_its_process(as_user, ben, monkeypatch):
    monkeypatch.setenv("LOGIN_LINK_KEY", "tonight")
    link = links.make(ben, "/workshops/", lasting=True)
    for _visit in range(2):
        client = as_user()
        assert client.get(link)["Location"] == "/workshops/" and logged_in(client)
    monkeypatch.setenv("LOGIN_LINK_KEY", "tomorrow")
    assert as_user().get(link).status_code == 410
    monkeypatch.delenv("LOGIN_LINK_KEY")
    assert as_user().get(link).status_code == 410


def test_no_link_lasts_without_a_key(ben, monkeypatch):
    monkeypatch.delenv("LOGIN_LINK_KEY", raising=False)
    with pytest.raises(ValueError, match="LOGIN_LINK_KEY"):
        links.make(ben, "/workshops/", lasting=True)


def test_a_link_changes_the_person_who_is_logged_in(as_user, ben, clara):
    client = as_user(clara)
    client.post(links.make(ben, "/workshops/"))
    assert int(client.session["_auth_user_id"]) == ben.pk


def test_a_blocked_account_gets_no_link_to_work(as_user, ben):
    link = links.make(ben, "/workshops/")
    User.objects.filter(pk=ben.pk).update(is_active=False)
    assert as_user().post(link).status_code == 410


@pytest.mark.parametrize("lasting", [False, True])
def test_a_link_does_not_spare_the_second_step(lasting, as_user, clara, monkeypatch):
    monkeypatch.setenv("LOGIN_LINK_KEY", "tonight")
    TOTP.activate(clara, "JBSWY3DPEHPK3PXP")
    client = as_user()
    answer = client.post(links.make(clara, "/dashboard/", lasting=lasting))
    assert answer["Location"] == reverse("mfa_authenticate") and not logged_in(client)
