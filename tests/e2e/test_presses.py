"""A press of mouse, finger or key does what was read, while the pictures under it change ten times a second."""

import time
from urllib.parse import parse_qs

import pytest
from django.db import transaction
from playwright.sync_api import expect

from participation.live.actions import raise_version
from participation.proposals import actions as proposals
from participation.proposals.models import Proposal, State
from polls.actions import offer_lots
from polls.models import Remark
from workshops.actions import add_item

from ..evening import Phone, press
from ..waiting import until
from .conftest import PHONE

PRESSES = 50
HELD = 150  # ms; longer than a picture lasts
LONG = 0.45  # s; a finger that stays longer asks for the menu, and presses nothing
# In the moment in which the list moves the same place is pressed again: that would be for words that nobody has read.
AGAIN = """([x, y]) => new MutationObserver((_changes, watch) => {
    watch.disconnect();
    window.again = true;
    document.elementFromPoint(x, y).click();
}).observe(document.querySelector("[data-slot=lane]"), { subtree: true, childList: true })"""
# The page's own sockets, so that a test can bring pictures as the server would.
SOCKETS = """
    const sockets = [];
    window.WebSocket = class extends WebSocket {
        constructor(...args) { super(...args); sockets.push(this); }
    };
    window.bring = (name, html, data) => {
        window.rev = (window.rev ?? 1e6) + 1;
        sockets.at(-1).onmessage({ data: JSON.stringify({ t: "slot", name, rev: window.rev, html, data }) });
    };
    window.keepBack = () => {
        const kept = [], socket = sockets.at(-1), take = socket.onmessage;
        socket.onmessage = (event) => kept.push(event);
        window.deliver = () => { socket.onmessage = take; kept.forEach(take); };
    };
    window.churn = (name) => {
        const html = document.querySelector(`[data-slot="${name}"]`).innerHTML;
        setInterval(() => window.bring(name, `${html}<!-- ${window.rev} -->`, null), 100);
    };
"""


def by_mouse(page, x, y):
    """Each hand says whether it was a press to the browser."""
    page.mouse.move(x, y)
    page.mouse.down()
    page.wait_for_timeout(HELD)
    page.mouse.up()
    return True


def by_finger(page, x, y):
    hand = page.context.new_cdp_session(page)
    down = time.monotonic()
    hand.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    page.wait_for_timeout(HELD)
    hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    is_short = time.monotonic() - down < LONG
    hand.detach()
    return is_short


def by_key(page, _x, _y):
    """Whoever was there with the keyboard stays there, whatever is replaced."""
    page.keyboard.down(" ")
    page.wait_for_timeout(HELD)
    page.keyboard.up(" ")
    return True


def press_often(page, hand, button, slot, counted):
    """Every press counts, and only once. What a slow machine has made too long for a tap may count or not."""
    expect(button).to_be_enabled()
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    button.focus()
    page.evaluate(f"churn('{slot}')")
    place = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    presses = []
    while sum(presses) < PRESSES:
        presses.append(hand(page, *place))
    until(lambda: len(counted) >= PRESSES, lambda: f"{len(counted)} of {PRESSES} presses", page=page)
    page.wait_for_timeout(500)  # nothing else follows
    assert sum(presses) <= len(counted) <= len(presses)


HANDS = pytest.mark.parametrize("hand", [by_finger, *(pytest.param(hand, marks=pytest.mark.slow) for hand in (by_mouse, by_key))])


def posted(page, path):
    """Fields of what the page has posted to this address."""
    found = []
    page.on("request", lambda request: request.method == "POST" and path in request.url and found.append(parse_qs(request.post_data)))
    return found


def offer(workshop):
    """What waits reaches the facilitator at once."""
    with transaction.atomic():
        raise_version(workshop.room_id)
        Proposal.objects.filter(workshop=workshop, state=State.SUBMITTED).update(is_offered=True)


def propose(workshop, phone, title):
    sent = proposals.create(identity=phone.identity, workshop=workshop, nonce=title, title=title, what="Mit dem Bus nach Hause.")
    offer(workshop)
    return sent.proposal


@pytest.fixture
def writing(make_workshop, ben):
    """An evening at the item where proposals are written, with somebody in the room."""
    workshop = make_workshop("slider")
    workshop.items.all().delete()
    add_item(workshop=workshop, kind="proposals", by=ben, title={"de": "Vorschläge aus dem Raum"})
    return press(workshop, by=ben)


@pytest.fixture
def words_waiting(make_workshop, ben):
    """A room in which five words wait for the facilitator."""
    workshop = press(make_workshop("words"), 2, by=ben)
    say(workshop, 5)
    return workshop


def say(workshop, number):
    poll = workshop.item.polls.get()
    for each in range(number):
        Phone(workshop, f"nonce-{each:04d}").vote(poll, {"words": [f"Nachtbus {each}"]})
    offer_lots([workshop.room.slug])


@pytest.mark.slow
@HANDS
def test_every_press_on_a_phone_counts(hand, new_page, writing, ben):
    for title in ("Nachtbus bis Mitternacht", "Radweg zur Schule"):
        proposals.transition(proposal=propose(writing, Phone(writing, title), title), verb="release", by=ben)
    page = new_page(**PHONE)
    page.add_init_script(SOCKETS)
    page.goto(f"/j/{writing.code}/")
    page.locator("button.primary").tap()
    page.wait_for_url("**/w/*/")
    page.route("**/w/*/", lambda route: route.fulfill(status=204) if route.request.method == "POST" else route.continue_())
    counted = posted(page, "/w/")
    button = page.locator("[data-proposal] button").last
    press_often(page, hand, button, "proposals", counted)
    assert [fields["support"] for fields in counted] == [[button.get_attribute("value")]] * len(counted)


@pytest.mark.slow
@HANDS
def test_every_press_on_the_console_counts(hand, new_page, words_waiting, ben):
    page = new_page(user=ben, has_touch=True, viewport={"width": 1440, "height": 900})
    page.add_init_script(SOCKETS)
    page.goto(f"/console/{words_waiting.pk}/")
    page.route("**/decide/", lambda route: route.fulfill(status=204))
    counted = posted(page, "/decide/")
    button = page.locator("[data-entry] button").nth(3)
    press_often(page, hand, button, "lane", counted)
    assert [fields["decide"] for fields in counted] == [[button.get_attribute("value")]] * len(counted)


# -- a list that moves -----------------------------------------------------------------
def test_what_waits_keeps_its_place_and_new_ones_come_at_the_end(new_page, words_waiting, ben):
    page = new_page(user=ben)
    page.goto(f"/console/{words_waiting.pk}/")
    entries = page.locator("[data-entry]")
    expect(entries).to_have_count(5)
    before = page.evaluate("[...document.querySelectorAll('[data-entry]')].map(entry => entry.dataset.entry)")
    for number in range(4):  # a fresh page would show them first
        propose(words_waiting, Phone(words_waiting, f"nonce-9{number:03d}"), f"Radweg zur Schule {number}")
    expect(entries).to_have_count(6)
    after = page.evaluate("[...document.querySelectorAll('[data-entry]')].map(entry => entry.dataset.entry)")
    assert after[:5] == before and after[5].startswith("proposals:")


def test_a_button_under_a_list_that_moves_rests(new_page, words_waiting, ben):
    page = new_page(user=ben)
    page.goto(f"/console/{words_waiting.pk}/")
    expect(page.locator("#line")).to_have_text("verbunden")
    first = page.locator("[data-entry] button").first
    expect(first).to_be_enabled()
    box = first.bounding_box()
    place = box["x"] + 5, box["y"] + 5
    page.evaluate(AGAIN, place)
    page.mouse.click(*place)
    expect(page.locator("[data-entry]")).to_have_count(4)
    page.wait_for_timeout(300)  # nothing else follows
    assert page.evaluate("window.again") and Remark.objects.filter(state=Remark.State.RELEASED).count() == 1
    expect(first).to_be_enabled()
    page.mouse.click(*place)
    expect(page.locator("[data-entry]")).to_have_count(3)


def test_a_text_that_has_changed_is_refused_and_shown_anew(new_page, writing, ben):
    amina = Phone(writing, "nonce-0001")
    proposal = propose(writing, amina, "Nachtbus bis Mitternacht")
    page = new_page(user=ben)
    page.add_init_script(SOCKETS)
    page.goto(f"/console/{writing.pk}/")
    entry = page.locator("[data-entry]")
    expect(entry).to_contain_text("Nachtbus bis Mitternacht")
    page.locator(".why input").fill("Bitte genauer")
    page.evaluate("keepBack()")
    proposals.transition(proposal=proposal, verb="return", by=ben, reason="Bitte genauer.")
    proposals.resubmit(proposal=proposal, title="Freibier für alle", what="Sofort.", why="", tradeoff=proposal.tradeoff)
    offer(writing)
    button = entry.get_by_role("button", name="Freigeben")
    button.click()
    expect(page.locator("#refused")).to_contain_text("noch einmal")
    assert Proposal.objects.get().state == State.SUBMITTED
    page.evaluate("deliver()")
    page.errors.clear()  # the browser reports the 409
    expect(entry).to_contain_text("Freibier für alle")
    expect(button).to_be_enabled()
    button.click()
    expect(entry).to_have_count(0)


def test_the_words_that_came_while_somebody_types_a_reason_leave_it_alone(new_page, writing, ben):
    propose(writing, Phone(writing, "nonce-0001"), "Nachtbus bis Mitternacht")
    page = new_page(user=ben)
    page.goto(f"/console/{writing.pk}/")
    reason = page.locator(".why input").first
    reason.press_sequentially("Bitte ")
    propose(writing, Phone(writing, "nonce-0002"), "Radweg zur Schule")
    expect(page.locator("[data-entry]")).to_have_count(2)
    page.keyboard.type("genauer")
    expect(reason).to_have_value("Bitte genauer")
    assert "Nachtbus" in page.locator("[data-entry]").first.inner_text()
