"""The console in a browser: keys, two people at once, a hand that trembles, and no script at all."""

import pytest
from playwright.sync_api import expect

from polls.models import Poll, Remark
from workshops.actions import skip, undo_step
from workshops.registers import Refused

from ..evening import Phone, press
from .conftest import PHONE

CALM = 900


@pytest.fixture
def workshop(make_workshop):
    return make_workshop("slider", "words")


@pytest.fixture
def console(new_page, workshop, ben):
    def open_it(**options):
        page = new_page(user=ben, **options)
        page.goto(f"/console/{workshop.pk}/")
        return page

    return open_it


def main(page):
    return page.locator("#next-step")


def test_the_space_bar_leads_from_the_lobby_to_the_result(console, workshop):
    page = console()
    for label in ("Workshop beginnen", "Abstimmung öffnen", "Abstimmung schließen", "Ergebnis zeigen"):
        expect(main(page)).to_contain_text(label)
        page.wait_for_timeout(CALM)
        page.keyboard.press(" ")
    expect(main(page)).to_contain_text("Weiter")
    assert Poll.objects.first().state == Poll.State.REVEALED
    expect(page.locator("#agenda [aria-current]")).to_contain_text("Was kommt auf den Markt?")


def test_a_double_click_makes_one_step(console, workshop):
    press(workshop)
    page = console()
    expect(page.locator("#line")).to_have_text("verbunden")
    main(page).dblclick()
    expect(main(page)).to_contain_text("Abstimmung schließen")
    main(page).click()  # at once after the label has changed: still the old intention
    page.wait_for_timeout(600)
    workshop.refresh_from_db()
    assert workshop.step == 2 and Poll.objects.first().state == Poll.State.OPEN


def test_a_second_console_follows_and_the_slower_press_is_refused_with_a_sentence(console, workshop):
    press(workshop)
    one, two = console(), console()
    for page in (one, two):
        expect(page.locator("#line")).to_have_text("verbunden")
    main(one).click()
    expect(main(two)).to_contain_text("Abstimmung schließen")
    expect(two.locator('#next input[name="revision"]')).to_have_value("2")
    two.wait_for_timeout(CALM)
    two.locator('#next input[name="revision"]').evaluate("field => field.value = '1'")  # as if the picture had come late
    main(two).click()
    expect(two.locator("#refused")).to_contain_text("schneller")
    two.errors.clear()  # the browser reports the 409 as an error of its own
    assert Poll.objects.first().state == Poll.State.OPEN


def test_turnout_grows_and_z_takes_the_opening_back_only_before(console, workshop):
    press(workshop, 2)
    page = console()
    expect(page.locator("#undo")).to_be_visible()
    page.keyboard.press("z")
    expect(main(page)).to_contain_text("Abstimmung öffnen")
    press(workshop)
    assert Phone(workshop, "nonce-0001").vote(Poll.objects.first(), {"value": 20})["status"] == "saved"
    expect(page.locator(".turnout .main dd")).to_have_text("1")
    expect(page.locator("#preview-count")).to_have_text("1 von 1")
    workshop.refresh_from_db()
    with pytest.raises(Refused):
        undo_step(workshop=workshop, revision=workshop.step, by=None)


def test_b_blanks_the_stage_and_a_word_typed_elsewhere_presses_nothing(console, workshop):
    press(workshop)
    page = console()
    curtain = page.locator('[value="curtain"]')
    page.keyboard.press("b")
    expect(curtain).to_have_attribute("aria-pressed", "true")
    page.locator("#timer-minutes").fill("")
    page.locator("#timer-minutes").press_sequentially("b 5")
    page.wait_for_timeout(400)
    workshop.refresh_from_db()
    assert workshop.curtain and workshop.step == 1


def test_a_word_is_released_with_a_key(console, workshop):
    press(workshop)
    page = console()
    workshop.refresh_from_db()
    skip(workshop=workshop, revision=workshop.step, by=None)
    press(workshop)
    poll = workshop.item.polls.get()
    for number in range(5):
        Phone(workshop, f"nonce-{number:04d}").vote(poll, {"words": ["Nachtbus"]})
    expect(page.locator(".waiting-list > li")).to_have_count(5, timeout=30_000)
    page.keyboard.press("f")
    expect(page.locator(".waiting-list > li")).to_have_count(4)
    assert Remark.objects.filter(state=Remark.State.RELEASED).count() == 1
    expect(page.locator(".wall")).to_contain_text("Nachtbus")


def test_on_a_phone_the_button_stays_under_the_thumb(console, workshop):
    press(workshop, 2)
    page = console(**PHONE)
    box = main(page).bounding_box()
    assert box["y"] + box["height"] <= 844 and box["height"] >= 48
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_script_every_press_comes_back_to_the_console(console, workshop):
    page = console(java_script_enabled=False)
    for label in ("Workshop beginnen", "Abstimmung öffnen", "Abstimmung schließen", "Ergebnis zeigen"):
        expect(main(page)).to_contain_text(label)
        main(page).click()
    expect(main(page)).to_contain_text("Weiter")
    page.locator('[value="curtain"]').click()
    expect(page.locator('[value="curtain"]')).to_have_attribute("aria-pressed", "true")
