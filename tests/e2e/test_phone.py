"""The phone when things go wrong: no network, no sockets, somebody still typing, a vote that comes too late."""

import pytest
from playwright.sync_api import expect

from polls import ballot_box
from workshops.actions import remove_participant

from ..evening import ask, press
from .conftest import PHONE
from .screens import SIDEWAYS, join, send, slide_to

SAVED, WAITING, LATE = "sent saved", "sent waiting", "sent late"


@pytest.fixture
def evening(make_workshop, ben):
    """A running workshop whose slider is open."""
    return press(make_workshop("slider"), 2, by=ben)


@pytest.fixture
def poll(evening):
    return evening.item.polls.get()


def sent(phone):
    return phone.locator("#sent")


def test_an_untouched_line_is_no_answer(new_page, evening, poll):
    phone = join(new_page, evening, by_code=False)
    ring = phone.locator("input[type=range]")
    expect(sent(phone)).to_have_text("Wähl zuerst deinen Platz auf der Linie.")
    expect(phone.locator("#send")).to_have_attribute("aria-disabled", "true")
    expect(ring).to_have_attribute("aria-valuetext", "noch nicht gewählt")
    phone.locator("#send").dispatch_event("click")
    phone.wait_for_timeout(300)
    assert not ballot_box.count(poll.pk)
    ring.press("Enter")  # the very middle, by keyboard
    expect(ring).to_have_attribute("aria-valuetext", "Du stehst in der Mitte.")
    expect(phone.locator("output")).to_have_text("Du stehst in der Mitte.")
    send(phone)
    assert ballot_box.count(poll.pk) == 1


def test_a_vote_without_network_waits_on_the_phone_and_survives_a_reload(new_page, evening, poll):
    phone = join(new_page, evening, by_code=False)
    slide_to(phone, 30)
    phone.context.set_offline(True)
    phone.locator("#send").tap()
    expect(sent(phone)).to_have_class(WAITING, timeout=15_000)
    expect(phone.locator("#line")).to_have_text("Kein Netz. Wir versuchen es weiter.")
    assert not ballot_box.count(poll.pk)
    phone.context.set_offline(False)
    phone.reload()
    expect(sent(phone)).to_have_class(SAVED)
    expect(phone.locator("input[type=range]")).to_have_value("30")
    assert ballot_box.count(poll.pk) == 1
    phone.errors.clear()


def test_without_sockets_the_evening_goes_on_by_plain_requests(new_page, evening, poll, ben):
    phone = new_page(**PHONE)
    phone.route_web_socket("**/live/**", lambda socket: socket.close())
    phone.goto(f"/j/{evening.code}/")
    phone.locator("button.primary").tap()
    phone.wait_for_url("**/w/*/")
    slide_to(phone, 80)
    phone.locator("#send").tap()
    expect(sent(phone)).to_have_class(SAVED, timeout=15_000)
    assert ballot_box.count(poll.pk) == 1
    press(evening, by=ben)
    expect(phone.locator("h1:visible")).to_have_text("Die Abstimmung ist zu.")
    expect(sent(phone)).to_have_class(SAVED)


def test_what_is_being_typed_is_not_overwritten_when_the_vote_closes(new_page, evening, poll, ben):
    phone = join(new_page, evening, by_code=False)
    phone.locator("#reason").fill("Ich bin noch nicht fertig")
    press(evening, by=ben)
    expect(sent(phone)).to_have_text("Die Abstimmung ging zu, bevor du das abgeschickt hast.")
    expect(phone.locator("#reason")).to_have_value("Ich bin noch nicht fertig")
    phone.locator("#onward").tap()
    expect(phone.locator("h1:visible")).to_have_text("Die Abstimmung ist zu.")
    expect(sent(phone)).to_contain_text("Diesmal hast du nicht abgestimmt.")


def test_a_draft_survives_a_reload_and_is_no_vote(new_page, evening, poll):
    phone = join(new_page, evening, by_code=False)
    slide_to(phone, 65)
    phone.locator("#reason").fill("halb fertig")
    phone.reload()
    expect(phone.locator("#reason")).to_have_value("halb fertig")
    expect(phone.locator("input[type=range]")).to_have_value("65")
    expect(sent(phone)).to_have_text("Noch nicht abgestimmt.")
    assert not ballot_box.count(poll.pk)


def test_a_vote_that_comes_too_late_is_said_to_be_late(new_page, evening, poll, ben):
    phone = join(new_page, evening, by_code=False)
    slide_to(phone, 30)
    phone.context.set_offline(True)
    phone.locator("#send").tap()
    press(evening, by=ben)
    phone.context.set_offline(False)
    expect(sent(phone)).to_have_class(LATE, timeout=15_000)
    expect(phone.locator("h1:visible")).to_have_text("Die Abstimmung war schon zu.")
    assert not ballot_box.count(poll.pk)
    phone.errors.clear()


def test_a_vote_refused_as_closed_goes_in_when_the_poll_opens_again(new_page, evening, poll, ben):
    from workshops.actions import undo_step

    phone = join(new_page, evening, by_code=False)
    slide_to(phone, 30)
    phone.context.set_offline(True)
    phone.locator("#send").tap()
    press(evening, by=ben)
    phone.context.set_offline(False)
    expect(sent(phone)).to_have_class(LATE, timeout=8_000)
    evening.refresh_from_db()
    undo_step(workshop=evening, revision=evening.step, by=ben)
    expect(sent(phone)).to_have_class(SAVED, timeout=8_000)
    assert ballot_box.count(poll.pk) == 1
    phone.errors.clear()


def test_two_tabs_of_one_phone_have_one_ballot(new_page, evening, poll):
    one = join(new_page, evening, by_code=False)
    slide_to(one, 30)
    send(one)
    other = one.context.new_page()
    other.goto(one.url)
    for tab, value in ((other, 40), (one, 70), (other, 90)):
        tab.wait_for_timeout(900)
        tab.locator("#change").tap()
        slide_to(tab, value)
        send(tab)
    expect(one.locator("input[type=range]")).to_have_value("90")
    assert ballot_box.count(poll.pk) == 1


def test_a_second_tap_of_the_same_thumb_changes_nothing(new_page, evening):
    phone = join(new_page, evening, by_code=False)
    slide_to(phone, 30)
    phone.evaluate("for (const id of ['send', 'change']) document.getElementById(id).click()")
    expect(sent(phone)).to_have_class(SAVED)
    expect(phone.locator("#change")).to_be_visible()


def test_who_is_sent_out_is_told(new_page, evening, ben):
    phone = join(new_page, evening, by_code=False)
    remove_participant(workshop=evening, participant_id=evening.participants.get().pk, by=ben)
    expect(phone.locator("h1")).to_have_text("Du bist nicht mehr in diesem Workshop.")
    phone.errors.clear()  # the page itself says 403


def test_the_header_of_somebody_who_erased_everything_is_gone_from_the_phone(new_page, evening, poll):
    phone = join(new_page, evening, by_code=False)
    slide_to(phone, 30)
    send(phone)
    assert phone.evaluate("Object.keys(localStorage).length") > 0
    phone.goto(f"{phone.url}erase/")
    phone.locator("button[form=erase]").tap()
    expect(phone.locator("h1")).to_have_text("Alles von dir ist gelöscht.")
    for _wait in range(50):  # wait_for_function would need eval, which the page's policy forbids
        if not phone.evaluate("Object.keys(localStorage).length"):
            break
        phone.wait_for_timeout(100)
    assert phone.evaluate("Object.keys(localStorage).length") == 0
    assert not ballot_box.count(poll.pk)


def test_every_ballot_fits_narrow_phones(new_page, make_workshop, ben):
    workshop = make_workshop("slider")
    for kind in ("single_choice", "points", "words"):
        ask(workshop, kind, by=ben)
    phone = join(new_page, workshop, by_code=False, viewport={"width": 320, "height": 640})
    for item in workshop.items.all():
        workshop.refresh_from_db()
        while not (workshop.item == item and item.polls.get().state == "open"):
            press(workshop, by=ben)
        expect(phone.locator("#send")).to_be_visible()
        expect(phone.locator(f"main[data-poll='{item.polls.get().pk}']")).to_be_visible()
        for width in (320, 195):
            phone.set_viewport_size({"width": width, "height": 640})
            assert phone.evaluate(SIDEWAYS) <= 0, (item, width)
