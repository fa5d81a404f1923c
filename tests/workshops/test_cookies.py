"""Browsers that keep nothing: blocked cookies, and the small browsers inside other apps."""

import pytest
from django.test import Client
from django.urls import reverse

from ..evening import press

pytestmark = pytest.mark.django_db
SCANNERS = {
    "Android": "Mozilla/5.0 (Linux; Android 13; SM-A536B; wv) AppleWebKit/537.36 Version/4.0 Chrome/120.0 Mobile Safari/537.36",
    "iPhone": "Mozilla/5.0 (iPhone; CPU iPhone OS 16_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
}
BROWSERS = {
    "Chrome": "Mozilla/5.0 (Linux; Android 13; SM-A536B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36",
    "Safari": "Mozilla/5.0 (iPhone; CPU iPhone OS 16_0 like Mac OS X) AppleWebKit/605.1.15 Version/16.0 Mobile/15E148 Safari/604.1",
    "none": "",
}


@pytest.fixture
def strict():
    """A browser whose forms are checked as in production."""
    return Client(enforce_csrf_checks=True)


def test_who_blocks_cookies_is_told_so_and_not_that_the_page_was_too_old(strict, make_workshop):
    address = reverse("join", args=[make_workshop().code])
    strict.get(address)
    strict.cookies.clear()
    answer = strict.post(address, {"nonce": "a" * 32})
    assert answer.status_code == 403
    assert "Dein Browser speichert für diese Seite keine Cookies." in answer.text
    assert "nicht mehr aktuell" not in answer.text


def test_staff_are_told_too(strict):
    answer = strict.post(reverse("account_login"), {"login": "ben@example.org", "password": "x"})
    assert answer.status_code == 403 and "Dieser Browser speichert" in answer.text


def test_a_page_that_was_open_for_too_long_is_still_called_that(strict, make_workshop):
    address = reverse("join", args=[make_workshop().code])
    strict.get(address)
    answer = strict.post(address, {"nonce": "a" * 32, "csrfmiddlewaretoken": "b" * 64})
    assert answer.status_code == 403 and "nicht mehr aktuell" in answer.text


@pytest.mark.parametrize("name", [*SCANNERS, *BROWSERS])
def test_only_the_browser_inside_another_app_is_asked_to_open_another_one(as_user, make_workshop, name):
    workshop = make_workshop()
    page = as_user().get(reverse("join", args=[workshop.code]), headers={"User-Agent": (SCANNERS | BROWSERS)[name]}).text
    assert ("Browser einer anderen App" in page) is (name in SCANNERS)
    assert (f"http://testserver/j/{workshop.code}/" in page) is (name in SCANNERS)


def test_who_scans_again_in_the_middle_of_the_evening_reads_what_that_costs(as_user, make_workshop, ben):
    workshop = make_workshop()
    address = reverse("join", args=[workshop.code])
    assert "Warst du schon dabei?" not in as_user().get(address).text
    press(workshop, 2, by=ben)
    assert "Warst du schon dabei?" in as_user().get(address).text
