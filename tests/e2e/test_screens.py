"""What holds whatever is asked: keyboard alone, little to load, coming late, coming back, taking back, two hands at once."""

import pytest
from playwright.sync_api import expect

from polls.models import Poll, Remark

from ..ballots import stored_ballots
from ..evening import Phone, ask, new_workshop, press, stop_the_clock
from .conftest import PHONE
from .screens import LINE, Console, join, plan_evening, pseudonym, send, slide_to

FIRST_LOAD = 60 * 1024  # bytes, compressed, everything that the phone's page needs
# Both facilitators' forms at the same moment, with the revision that both see.
TWO_PRESSES = """(form) => Promise.all([1, 2].map(() =>
    fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { "X-Requested-With": "fetch" } })
        .then((answer) => answer.status)))"""
# A page whose slots are newer than its button, as if the vote had been opened while the server was making it.
HALF_OLD = """document.addEventListener("readystatechange", () => {
    if (document.readyState !== "interactive") return;
    document.querySelector("#next-step span").textContent = "Abstimmung öffnen";
    for (const field of document.querySelectorAll("[name=revision]")) field.value = "1";
})"""


@pytest.fixture
def workshop(town, tradeoff, ben):
    workshop = new_workshop(municipality=town, tradeoff=tradeoff, by=ben)
    ask(workshop, "slider", by=ben, **LINE)
    ask(workshop, "words", by=ben)
    return workshop


@pytest.fixture
def console(new_page, workshop, ben):
    return Console(new_page(user=ben), workshop)


# -- the phone -------------------------------------------------------------------------
class Keys:
    """A person who has only a keyboard: sees where the focus is, and moves it."""

    def __init__(self, page) -> None:
        self.page = page

    def tab_to(self, selector) -> "Keys":
        """Forward with Tab, once round at most."""
        for _stop in range(40):
            if self.page.evaluate("selector => document.activeElement?.matches(selector) ?? false", selector):
                return self
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never comes to {selector}")

    def press(self, *keys) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def saved(self) -> None:
        expect(self.page.locator("#sent")).to_have_class("sent saved")


def enter_by_keyboard(amina, keys, workshop):
    amina.goto("/j/")
    keys.tab_to("#code").press(*workshop.code, "Enter")
    amina.wait_for_url(f"**/j/{workshop.code}/")
    keys.tab_to("button.primary").press("Enter")
    amina.wait_for_url("**/w/*/")


def send_by_keyboard(keys):
    keys.tab_to("#send").press("Enter")
    keys.saved()


def slide_and_change_by_keyboard(amina, keys):
    expect(amina.locator("#send")).to_be_visible()
    keys.tab_to("input[type=range]").press("ArrowLeft", "ArrowLeft")
    keys.tab_to("#reason").press("W", "e", "g")
    send_by_keyboard(keys)
    assert stored_ballots()[0].answer == {"value": 40}
    keys.tab_to("#change:focus")  # the focus went with the button
    amina.wait_for_timeout(850)  # the same press twice changes nothing
    keys.press("Enter")
    keys.tab_to("input[type=range]").press("ArrowRight")
    send_by_keyboard(keys)


def test_the_whole_voting_by_keyboard_alone(new_page, town, tradeoff, ben):
    workshop = new_workshop(municipality=town, tradeoff=tradeoff, by=ben)
    plan_evening(workshop, ben)
    amina = new_page(**PHONE)
    keys = Keys(amina)
    enter_by_keyboard(amina, keys, workshop)

    press(workshop, 2, by=ben)
    slide_and_change_by_keyboard(amina, keys)
    saved = [stored_ballots()[0].answer]

    press(workshop, 9, by=ben)
    expect(amina.locator("input[type=radio]").first).to_be_visible()
    keys.tab_to("input[type=radio]").press(" ", "ArrowDown")
    send_by_keyboard(keys)
    saved.append(stored_ballots()[0].answer)
    press(workshop, 4, by=ben)
    expect(amina.locator("[data-sum]")).to_be_visible()
    keys.tab_to("[data-nudge='10']").press(*["Enter"] * 10)
    send_by_keyboard(keys)
    saved.append(stored_ballots()[0].answer)
    press(workshop, 4, by=ben)
    expect(amina.locator("#word-1")).to_be_visible()
    keys.tab_to("#word-1").press(*"Bank", "Enter")  # on to the next word
    keys.tab_to("#word-2:focus").press(*"Baum")
    send_by_keyboard(keys)
    press(workshop, 2, by=ben)
    assert saved == [{"value": 45}, {"option": 2}, {"points": {"1": 100, "2": 0, "3": 0}}]
    assert sorted(Remark.objects.values_list("text", flat=True)) == ["Bank", "Baum", "Weg"]


def test_the_first_load_is_small(new_page, workshop, ben):
    """Everything that a phone fetches with a cold cache, as it travels: document, styles, scripts."""
    phone = join(new_page, workshop, by_code=False)
    press(workshop, 2, by=ben)
    expect(phone.locator("#send")).to_be_visible()
    wire = phone.context.new_cdp_session(phone)
    wire.send("Network.enable")
    wire.send("Network.clearBrowserCache")
    sizes = []
    wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    phone.reload()
    expect(phone.locator("html.js")).to_be_attached()
    phone.wait_for_load_state("networkidle")
    assert len(sizes) > 5 and sum(sizes) <= FIRST_LOAD, sizes


def test_who_comes_late_or_comes_back_is_where_the_evening_is(new_page, workshop, ben):
    amina = join(new_page, workshop, by_code=False)
    press(workshop, 2, by=ben)
    expect(amina.locator("#send")).to_be_visible()
    slide_to(amina, 30)
    send(amina)
    name = pseudonym(amina)

    bilal = join(new_page, workshop)  # late, with the code from the screen
    expect(bilal.locator("#send")).to_be_visible()
    amina.reload()
    assert pseudonym(amina) == name != pseudonym(bilal)
    expect(amina.locator("#sent")).to_have_class("sent saved")
    expect(amina.locator("input[type=range]")).to_have_value("30")
    amina.goto(f"/j/{workshop.code}/")  # the code once more makes no second person
    amina.wait_for_url("**/w/*/")
    assert pseudonym(amina) == name and workshop.participants.count() == 2


# -- the console -----------------------------------------------------------------------
def test_two_facilitators_at_once_make_one_step(workshop, console):
    console.hurry()
    expect(console.button).to_contain_text("Abstimmung öffnen")
    expect(console.page.locator("#next [name=revision]")).to_have_value("1")
    assert sorted(console.page.locator("#next").evaluate(TWO_PRESSES)) == [204, 409]
    expect(console.button).to_contain_text("Abstimmung schließen")
    workshop.refresh_from_db()
    assert workshop.step == 2
    console.page.errors.clear()  # the browser reports the 409


def test_closing_can_be_taken_back_for_ten_seconds_and_votes_count_again(new_page, workshop, console):
    amina = join(new_page, workshop, by_code=False)
    console.hurry(3)
    stop_the_clock(workshop)
    expect(amina.locator("h1:visible")).to_have_text("Die Abstimmung ist zu.")
    expect(console.page.locator("#log [name=revision]")).to_have_value("3")
    console.page.get_by_role("button", name="Rückgängig").click()
    expect(console.button).to_contain_text("Abstimmung schließen")
    expect(amina.locator("#send")).to_be_visible()
    slide_to(amina, 10)
    send(amina)
    assert stored_ballots()[0].answer == {"value": 10}


def test_a_look_at_the_result_ends_the_undo(workshop, console):
    console.hurry(2)
    poll = Poll.objects.filter(kind="slider").get()
    for number in range(5):
        assert Phone(workshop, f"{number:032x}").vote(poll, {"value": 10 * number})["status"] == "saved"
    console.hurry()
    stop_the_clock(workshop)
    expect(console.button).to_contain_text("Ergebnis zeigen")
    undo = console.page.get_by_role("button", name="Rückgängig")
    expect(undo).to_be_visible()
    console.page.get_by_role("button", name="Ergebnis vorab ansehen").click()
    expect(console.page.locator("[data-slot=results]")).to_contain_text("nur hier zu sehen")
    expect(undo).to_be_hidden()
    poll.refresh_from_db()
    assert poll.is_final and poll.is_peeked and poll.state == Poll.State.CLOSED


def test_a_step_taken_while_the_page_was_being_made_reaches_the_button(new_page, workshop, ben):
    press(workshop, 2, by=ben)
    page = new_page(user=ben)
    page.add_init_script(HALF_OLD)
    page.goto(f"/console/{workshop.pk}/")
    expect(page.locator("#next-step")).to_contain_text("Abstimmung schließen")
    expect(page.locator("#next [name=revision]")).to_have_value("2")
