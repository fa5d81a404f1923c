"""One town or several, who may read, and the legal texts."""

import pytest
from django.urls import reverse

from .conftest import HOME, STATUS, html


def test_with_one_town_the_short_addresses_show_it(client, town):
    assert "Auental" in html(client, "/")
    assert "Was wurde daraus?" in html(client, "/status/")


def test_with_several_towns_there_is_a_choice(client, town, other_town):
    page = html(client, "/")
    assert reverse("municipality", args=["auental"]) in page and reverse("municipality", args=["bergfeld"]) in page
    assert reverse("municipality_status", args=["bergfeld"]) in html(client, "/status/")


def test_without_a_town_nothing_breaks(client, db):
    assert client.get("/").status_code == client.get("/status/").status_code == 200


def test_a_town_shows_nothing_of_another(client, town, other_town, make_proposal):
    make_proposal("Rufbus am Freitagabend")
    for address in (HOME, STATUS):
        assert "Rufbus" in html(client, address)
        assert "Rufbus" not in html(client, address.replace("auental", "bergfeld"))


@pytest.mark.parametrize("page", ["imprint", "privacy", "accessibility"])
def test_no_link_without_a_page_behind_it(client, town, page):
    address = reverse(page, args=["auental"])
    assert address not in html(client, HOME) and client.get(address).status_code == 404
    setattr(town, page, {"de": "Rathausplatz 1\n<script>alert(1)</script>"})
    town.save()
    assert address in html(client, HOME)
    text = html(client, address)
    assert "Rathausplatz 1" in text and "<script>alert" not in text


def test_public_pages_are_for_everybody_and_only_for_reading(as_user, town, clara, dev):
    for client in (as_user(), as_user(clara), as_user(dev)):
        for address in ("/", "/status/", HOME, STATUS):
            expected = 200
            assert client.get(address).status_code == expected and client.post(address).status_code == 405


def test_an_unknown_town_is_not_found(client, town):
    assert client.get("/m/atlantis/").status_code == client.get("/m/atlantis/status/").status_code == 404


def test_the_language_switch_comes_back_to_the_page(client, town):
    assert 'lang="de"' in html(client, HOME)
    assert client.post(reverse("public_language"), {"language": "en", "next": STATUS})["Location"] == STATUS
    page = html(client, STATUS)
    assert '<html lang="en">' in page and "What became of it?" in page
