"""Nora follows a proposal in a browser, and whoever wrote it finds feed and calendar."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from participation.following import sealing
from participation.following.actions import follow
from participation.following.models import Follower
from participation.following.subjects import FollowedProposal
from participation.proposals import receipts

from ..dashboard.conftest import make_evening, make_proposal  # noqa: F401 (fixtures)
from ..waiting import until

LINK = "a-private-link-of-amina"
NORA = "nora@example.org"


@pytest.fixture
def proposal(make_proposal):  # noqa: F811
    return make_proposal("Rufbus am Freitagabend", receipt_digest=receipts.digest_of(LINK))


def confirmation(proposal):
    return reverse("follow_confirm", args=[sealing.confirmation_token(sealing.Wish(proposal.pk, NORA, "de"))])


def stop(proposal):
    return reverse("follow_stop", args=[sealing.stop_token(sealing.key_of(proposal.pk, NORA))])


@pytest.mark.slow
def test_nora_follows_and_ends_it_without_script(new_page, proposal):
    page = new_page(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page.goto(f"/p/{proposal.pk}/")
    page.get_by_label("E-Mail-Adresse").fill(NORA)
    page.get_by_role("button", name="Nachrichten anfordern").click()
    expect(page.get_by_role("heading", name="Bitte ins Postfach schauen.")).to_be_visible()
    page.goto(confirmation(proposal))
    page.get_by_role("button", name="Ja, Nachrichten schicken").click()
    expect(page.get_by_role("heading", name="Geschafft")).to_be_visible()
    until(lambda: Follower.objects.count() == 1)
    page.goto(stop(proposal))
    page.get_by_role("button", name="Beenden").click()
    expect(page.get_by_role("heading", name="Es kommt keine Mail mehr.")).to_be_visible()
    until(lambda: not Follower.objects.exists())


@pytest.mark.slow
@pytest.mark.parametrize(("scheme", "width"), [("dark", 320), ("light", 390), ("light", 1440)])
def test_every_page_fits_and_has_no_accessibility_violation(new_page, proposal, scheme, width):
    follow(subject=FollowedProposal(proposal), address=NORA, language="de")
    page = new_page(color_scheme=scheme, viewport={"width": width, "height": 844}, bypass_csp=True)
    addresses = [f"/p/{proposal.pk}/", f"/p/{proposal.pk}/follow/", f"/p/{proposal.pk}/follow/sent/", f"/r/{LINK}/"]
    for address in [*addresses, confirmation(proposal), stop(proposal)]:
        page.goto(address)
        check(page)
    page.goto(addresses[1])
    page.get_by_role("button", name="Nachrichten anfordern").click()
    expect(page.get_by_text("Bitte eine E-Mail-Adresse eintippen.")).to_be_visible()
    expect(page.get_by_label("E-Mail-Adresse")).to_be_focused()
    page.errors.clear()  # the browser reports the status of the form that is not right
    check(page)


def check(page):
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    violations = Axe().run(page).response["violations"]
    assert not violations, (page.url, [(entry["id"], entry["nodes"][0]["html"]) for entry in violations])
