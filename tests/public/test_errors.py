"""Pages of errors speak the language of the reader."""

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory, override_settings
from django.urls import path, reverse
from django.utils import translation
from django.views import defaults

from participation.urls import urlpatterns as real_urls

from .conftest import STATUS


def bad(request):
    from django.core.exceptions import SuspiciousOperation

    raise SuspiciousOperation


def forbidden(request):
    from django.core.exceptions import PermissionDenied

    raise PermissionDenied


def broken(request):
    raise RuntimeError


def away(request):
    raise OperationalError("the database system is starting up")


PAGES = {"bad": bad, "forbidden": forbidden, "broken": broken, "away": away}
urlpatterns = [*(path(f"{name}/", view) for name, view in PAGES.items()), *real_urls]


@pytest.mark.parametrize(
    ("address", "status", "german", "english"),
    [
        ("/nothing/here/", 404, "Hier ist die Verbindung abgerissen.", "The line broke off here."),
        ("/forbidden/", 403, "Hierfür reicht dieser Zugang nicht.", "You can’t open this page."),
        ("/bad/", 400, "Das konnten wir nicht lesen.", "We could not read that."),
        ("/away/", 503, "Gerade lässt sich nichts speichern.", "Nothing can be stored right now."),
        ("/broken/", 500, "Bei uns ist etwas kaputtgegangen.", "Something broke on our side."),
    ],
)
@override_settings(ROOT_URLCONF=__name__, DEBUG=False)
def test_errors_speak_the_language_of_the_reader(town, address, status, german, english):
    client = Client(raise_request_exception=False)
    response = client.get(address)
    assert response.status_code == status and german in response.content.decode()
    client.cookies["language"] = "en"
    page = client.get(address).content.decode()
    assert english in page and '<html lang="en">' in page


@override_settings(ROOT_URLCONF=__name__, DEBUG=False)
def test_while_the_database_is_away_scripts_hear_a_sentence_too(town, django_db_blocker):
    with django_db_blocker.block():
        response = Client(raise_request_exception=False).get("/away/", headers={"X-Requested-With": "fetch"})
    assert (response.status_code, response["Retry-After"]) == (503, "3")
    assert "Gerade lässt sich nichts speichern." in response.json()["detail"]


def test_a_form_that_is_too_old_says_that_nothing_was_sent(town):
    client = Client(enforce_csrf_checks=True)
    client.get(reverse("account_login"))  # its cookie stays when the page grows old
    response = client.post(reverse("account_login"), {"login": "ben@example.org"})
    assert response.status_code == 403 and "Diese Seite ist nicht mehr aktuell." in response.content.decode()


def test_the_last_page_of_all_needs_no_database(db, django_db_blocker):
    with django_db_blocker.block(), translation.override("de"):
        response = defaults.server_error(RequestFactory().get("/"))
    assert response.status_code == 500 and "kaputtgegangen" in response.content.decode()


UNREADABLE = {
    "a boundary that is none": ("multipart/form-data; boundary=\xe4", b"--x\r\nnonsense"),
    "another charset": ("application/x-www-form-urlencoded; charset=utf-16", b"a=b"),
    "a charset that is none": (
        "multipart/form-data; boundary=x; charset=rot13",
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--',
    ),
    "too many fields": ("application/x-www-form-urlencoded", b"a=b&" * 600),
}


@pytest.mark.parametrize("why", UNREADABLE)
@pytest.mark.parametrize("address", ["/nowhere/", "/j/", STATUS])
def test_a_form_that_cannot_be_read_is_a_bad_request_everywhere(town, address, why):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies["csrftoken"] = "a" * 32
    content_type, body = UNREADABLE[why]
    assert client.generic("POST", address, body, content_type=content_type).status_code == 400
