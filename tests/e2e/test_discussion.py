"""Olga asks, Amina replies from a phone that has only the link, Ben releases, everybody reads: in a browser, without a line of script."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from participation.discussion import actions
from participation.proposals import receipts
from participation.proposals.models import Declining
from tests.dashboard.conftest import make_evening, make_proposal  # noqa: F401 (fixtures)

LINK, DECLINED, MERGED = "a-private-link-of-Amina", "another-link-of-Amina", "a-third-link-of-Amina"


@pytest.fixture
def proposal(make_proposal):  # noqa: F811
    return make_proposal("Rufbus am Freitagabend", days_ago=33, receipt_digest=receipts.digest_of(LINK))


@pytest.fixture
def olga(make_user, town):
    return make_user("Olga Petrenko", town, "officer")


@pytest.mark.slow
def test_a_question_travels_to_the_phone_and_back(new_page, proposal, olga, ben):
    desk = new_page(user=olga, java_script_enabled=False, viewport={"width": 1440, "height": 900})
    desk.goto(f"/dashboard/{proposal.pk}/")
    expect(desk.get_by_role("button", name="Jugendliche fragen")).to_be_hidden()
    desk.get_by_label("an die Jugendlichen").check()
    desk.get_by_label("Text", exact=True).fill("Reicht euch der Freitag?")
    desk.get_by_role("button", name="Jugendliche fragen").click()
    phone = new_page(java_script_enabled=False, viewport={"width": 390, "height": 844})
    phone.goto(f"/r/{LINK}/")
    phone.get_by_label("Deine Antwort").fill("Ja, ruf an: 0151 23456789")
    phone.get_by_role("button", name="Antwort abschicken").click()
    expect(phone.get_by_text("Da steht eine Telefonnummer")).to_be_visible()
    phone.errors.clear()  # the browser reports the status of the form that has a number in it
    phone.get_by_label("Deine Antwort").fill("Ja, wenn er bis eins fährt.")
    phone.get_by_role("button", name="Antwort abschicken").click()
    expect(phone.get_by_text("Wird gelesen")).to_be_visible()
    release = new_page(user=ben, java_script_enabled=False)
    release.goto("/conversations/")
    release.get_by_role("link", name="Rufbus am Freitagabend").click()
    release.get_by_role("button", name="Freigeben", exact=True).click()
    everybody = new_page(java_script_enabled=False)
    everybody.goto(f"/p/{proposal.pk}/")
    expect(everybody.get_by_text("Ja, wenn er bis eins fährt.")).to_be_visible()


@pytest.fixture
def declined(make_proposal, olga):  # noqa: F811
    """One proposal that was not released, and one of which somebody asked for a second look."""
    hidden = {"handed_over_at": None, "answer_by": None, "year": None, "number": None}
    own = make_proposal("Der Grüne Baum", state="declined", receipt_digest=receipts.digest_of(DECLINED), **hidden)
    asked = make_proposal("Noch ein Grüner Baum", state="submitted", appealed=True, is_offered=True, **hidden)
    for proposal in (own, asked):
        Declining.objects.create(proposal=proposal, rule="personal", reason="Jeder kennt ihn.", note="Schreib es ohne Namen.", by=olga)


@pytest.fixture
def merged(make_proposal, proposal):  # noqa: F811
    """A proposal that goes on as part of another one."""
    return make_proposal("Nachtbus", state="merged", merged_into=proposal, receipt_digest=receipts.digest_of(MERGED))


@pytest.mark.slow
@pytest.mark.parametrize(("scheme", "width"), [("dark", 320), ("light", 390), ("light", 1440)])
def test_every_page_fits_and_has_no_accessibility_violation(new_page, proposal, declined, merged, olga, ben, scheme, width):
    actions.say(proposal=proposal, by=olga, kind="note", text="@Ben der Betreiber zögert noch.")
    comment = actions.say(proposal=proposal, by=olga, kind="comment", text="Wir sprechen mit dem Betreiber.")
    question = actions.say(proposal=proposal, by=olga, kind="question", text="Reicht euch der Freitag?")
    actions.reply(proposal=proposal, question=question, text="Ja, wenn er bis eins fährt.")
    actions.report(contribution=comment, reason="Unklar")
    options = {"color_scheme": scheme, "viewport": {"width": width, "height": 844}, "bypass_csp": True}
    desk, outside = new_page(user=ben, **options), new_page(**options)
    pages = [(desk, f"/dashboard/{proposal.pk}/"), (desk, "/conversations/"), (outside, f"/p/{proposal.pk}/"), (outside, f"/r/{LINK}/")]
    pages += [(outside, f"/p/{proposal.pk}/report/{comment.pk}/"), (outside, "/m/auental/moderation/"), (outside, f"/r/{DECLINED}/")]
    pages += [(outside, f"/r/{MERGED}/")]
    for page, address in pages:
        page.goto(address)
        page.evaluate("for (const details of document.querySelectorAll('.decisions details')) details.open = true")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        violations = Axe().run(page).response["violations"]
        assert not violations, (address, [(entry["id"], entry["nodes"][0]["html"]) for entry in violations])
