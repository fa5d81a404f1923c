"""A template goes into the answer with one press: by mouse, by keyboard and without script. What was typed stays."""

import pytest
from playwright.sync_api import expect

from participation.proposals import actions
from participation.proposals.models import Proposal, Response
from tests.dashboard.conftest import make_evening, make_proposal  # noqa: F401 (fixtures)

DESK = {"width": 1440, "height": 900}
THANKS = "Danke für den Vorschlag."


@pytest.fixture
def desk(new_page, clara, make_proposal):  # noqa: F811
    """desk(…) → Clara's page of a proposal."""

    def open_page(**options):
        proposal = make_proposal("Rufbus am Freitagabend")
        page = new_page(user=clara, viewport=DESK, **options)
        page.goto(f"/dashboard/{proposal.pk}/")
        return page

    return open_page


def reason(page):
    return page.get_by_label("Begründung", exact=True)


def test_b_leads_to_the_templates_of_the_decision_and_typing_fills_the_first_gap(desk):
    page = desk()
    expect(page.get_by_role("button", name="Jetzt nicht")).to_be_hidden()
    page.get_by_label("Abgelehnt").check()
    expect(page.get_by_role("button", name="Jetzt nicht")).to_be_visible()
    expect(page.get_by_role("button", name="Ja, und wer anfängt")).to_be_hidden()
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    expect(reason(page)).to_be_focused()
    page.keyboard.insert_text("das Geld verteilt ist")
    expect(reason(page)).to_have_value("Nein, weil das Geld verteilt ist. Was stattdessen geht: […]. Wer mit euch darüber spricht: […].")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/publish/")
    expect(page.get_by_text("„Was stattdessen geht: […].“ ist eine Lücke")).to_be_visible()
    expect(page.get_by_role("button", name="Antwort veröffentlichen")).to_have_count(0)


def test_tab_goes_from_gap_to_gap_and_then_on(desk):
    page = desk()
    page.get_by_label("Abgelehnt").check()
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    expect(page.locator("[data-gap-hint]").first).to_be_visible()
    for words in ("das Geld fehlt", "ein Taxi", "Olga"):
        page.keyboard.insert_text(words)
        page.keyboard.press("Tab")
    expect(reason(page)).to_have_value("Nein, weil das Geld fehlt. Was stattdessen geht: ein Taxi. Wer mit euch darüber spricht: Olga.")
    expect(reason(page)).not_to_be_focused()
    reason(page).fill("Weil […].")
    reason(page).press("Home")
    reason(page).press("Shift+Tab")
    expect(reason(page)).not_to_be_focused()


def test_another_wording_begins_with_that_of_the_authors(desk):
    page = desk()
    wording = page.get_by_label("Zu welchem Wortlaut ist die Antwort Ja?")
    expect(wording).to_be_hidden()
    page.keyboard.press("2")
    expect(wording).to_be_focused()
    own = wording.input_value()
    assert own == Proposal.objects.get().what
    wording.fill(own + " Aber nur bis Mitternacht.")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("4")
    expect(wording).to_be_hidden()
    expect(reason(page)).to_be_focused()
    page.get_by_role("radio", name="Ja, wenn geändert").check()
    page.reload()
    page.get_by_text("Was hier eingetippt war, ist wieder da").wait_for()
    expect(wording).to_have_value(own + " Aber nur bis Mitternacht.")


def test_a_press_adds_below_what_was_typed_and_a_second_one_nothing(desk):
    page = desk()
    page.get_by_role("radio", name="Teilweise angenommen").check()
    reason(page).fill(THANKS)
    for _press in range(2):
        page.get_by_role("button", name="Erst ausprobieren").click()
    value = reason(page).input_value()
    assert value.startswith(f"{THANKS}\n\nWir probieren es erst aus, von […]") and value.count("probieren") == 1
    page.reload()
    page.get_by_text("Was hier eingetippt war, ist wieder da").wait_for()
    expect(reason(page)).to_have_value(value)


def test_b_leads_to_the_templates_of_a_correction_too(new_page, clara, make_proposal):  # noqa: F811
    proposal = make_proposal("Rufbus am Freitagabend")
    actions.draft_response(proposal=proposal, by=clara, verdict="rejected", reason="Nein, weil das Geld für dieses Jahr verteilt ist.")
    actions.publish_response(proposal=proposal, by=clara)
    page = new_page(user=clara, viewport=DESK)
    page.goto(f"/dashboard/{proposal.pk}/correct/")
    page.keyboard.press("b")
    expect(page.get_by_role("button", name="Nein, und was stattdessen geht").first).to_be_focused()


def test_without_script_a_press_draws_the_form_again(desk):
    page = desk(java_script_enabled=False)
    page.get_by_role("radio", name="Teilweise angenommen").check()
    reason(page).fill(THANKS)
    page.get_by_role("button", name="Erst ausprobieren").click()
    expect(reason(page)).to_have_value(f"{THANKS}\n\nWir probieren es erst aus, von […] bis […]. Es bleibt, wenn […]. "
                                       "Am […] lest ihr hier, was dabei herauskam.")  # fmt: skip
    expect(page.get_by_role("radio", name="Teilweise angenommen")).to_be_checked()
    assert not Response.objects.exists()


@pytest.mark.parametrize("scripts", [True, False])
def test_enter_in_a_line_saves_and_takes_no_template(desk, scripts):
    page = desk(java_script_enabled=scripts)
    page.get_by_role("radio", name="Teilweise angenommen").check()
    reason(page).fill("Der Bus fährt am Freitag, weil dann die meisten fahren.")
    page.get_by_label("Wer kümmert sich").press("Enter")
    page.wait_for_url("**/publish/")
    assert "[…]" not in Response.objects.get().reason
