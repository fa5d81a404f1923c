"""The agenda editor in a browser: moved by button, key and mouse, written with a live preview, and nothing typed is lost."""

import pytest
from playwright.sync_api import expect

from workshops.actions import update_item
from workshops.models import Workshop

from ..waiting import until
from .conftest import PHONE


@pytest.fixture
def workshop(make_workshop):
    return make_workshop("slider", "single_choice", "words")


@pytest.fixture
def page(new_page, ben, workshop):
    page = new_page(user=ben)
    page.goto(f"/workshops/{workshop.pk}/edit/")
    return page


def order(workshop) -> list[int]:
    return list(workshop.items.values_list("pk", flat=True))


@pytest.mark.slow
def test_items_move_by_button_key_and_mouse_while_what_is_typed_stays(page, workshop):
    first, second, third = order(workshop)
    page.locator("[name=question_de]").fill("Wohin soll es gehen?")
    row = page.locator(f"[data-item='{first}']")
    row.get_by_role("button", name="nach unten").focus()
    page.keyboard.press("Enter")
    until(lambda: order(workshop) == [second, first, third])
    expect(row.get_by_role("button", name="nach unten")).to_be_focused()
    page.keyboard.press("Alt+ArrowDown")
    until(lambda: order(workshop) == [second, third, first])
    until(lambda: page.locator("[data-item]").evaluate_all("rows => rows.map((row) => +row.dataset.item)") == [second, third, first])
    grip = page.locator(f"[data-item='{first}'] .grip").bounding_box()
    target = page.locator(f"[data-item='{second}']").bounding_box()
    page.mouse.move(grip["x"] + 5, grip["y"] + 5)
    page.mouse.down()
    page.mouse.move(target["x"] + 5, target["y"] + 4, steps=4)
    page.mouse.up()
    until(lambda: order(workshop) == [first, second, third])
    page.locator(f"[data-item='{third}']").hover()
    page.locator(f"[data-item='{third}']").get_by_role("button", name="entfernen").click()
    expect(page.locator(".gone")).to_be_visible()
    expect(page.locator("[name=question_de]")).to_have_value("Wohin soll es gehen?")
    page.locator(".gone button").click()
    expect(page.locator(f"[data-item='{third}']")).to_be_visible()
    assert order(workshop) == [first, second, third]


@pytest.mark.slow
def test_phone_and_stage_show_what_is_typed_and_rows_come_when_needed(page, workshop):
    page.locator(f"[data-item='{order(workshop)[1]}'] .link").click()
    stage, phone = (page.frame_locator(f"iframe[data-audience={audience}]") for audience in ("stage", "phone"))
    page.locator("[name=question_de]").fill("Auf welchem Weg?")
    expect(stage.locator("h1")).to_have_text("Auf welchem Weg?")
    expect(phone.locator("h1")).to_have_text("Auf welchem Weg?")
    rows = page.locator(".growing input:visible")
    expect(rows).to_have_count(3)
    rows.last.fill("Ein Bürgerwindrad")
    expect(rows).to_have_count(4)
    expect(stage.get_by_text("Ein Bürgerwindrad")).to_be_visible()
    page.locator("details[data-language] summary").click()
    page.locator("[name=question_en]").fill("By which way?")
    page.get_by_role("button", name="Englisch").click()
    expect(phone.locator("h1")).to_have_text("By which way?")
    expect(page.locator("#unsaved")).to_have_text("Noch nicht gespeichert")
    page.get_by_role("button", name="Speichern", exact=True).last.click()
    expect(page.locator(".messages")).to_contain_text("Gespeichert")
    assert str(workshop.items.all()[1].polls.get().options[2]["label"]["de"]) == "Ein Bürgerwindrad"
    page.goto(f"/workshops/{workshop.pk}/add/?kind=poll:criteria")
    criteria = page.locator(".criterion:visible")
    expect(criteria).to_have_count(2)
    for place in (0, 1):
        criteria.nth(place).get_by_label("Deutsch").fill("Ruhe")
    expect(criteria).to_have_count(3)


@pytest.mark.slow
def test_a_change_of_somebody_else_is_shown_with_the_next_press(page, workshop):
    first, second, _third = workshop.items.all()
    update_item(item=second, by=None, minutes=45)
    page.locator(f"[data-item='{first.pk}']").get_by_role("button", name="nach unten").click()
    expect(page.locator("#agenda [role=alert]")).to_contain_text("dauert jetzt 45 Minuten")


@pytest.mark.slow
def test_without_script_every_row_is_there_and_every_button_works(new_page, ben, workshop):
    page = new_page(user=ben, java_script_enabled=False, **PHONE)
    first, second, third = order(workshop)
    page.goto(f"/workshops/{workshop.pk}/items/{second}/")
    assert page.locator(".growing input:visible").count() == 12
    page.locator("[name=question_de]").fill("Auf welchem Weg?")
    page.locator(f"[data-item='{second}']").get_by_role("button", name="nach oben").click()
    assert order(workshop) == [second, first, third]
    expect(page.locator("[name=question_de]")).to_have_value("Auf welchem Weg?")


@pytest.mark.slow
def test_an_evening_of_ninety_minutes_is_adapted_in_two_places_with_fifteen_presses(new_page, ben, tradeoff):
    page, presses = new_page(user=ben), 0

    def press(locator):
        nonlocal presses
        presses += 1
        locator.click()

    def adapt(place, name, words):
        press(page.locator(".agenda-list .link").nth(place))
        press(field := page.locator(f"[name={name}]"))
        field.fill(words)
        press(page.locator(".save-bar .primary"))
        expect(page.locator(".messages")).to_contain_text("Gespeichert")

    page.goto("/workshops/")
    press(page.locator("a[href*='/workshops/compose/']").first)
    press(page.locator(f"[name=tradeoff][value='{tradeoff.pk}']"))
    press(page.locator("[name=length][value='90']"))
    press(page.locator("#compose .primary"))
    press(page.get_by_role("link", name="Ablauf bearbeiten"))
    adapt(1, "question_de", "Wohin soll der Markt?")
    adapt(2, "minutes", "22")
    press(page.locator(".masthead .who a").last)
    page.wait_for_url("**/console/**")
    assert presses <= 15
    items = list(Workshop.objects.get().items.all())
    assert str(items[1].polls.get()) == "Wohin soll der Markt?" and items[2].minutes == 22
