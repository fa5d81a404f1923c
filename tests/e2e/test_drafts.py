"""What Clara types outlives a session that ends, somebody else's login in another tab, and a browser that was closed."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from participation.proposals import actions
from tests.dashboard.conftest import make_evening, make_proposal  # noqa: F401 (fixtures)

from ..waiting import until

pytestmark = pytest.mark.slow

REASON = "Der Bus fährt ab dem Frühjahr auf Probe,\nerst am Freitag und dann auch am Samstag."
PASSWORD = "augenhoehe-2026"


@pytest.fixture
def typing(new_page, clara, make_proposal):  # noqa: F811
    """Clara's page, with an answer that she has not sent yet."""
    proposal = make_proposal("Rufbus am Freitagabend")
    page = new_page(user=clara, viewport={"width": 1440, "height": 900})
    page.goto(f"/dashboard/{proposal.pk}/")
    page.get_by_label("Teilweise", exact=False).check()
    page.get_by_label("Begründung").fill(REASON)
    page.get_by_label("Wer kümmert sich").fill("Jonas Ritter")
    until(lambda: "Jonas Ritter" in page.evaluate("JSON.stringify(localStorage)"))
    return page


def log_in(page, user):
    page.get_by_label("E-Mail").fill(user.email)
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()


def stands_there(page):
    page.get_by_text("Was hier eingetippt war, ist wieder da").wait_for()
    expect(page.get_by_label("Begründung")).to_have_value(REASON)
    expect(page.get_by_label("Wer kümmert sich")).to_have_value("Jonas Ritter")
    expect(page.get_by_label("Teilweise", exact=False)).to_be_checked()


def save(page):
    page.get_by_role("button", name="Entwurf speichern").click()


def keeps_nothing(page):
    until(lambda: page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('augenhoehe:text:')).length") == 0)


def test_a_session_that_ends_while_an_answer_is_typed_costs_no_word(typing, clara):
    Session.objects.all().delete()
    save(typing)
    typing.wait_for_url("**/accounts/login/**")
    assert "Bus" not in typing.url
    log_in(typing, clara)
    stands_there(typing)
    save(typing)
    typing.wait_for_url("**/publish/")
    expect(typing.get_by_text("erst am Freitag und dann auch am Samstag")).to_have_count(1)
    keeps_nothing(typing)


def test_another_tab_s_login_as_somebody_else_neither_sends_nor_shows_it(typing, clara, make_user, town):
    olga = make_user("Olga", town, "officer")
    other = typing.context.new_page()
    other.goto("/account/")
    other.get_by_role("button", name="Abmelden").click()
    other.goto("/accounts/login/")
    log_in(other, olga)
    other.wait_for_url("**/dashboard/")
    save(typing)
    typing.get_by_text("in einem anderen Tab").wait_for()
    typing.errors.clear()  # the browser reports the status 403
    other.goto(typing.url)
    expect(other.get_by_label("Begründung")).to_have_value("")  # it is Clara's, not Olga's
    other.get_by_role("button", name="Abmelden").click()
    other.goto("/accounts/login/")
    log_in(other, clara)
    other.get_by_role("link", name="Rufbus am Freitagabend").click()
    stands_there(other)


def test_a_browser_that_was_closed_has_kept_it_and_it_can_be_thrown_away(typing, clara):
    address, context = typing.url, typing.context
    typing.close()
    page = context.new_page()
    page.goto(address)
    stands_there(page)
    page.get_by_role("button", name="Verwerfen").click()
    expect(page.get_by_label("Begründung")).to_have_value("")
    keeps_nothing(page)
    page.reload()
    expect(page.get_by_label("Begründung")).to_have_value("")


def test_a_step_without_a_session_comes_back_with_its_reason(new_page, clara, make_proposal):  # noqa: F811
    proposal = make_proposal("Rufbus am Freitagabend")
    actions.draft_response(proposal=proposal, by=clara, verdict="partly", reason=REASON)
    actions.publish_response(proposal=proposal, by=clara)
    actions.transition(proposal=proposal, by=clara, verb="refer")
    page = new_page(user=clara, viewport={"width": 1440, "height": 900})
    page.goto(f"/dashboard/{proposal.pk}/")
    form = page.locator("form[data-keep=decide]")
    form.locator("textarea").fill("Das geht jetzt in den Bauausschuss.")
    Session.objects.all().delete()
    form.get_by_role("button").click()
    page.wait_for_url("**/accounts/login/**")
    log_in(page, clara)
    expect(page).to_have_url(re.compile(f"/dashboard/{proposal.pk}/$"))
    expect(form.locator("textarea")).to_have_value("Das geht jetzt in den Bauausschuss.")
    form.get_by_role("button").click()
    expect(form).to_have_count(0)  # decided
    keeps_nothing(page)
