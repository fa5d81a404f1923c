"""The phone when things go wrong: no network, no sockets, somebody still typing, a vote that comes too late."""

import pytest
from playwright.sync_api import expect

from polls import ballot_tables
from workshops.actions import remove_participant

from ..evening import ask, press, stop_the_clock
from ..waiting import until
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
    assert not ballot_tables.count(poll.pk)
    ring.press("Enter")  # the very middle, by keyboard
    expect(ring).to_have_attribute("aria-valuetext", "50 von 100. Du stehst in der Mitte.")
    expect(phone.locator("output")).to_have_text("Du stehst in der Mitte.")
    send(phone)
    assert ballot_tables.count(poll.pk) == 1


@pytest.mark.parametrize(
    ("place", "said", "value"), [(0.5, "Du stehst in der Mitte.", "50"), (0.52, "Du stehst in der Mitte.", "50"), (0.1, None, "5")]
)
@pytest.mark.parametrize("way", ["finger", "mouse"])
def test_a_tap_in_place_is_an_answer(new_page, evening, poll, way, place, said, value):
    """Also on the ring itself, where it moves nothing: otherwise whoever stands in the middle is counted less often."""
    phone = join(new_page, evening, by_code=False)
    ring = phone.locator("input[type=range]")
    box = ring.bounding_box()
    where = {"x": place * box["width"], "y": box["height"] / 2}
    expect(phone.locator("#send")).to_have_attribute("aria-disabled", "true")
    ring.tap(position=where) if way == "finger" else ring.click(position=where)
    expect(phone.locator("#send")).to_have_attribute("aria-disabled", "false")
    expect(ring).to_have_value(value)
    if said:
        expect(phone.locator("output")).to_have_text(said)


def test_a_finger_that_scrolls_over_the_line_chooses_nothing(new_page, evening):
    phone = join(new_page, evening, by_code=False, viewport={"width": 390, "height": 400})
    box = phone.locator("input[type=range]").bounding_box()
    cdp = phone.context.new_cdp_session(phone)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def touch(kind, *points):
        cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": at} for at in points]})

    def scrolls() -> bool:
        touch("touchStart", y)
        for step in range(1, 12):
            touch("touchMove", y - 10 * step)
        touch("touchEnd")
        phone.wait_for_timeout(300)
        return phone.evaluate("scrollY") > 0

    until(scrolls)
    expect(phone.locator("#send")).to_have_attribute("aria-disabled", "true")


def test_where_a_tap_on_the_line_moves_nothing_the_ring_comes_to_the_finger(new_page, evening):
    """As on iPhones, whose line can only be dragged: a tap far from the ring must not be read as the middle."""
    phone = join(new_page, evening, by_code=False)
    phone.locator("input[type=range]").evaluate("""(range) => {
        const box = range.getBoundingClientRect();
        const at = { bubbles: true, pointerId: 1, clientX: box.x + 0.1 * box.width, clientY: box.y + 5 };
        for (const kind of ["pointerdown", "pointerup"]) range.dispatchEvent(new PointerEvent(kind, at));
        range.dispatchEvent(new MouseEvent("click", at));
    }""")
    expect(phone.locator("input[type=range]")).to_have_value("5")


def test_a_vote_without_network_waits_on_the_phone_and_survives_a_reload(new_page, evening, poll):
    phone = join(new_page, evening, by_code=False)
    slide_to(phone, 30)
    phone.context.set_offline(True)
    phone.locator("#send").tap()
    expect(sent(phone)).to_have_class(WAITING)
    expect(phone.locator("#line")).to_have_text("Kein Netz. Wir versuchen es weiter.")
    assert not ballot_tables.count(poll.pk)
    phone.context.set_offline(False)
    phone.reload()
    expect(sent(phone)).to_have_class(SAVED)
    expect(phone.locator("input[type=range]")).to_have_value("30")
    assert ballot_tables.count(poll.pk) == 1
    phone.errors.clear()


def test_without_sockets_the_evening_goes_on_by_plain_requests(new_page, evening, poll, ben):
    phone = new_page(**PHONE)
    phone.route_web_socket("**/live/**", lambda socket: socket.close())
    phone.goto(f"/j/{evening.code}/")
    phone.locator("button.primary").tap()
    phone.wait_for_url("**/w/*/")
    slide_to(phone, 80)
    phone.locator("#send").tap()
    expect(sent(phone)).to_have_class(SAVED)
    assert ballot_tables.count(poll.pk) == 1
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
    expect(sent(phone)).to_contain_text("Bei der nächsten Frage bist du wieder dabei.")


def test_a_draft_survives_a_reload_and_is_no_vote(new_page, evening, poll):
    phone = join(new_page, evening, by_code=False)
    slide_to(phone, 65)
    phone.locator("#reason").fill("halb fertig")
    phone.reload()
    expect(phone.locator("#reason")).to_have_value("halb fertig")
    expect(phone.locator("input[type=range]")).to_have_value("65")
    expect(sent(phone)).to_have_text("Noch nicht abgestimmt.")
    assert not ballot_tables.count(poll.pk)


def test_a_vote_that_comes_too_late_is_said_to_be_late(new_page, evening, poll, ben):
    phone = join(new_page, evening, by_code=False)
    slide_to(phone, 30)
    phone.context.set_offline(True)
    phone.locator("#send").tap()
    press(evening, by=ben)
    phone.context.set_offline(False)
    expect(sent(phone)).to_have_class(LATE)
    expect(phone.locator("h1:visible")).to_have_text("Die Abstimmung war schon zu.")
    assert not ballot_tables.count(poll.pk)
    phone.errors.clear()


def test_a_vote_refused_as_closed_goes_in_when_the_poll_opens_again(new_page, evening, poll, ben):
    from workshops.actions import undo_step

    phone = join(new_page, evening, by_code=False)
    slide_to(phone, 30)
    phone.context.set_offline(True)
    phone.locator("#send").tap()
    press(evening, by=ben)
    phone.context.set_offline(False)
    stop_the_clock(evening)
    expect(sent(phone)).to_have_class(LATE)
    evening.refresh_from_db()
    undo_step(workshop=evening, revision=evening.step, by=ben)
    expect(sent(phone)).to_have_class(SAVED)
    assert ballot_tables.count(poll.pk) == 1
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
    assert ballot_tables.count(poll.pk) == 1


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
    until(lambda: phone.evaluate("Object.keys(localStorage).length") == 0)  # wait_for_function needs eval, which the page's policy forbids
    assert not ballot_tables.count(poll.pk)


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
        expect(phone.locator(f".page[data-poll='{item.polls.get().pk}']")).to_be_visible()
        for width in (320, 195):
            phone.set_viewport_size({"width": width, "height": 640})
            assert phone.evaluate(SIDEWAYS) <= 0, (item, width)
