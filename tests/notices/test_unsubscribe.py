"""Ending mail: by one press in the mail program, on a page without a login, and on the account page."""

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from participation.discussion.actions import say
from participation.notices.links import SALT, unsubscribe_link
from participation.notices.models import Kind, OptOut

from .conftest import morning, path_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(make_proposal, clara, olga, mailoutbox):
    """The path in a mail to Olga about a mention."""
    say(proposal=make_proposal(), by=clara, kind="note", text="@Olga, bitte anrufen.")
    return path_in(mailoutbox[0])


def unwanted(user) -> set[str]:
    return set(OptOut.objects.filter(user=user).values_list("kind", flat=True))


def test_one_press_in_the_mail_program_ends_this_kind_at_once(path, olga):
    """RFC 8058: a POST without cookies, session and form token."""
    answer = Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200 and not answer.cookies.get("sessionid")
    assert unwanted(olga) == {Kind.MENTION}


def test_a_scanner_that_opens_links_ends_nothing(path, olga):
    for ask in (Client().get, Client().head):
        assert ask(path).status_code == 200
    assert not unwanted(olga)


def test_the_page_says_what_ends_and_has_one_button(path, olga):
    page = Client().get(path).content.decode()
    assert "Erwähnung in einer internen Notiz" in page and page.count('<button class="button primary wide"') == 1
    assert olga.email not in page
    done = Client().post(path).content.decode()
    assert "Das kommt nicht mehr per Mail." in done and '<button class="button primary wide"' not in done


def test_pressing_again_changes_nothing(path, olga):
    assert [Client().post(path).status_code for _press in range(2)] == [200, 200]
    assert unwanted(olga) == {Kind.MENTION}


def test_a_mail_of_several_kinds_ends_all_of_them(told, make_proposal, clara):
    day = next(days for days in range(30, 40) if morning(days).weekday() == 2)
    for left in (-1, 3):
        make_proposal(days_ago=28 - day - left)
    Client().post(path_in(told(morning(day))["clara"]))
    assert unwanted(clara) == {Kind.OVERDUE, Kind.SOON}


@pytest.mark.parametrize("change", [lambda token: token[:-1], lambda token: "x" + token, lambda token: "x", lambda token: "ä" * 2000])
def test_a_wrong_link_is_answered_by_a_page_and_changes_nothing(change, path, olga):
    token = path.removeprefix("/notices/stop/").strip("/")
    address = reverse("unsubscribe", args=[change(token)])
    for answer in (Client().get(address), Client().post(address)):
        assert answer.status_code == 404 and "nicht bekannt" in answer.content.decode()
    assert not OptOut.objects.exists()


@pytest.mark.parametrize("value", [[1], "x", [0, ["mention"]], [None, None], ["1", ["elsewhere"]], {}])
def test_a_signed_link_of_another_shape_is_unknown_too(value, db):
    token = signing.Signer(salt=SALT).sign_object(value)
    assert Client().get(reverse("unsubscribe", args=[token])).status_code == 404


def test_the_link_holds_no_address_works_for_years_and_for_nobody_else(clara, olga, monkeypatch):
    link = unsubscribe_link(olga, [Kind.SOON])
    assert "olga" not in link.lower() and "example" not in signing.b64_decode(link.split("/")[-2].split(":")[0].encode()).decode()
    later = 60 * 60 * 24 * 3650 + __import__("time").time()
    monkeypatch.setattr("time.time", lambda: later)
    Client().post(link.removeprefix("http://localhost:8000"))
    assert unwanted(olga) == {Kind.SOON} and not unwanted(clara)


def test_the_page_is_kept_from_search_engines_and_caches(path):
    headers = Client().get(path).headers
    assert "noindex" in headers["X-Robots-Tag"] and headers["Cache-Control"] == "no-store"


# -- the account page -------------------------------------------------------------------
def test_everything_comes_until_somebody_chooses(as_user, clara):
    page = as_user(clara).get(reverse("account")).content.decode()
    assert page.count("checked") == len(Kind)


def test_what_is_chosen_on_the_account_page_counts(as_user, clara):
    client = as_user(clara)
    answer = client.post(reverse("notices"), {"kinds": ["overdue", "weekly"], "language": "en"})
    assert (answer.status_code, answer["Location"]) == (303, reverse("account"))
    assert unwanted(clara) == set(Kind) - {Kind.OVERDUE, Kind.WEEKLY}
    clara.refresh_from_db()
    assert clara.language == "en" and client.get(reverse("account")).content.decode().count("checked") == 2
    client.post(reverse("notices"), {"kinds": list(Kind), "language": "de"})
    assert not unwanted(clara)


@pytest.mark.parametrize("wrong", [{"kinds": ["everything"], "language": "de"}, {"kinds": ["soon"], "language": "xx"}, {}])
def test_what_can_t_be_chosen_is_said_and_changes_nothing(wrong, as_user, clara):
    page = as_user(clara).post(reverse("notices"), wrong, follow=True)
    assert page.status_code == 200 and "Gespeichert" not in page.content.decode()
    clara.refresh_from_db()
    assert not unwanted(clara) and clara.language == ""


def test_the_language_chosen_at_the_desk_is_that_of_the_mail(as_user, make_proposal, clara, olga, mailoutbox):
    as_user(olga).post(reverse("set_language"), {"language": "en", "next": "/dashboard/"})
    as_user(olga).post(reverse("set_language"), {"language": "klingon"})
    olga.refresh_from_db()
    assert olga.language == "en"
    say(proposal=make_proposal(), by=clara, kind="note", text="@Olga, bitte anrufen.")
    assert mailoutbox[0].body.startswith("Good day, Olga.")
