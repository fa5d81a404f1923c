"""Who tries passwords waits for who tries passwords: phones and public pages have threads of their own, and so has the console."""

import re
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from participation.threads import EVERYBODY, FILES, LOGIN, STAFF, lane_of

from ..e2e.conftest import Server
from .phone import Http, Phone

MANY = 24


@pytest.fixture
def slow(static_root, transactional_db):
    """A server that takes minutes for each password, and lets nobody wait longer than five seconds for a login."""
    server = Server(connection.settings_dict, static_root, DJANGO_SETTINGS_MODULE="tests.live.slow_hashing")
    yield server
    server.stop()


def login_form(base: str) -> tuple[Http, dict[str, str]]:
    visitor = Http(base)
    _status, _headers, page = visitor.request("GET", reverse("account_login"))
    return visitor, {"csrfmiddlewaretoken": re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]}


def attempt(base: str, visitor: Http, form: dict[str, str], number: int):
    form |= {"login": f"dev-{number}@example.org", "password": "falsch-und-lang"}
    body = urlencode(form).encode()
    return visitor.request("POST", reverse("account_login"), body, Content_Type="application/x-www-form-urlencoded", Origin=base)


@pytest.mark.slow
def test_a_flood_of_wrong_logins_leaves_phones_and_console_alone(slow, make_workshop):
    """Two passwords are looked at, all other logins are told to come again; meanwhile phones come in as if nothing was."""
    workshop = make_workshop()
    with ThreadPoolExecutor(MANY) as pool:
        forms = [login_form(slow.url) for _number in range(MANY + 1)]
        attempts = [pool.submit(attempt, slow.url, *form, number) for number, form in enumerate(forms[1:], 1)]
        refused = [done.result(0) for done in islice(as_completed(attempts), MANY - LOGIN.threads)]
        for _phone in range(3):
            Phone(slow.url, f"/j/{workshop.code}/")
        assert Http(slow.url).request("GET", reverse("console", args=[workshop.pk]))[0] == 302
        assert attempt(slow.url, *forms[0], 0)[0] == 503, "the two are still at work"
        slow.process.kill()
    for status, headers, page in refused:
        assert (status, headers["Retry-After"]) == (503, "3")
        assert "in ein paar Sekunden noch einmal" in page


# -- which request runs where ---------------------------------------------------------
def addresses(resolver=None, prefix="/"):
    """(address, module of its view) of every URL; captured parts stand in angle brackets."""
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + str(entry.pattern).replace("^", "").removesuffix("$")
        if isinstance(entry, URLResolver):
            yield from addresses(entry, path)
        elif isinstance(entry, URLPattern):
            yield path, entry.callback.__module__


STAFF_MODULES = (
    "allauth",
    "workshops.views",
    "workshops.console",
    "workshops.composing",
    "workshops.editor",
    "workshops.preview",
    "participation.dashboard",
    "participation.rehearsals",
    "participation.documentation.publishing",
    "participation.accounts",
)


def test_every_page_of_staff_is_in_a_lane_of_staff():
    found = [(path, module) for path, module in addresses() if path != reverse("set_language")]  # everybody's switch
    pages = [(path, module) for path, module in found if lane_of("GET", path) is not FILES]
    wrong = [(path, module) for path, module in pages if (lane_of("GET", path) is STAFF) != module.startswith(STAFF_MODULES)]
    assert len(found) > 40 and not wrong, wrong
    hashing = [path for path, module in found if lane_of("POST", path) is LOGIN]
    assert hashing and all(lane_of("GET", path) is STAFF for path in hashing)
    wrong = [path for path, module in found if module.startswith(("allauth", "participation.accounts")) and path not in hashing]
    assert set(wrong) <= {"/home/"}, wrong


def test_the_main_button_and_the_phone_wait_for_nobody_else():
    assert lane_of("POST", reverse("console_step", args=[1])) is STAFF
    assert lane_of("POST", "/live/x/vote") is lane_of("POST", "/j/ABC234/") is lane_of("GET", "/") is EVERYBODY
    assert LOGIN.threads == STAFF.threads == 2


def test_nobody_waits_for_a_pdf_or_a_spreadsheet():
    assert lane_of("GET", "/workshops/1/poster.pdf") is lane_of("GET", "/x/results.xlsx") is lane_of("GET", "/x/results.ods") is FILES
    assert lane_of("GET", "/w/x/mine.json") is EVERYBODY and FILES.threads == 1
