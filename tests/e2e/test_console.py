"""The console in a browser: keys, two people at once, a hand that trembles, and no script at all."""

import pytest
from playwright.sync_api import expect

from polls.models import Poll, Remark
from workshops.actions import skip, undo_step
from workshops.refused import Refused

from ..evening import Phone, press, stop_the_clock
from ..waiting import until
from .conftest import PHONE

CALM = 900
# A hand that trembles presses again in the moment in which the label changes.
TREMBLE = """new MutationObserver(() => {
    window.trembled = true;
    document.getElementById("next-step").click();
}).observe(document.querySelector("#next-step span"), { subtree: true, childList: true, characterData: true })"""


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


def announced_end(workshop):
    """The end has been announced, and waits for as long as the test needs."""

    def is_announced():
        workshop.refresh_from_db()
        return workshop.ending_at

    until(is_announced)
    stop_the_clock(workshop)


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
    page.evaluate(TREMBLE)
    main(page).dblclick()
    expect(main(page)).to_contain_text("Abstimmung schließen")
    assert page.evaluate("window.trembled")  # still the old intention
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
    stop_the_clock(workshop)
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
    page.wait_for_timeout(400)  # nothing else happens
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
    expect(page.locator(".waiting-list > li")).to_have_count(5)
    page.keyboard.press("f")
    expect(page.locator(".waiting-list > li")).to_have_count(4)
    assert Remark.objects.filter(state=Remark.State.RELEASED).count() == 1
    expect(page.locator(".wall")).to_contain_text("Nachtbus")


def test_without_event_submitter_a_press_still_says_which_button_it_was(console, workshop):
    """Safari before 15.4; by mouse, and by key where the script presses."""
    press(workshop)
    page = console()
    page.add_init_script("Object.defineProperty(SubmitEvent.prototype, 'submitter', { get: () => undefined })")
    page.reload()
    expect(page.locator("#line")).to_have_text("verbunden")
    curtain = page.locator('[value="curtain"]')
    curtain.click()
    expect(curtain).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("b")
    expect(curtain).to_have_attribute("aria-pressed", "false")
    main(page).click()
    expect(page.locator(".turns [aria-current]")).to_have_text("Schließen")


def test_the_small_stage_draws_a_line_only_where_the_stage_does(console, workshop):
    press(workshop, 2)
    page = console()
    expect(page.locator(".preview .horizon")).to_have_count(1)
    workshop.refresh_from_db()
    skip(workshop=workshop, revision=workshop.step, by=None)
    expect(page.locator(".preview .horizon")).to_have_count(0)


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


# -- the end -----------------------------------------------------------------------------
def test_one_console_ends_the_other_one_stops_it(console, workshop):
    press(workshop, 8)
    one, two = console(), console()
    for page in (one, two):
        expect(page.locator("#line")).to_have_text("verbunden")
    main(one).click()
    announced_end(workshop)
    for page in (one, two):
        expect(page.locator("#log-text")).to_contain_text("in zehn Sekunden")
        expect(page.locator("#undo-left")).to_contain_text(" s")
    two.locator("#undo button").click()
    for page in (one, two):
        expect(page.locator("#log-text")).to_contain_text("angehalten")
        expect(main(page)).to_contain_text("Workshop beenden")
    one.wait_for_timeout(CALM)
    main(one).click()
    for page in (one, two):
        expect(page.locator("h1")).to_contain_text("ist zu Ende")


@pytest.mark.parametrize("scripts", [True, False])
def test_the_end_asks_when_words_are_unread(scripts, console, workshop):
    press(workshop, 6)
    for number in range(3):
        Phone(workshop, f"nonce-{number:04d}").vote(workshop.item.polls.get(), {"words": ["Nachtbus"]})
    press(workshop)
    page = console(java_script_enabled=scripts)
    page.locator(".tools-column summary").last.click()
    page.locator('.tools-column [value="end"]').click()
    expect(page.locator("#end-text")).to_contain_text("3 Beiträge sind noch ungelesen")
    page.errors.clear()  # the browser reports the 409
    page.get_by_role("button", name="Trotzdem beenden").click()
    announced_end(workshop)
    expect(page.locator("#log-text")).to_contain_text("in zehn Sekunden")
    page.locator("#undo button").click()
    expect(page.locator("#log-text")).to_contain_text("angehalten")


def test_who_leaves_with_unsaved_words_is_asked(new_page, workshop, ben):
    page = new_page(user=ben)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.goto(f"/workshops/{workshop.pk}/details/")
    page.locator("#id_place").fill("Aula")
    page.locator(".save-bar a").first.click()
    expect(page.locator("#id_place")).to_have_value("Aula")
    assert asked == ["beforeunload"]
    page.locator(".save-bar button").click()  # this one saves
    expect(page.locator(".messages")).to_contain_text("Gespeichert")
    workshop.refresh_from_db()
    assert (asked, workshop.place) == (["beforeunload"], "Aula")


def test_back_after_a_corrected_form_shows_a_page(new_page, workshop, ben):
    page = new_page(user=ben)
    page.goto("/workshops/")
    page.goto(f"/workshops/{workshop.pk}/details/")
    for place in ("", "Aula"):
        page.locator("#id_place").fill(place)
        page.locator(".save-bar button").click()
    expect(page.locator(".messages")).to_contain_text("Gespeichert")
    page.errors.clear()  # the browser reports the 422
    page.go_back()
    expect(page.locator("#id_place")).to_have_value("Aula")
    assert "ERR_CACHE_MISS" not in page.content()


def test_back_after_a_mistyped_code_shows_a_page(new_page, workshop):
    page = new_page(**PHONE)
    page.goto("/j/")
    for code in ("AAAAAA", workshop.code):
        page.locator("#code").fill(code)
        page.locator("button[form=join]").tap()
    page.wait_for_url(f"**/j/{workshop.code}/")
    page.errors.clear()  # the browser reports the 404
    page.go_back()
    expect(page.locator("#code")).to_be_visible()
