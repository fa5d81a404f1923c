"""What others see of a page before they open it, and what may travel compressed."""

import gzip
import re

import pytest
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.urls import reverse

from participation.compression import compressed
from participation.proposals.models import Proposal

from .dashboard.conftest import make_evening, make_proposal  # noqa: F401 (fixtures)

pytestmark = pytest.mark.django_db
PACKED = {"HTTP_ACCEPT_ENCODING": "gzip"}


@pytest.fixture
def public_pages(town, make_proposal):  # noqa: F811
    town.imprint = {"de": "Gemeinde Auental, Marktplatz 1"}
    town.save()
    proposal = make_proposal('Ein "Rufbus" am <Freitag>', what="Er fährt\nbis ein Uhr, " * 40)
    return ["/", "/status/", "/m/auental/", "/m/auental/status/", "/m/auental/imprint/", reverse("proposal", args=[proposal.pk])]


def tags(page: str) -> dict[str, str]:
    return dict(re.findall(r'<meta (?:name|property)="((?:og:|twitter:|description)[^"]*)" content="([^"]*)">', page))


def test_a_public_page_has_a_title_a_description_and_a_picture_of_our_own(client, public_pages):
    for address in public_pages:
        found = tags(client.get(address).content.decode())
        assert found["og:title"] and len(found["description"]) >= 20 and found["og:description"] == found["description"]
        assert found["og:url"].startswith("http://testserver/") and "\n" not in found["description"]
        picture = found["og:image"].removeprefix("http://testserver")
        assert re.fullmatch(r"/static/preview[.\w]*\.png", picture)
    assert found["og:title"].startswith("Ein &quot;Rufbus&quot; am &lt;Freitag&gt;") and len(found["description"]) <= 220


def test_the_picture_is_there_and_small():
    from pathlib import Path

    picture = Path("participation/static/preview.png").read_bytes()
    assert picture.startswith(b"\x89PNG") and len(picture) < 60_000


def test_private_pages_have_none(client, as_user, clara, public_pages, make_workshop):
    workshop = make_workshop()
    desk = as_user(clara)
    pages = [client.get(address) for address in ("/nowhere/", "/r/unknown/", f"/j/{workshop.code}/", f"/stage/{workshop.stage_token}/")]
    pages += [desk.get(reverse("dashboard")), desk.get(reverse("dashboard_proposal", args=[Proposal.objects.get().pk]))]
    for page in pages:
        assert not tags(page.content.decode())


def test_public_pages_travel_compressed_and_ask_for_no_token(public_pages):
    for address in public_pages[:-1]:
        answer = Client().get(address, **PACKED)
        assert answer["Content-Encoding"] == "gzip" and "Accept-Encoding" in answer["Vary"] and not answer.cookies
        plain = gzip.decompress(answer.content).decode()
        assert len(answer.content) < len(plain) / 2 and "csrfmiddlewaretoken" not in plain


def test_whoever_does_not_understand_it_gets_it_plain(client, public_pages):
    assert "Content-Encoding" not in client.get("/").headers


def test_nothing_with_a_secret_in_it_is_compressed(as_user, clara, public_pages, make_workshop, join, ben):
    from .evening import press

    workshop = press(make_workshop(), by=ben)
    phone, desk = join(workshop).browser, as_user(clara)
    pages = [Client().get(public_pages[-1], **PACKED), Client().get(f"/j/{workshop.code}/", **PACKED)]
    pages += [phone.get(reverse("phone", args=[workshop.room.slug]), **PACKED), desk.get(reverse("dashboard"), **PACKED)]
    pages += [desk.get(reverse("account_login"), **PACKED), Client().get("/r/unknown/", **PACKED)]
    assert not [page.request["PATH_INFO"] for page in pages if "Content-Encoding" in page.headers]


@pytest.mark.parametrize("secret", ["token", "cookie"])
def test_a_public_page_that_holds_a_secret_after_all_goes_out_as_it_is(secret):
    def view(request):
        response = HttpResponse("Viele Worte. " * 200 + (get_token(request) if secret == "token" else ""))
        if secret == "cookie":
            response.set_cookie("supporter", "x")
        return response

    request = RequestFactory().get("/", headers={"accept-encoding": "gzip"})
    assert "Content-Encoding" not in compressed(view)(request).headers
