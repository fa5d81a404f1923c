"""Clara answers a proposal in a browser, with the keyboard's help and without a line of script; the public reads it."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.dashboard.conftest import make_evening, make_proposal  # noqa: F401 (fixtures)

OTHER_DRESSES = [("light", 320), ("dark", 1440), ("light", 1440)]
REASON = "Der Bus fährt ab dem Frühjahr auf Probe, erst am Freitag und dann auch am Samstag."


def test_an_answer_from_the_queue_to_the_public_page(new_page, clara, make_proposal):  # noqa: F811
    make_proposal("Rufbus am Freitagabend", days_ago=33)
    page = new_page(user=clara, java_script_enabled=False, viewport={"width": 1440, "height": 900})
    page.goto("/dashboard/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ein Vorschlag wartet auf Antwort.")
    page.get_by_role("link", name="Rufbus am Freitagabend").click()
    page.get_by_role("radio", name="Angenommen", exact=True).check()
    page.get_by_label("Begründung").fill(REASON)
    page.get_by_role("button", name="Entwurf speichern").click()
    expect(page.get_by_text("Wer Ja sagt, sagt auch, bis wann.")).to_have_count(2)  # at the top, and at the field
    expect(page.get_by_label("Begründung")).to_have_value(REASON)
    page.errors.clear()  # the browser reports the status of the form that was not complete
    page.get_by_label("Wer kümmert sich").fill("Jonas Ritter, Hauptamt")
    page.get_by_label("Bis wann").fill("2030-05-01")
    page.get_by_role("button", name="Entwurf speichern").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("So erscheint die Antwort.")
    page.get_by_role("button", name="Antwort veröffentlichen").click()
    page.get_by_text("Die Antwort ist jetzt öffentlich.").wait_for()
    page.get_by_role("link", name="öffentliche Seite").click()
    expect(page.get_by_text(REASON)).to_have_count(1)
    expect(page.get_by_text("5 Tage nach dem versprochenen Datum")).to_have_count(1)


@pytest.mark.parametrize(("scheme", "width"), [("dark", 320), *(pytest.param(*dress, marks=pytest.mark.slow) for dress in OTHER_DRESSES)])
def test_every_page_fits_and_has_no_accessibility_violation(new_page, clara, make_proposal, scheme, width):  # noqa: F811
    proposal = make_proposal("Rufbus am Freitagabend", days_ago=33, supports=12)
    # Axe brings its own script, which the policy of these pages forbids.
    page = new_page(user=clara, color_scheme=scheme, viewport={"width": width, "height": 800}, bypass_csp=True)
    addresses = ["/", "/m/auental/status/", f"/p/{proposal.pk}/", "/dashboard/", f"/dashboard/{proposal.pk}/", "/dashboard/overview/"]
    for address in addresses:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        violations = Axe().run(page).response["violations"]
        assert not violations, (address, [(entry["id"], entry["nodes"][0]["html"]) for entry in violations])
