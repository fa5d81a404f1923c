"""What Ben types into the long forms outlives a session that ends, a request that fails, and a page that was closed."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from workshops.models import TradeOff

from ..waiting import until
from .test_drafts import keeps_nothing, log_in

pytestmark = pytest.mark.slow

RESTORED = "Was hier eingetippt war, ist wieder da"
TRADE_OFF = {
    "title": "Bäume oder Parkplätze",
    "core_question": "Wie bleibt der Platz schattig, ohne dass der Markt leidet?",
    "pole_a": "Schatten",
    "pole_a_text": "Zwölf Bäume bleiben stehen.",
    "pole_b": "Parkplätze",
    "pole_b_text": "Der Markt behält 40 Plätze.",
}


@pytest.fixture
def workshop(make_workshop):
    return make_workshop("slider")


@pytest.fixture
def page(new_page, ben):
    return new_page(user=ben)


def save(page):
    page.locator(".save-bar button").click()


def test_a_session_that_ends_while_a_trade_off_is_written_costs_no_word(page, ben):
    page.goto("/tradeoffs/new/")
    for name, words in TRADE_OFF.items():
        page.locator(f"[name={name}_de]").fill(words)
    page.locator("[name=goals-1-level]").select_option(index=2)
    Session.objects.all().delete()
    save(page)
    page.wait_for_url("**/accounts/login/**")
    log_in(page, ben)
    page.get_by_text(RESTORED).wait_for()
    for name, words in TRADE_OFF.items():
        expect(page.locator(f"[name={name}_de]")).to_have_value(words)
    until(lambda: page.locator("[name=goals-1-level]").evaluate("field => field.selectedIndex") == 2)
    save(page)
    expect(page.locator(".messages")).to_be_visible()
    assert TradeOff.objects.filter(title__de=TRADE_OFF["title"]).count() == 1
    keeps_nothing(page)
    page.goto("/tradeoffs/new/")
    expect(page.locator("[name=title_de]")).to_have_value("")


def test_a_workshop_that_could_not_be_saved_comes_back_as_it_was_typed(page, workshop):
    address = f"/workshops/{workshop.pk}/details/"
    page.goto(address)
    page.locator("#id_place").fill("Aula")
    page.locator("[name=influence]").last.check()
    page.route(f"**{address}", lambda route: route.fulfill(status=500, body="down"))
    save(page)
    page.get_by_text("down").wait_for()
    page.unroute_all()
    page.errors.clear()  # the browser reports the 500
    page.goto(address)
    page.get_by_text(RESTORED).wait_for()
    expect(page.locator("#id_place")).to_have_value("Aula")
    expect(page.locator("[name=influence]").last).to_be_checked()
    save(page)
    expect(page.locator(".messages")).to_contain_text("Gespeichert")
    expect(page.get_by_text(RESTORED)).to_be_hidden()
    keeps_nothing(page)


def test_a_mistake_is_no_reason_to_restore_and_a_mended_form_leaves_nothing(page, workshop):
    page.goto(f"/workshops/{workshop.pk}/edit/")
    page.locator("[name=question_de]").fill("Wohin?")
    page.locator("#id_minutes").fill("")
    save(page)
    expect(page.locator(".errors")).to_be_visible()
    page.errors.clear()  # the browser reports the 422
    expect(page.get_by_text(RESTORED)).to_be_hidden()
    page.locator("#id_minutes").fill("20")
    page.locator('[value="add"]').click()  # this one saves, too
    expect(page).to_have_url(f"/workshops/{workshop.pk}/add/")
    keeps_nothing(page)


def test_an_item_that_was_closed_can_be_thrown_away(page, workshop):
    address = f"/workshops/{workshop.pk}/add/?kind=input:"
    page.goto(address)
    page.locator("[name=title_de]").fill("Was schon gilt")
    until(lambda: "Was schon gilt" in page.evaluate("JSON.stringify(localStorage)"))
    other = page.context.new_page()
    page.close()
    other.goto(address)
    expect(other.locator("[name=title_de]")).to_have_value("Was schon gilt")
    other.get_by_role("button", name="Verwerfen").click()
    expect(other.locator("[name=title_de]")).to_have_value("")
    keeps_nothing(other)
