"""The server destroys single ballots when the result exists: from then on the phone itself knows what its owner said."""

import json
import re

import pytest
from playwright.sync_api import expect

from ..ballots import stored_ballots
from ..evening import Phone, press
from ..waiting import until
from .screens import join, send, share_out, slide_to

pytestmark = pytest.mark.slow

NO_STORAGE = """
    for (const name of ["localStorage", "sessionStorage"])
        Object.defineProperty(window, name, { get() { throw new DOMException("denied", "SecurityError"); } });
"""
FULL = """
    Storage.prototype.setItem = function () { throw new DOMException("full", "QuotaExceededError"); };
"""
KEPT = "Object.keys(localStorage)"


@pytest.fixture
def evening(make_workshop, ben):
    """A running workshop whose slider is open."""
    return press(make_workshop("slider"), 2, by=ben)


@pytest.fixture
def others(evening):
    for number in range(5):
        assert Phone(evening, f"{number:032x}").vote(evening.item.polls.get(), {"value": 50})["status"] == "saved"


def own_place(phone):
    return phone.locator("[data-own] .you-dot")


def voted(new_page, evening, value=30, **options):
    phone = join(new_page, evening, by_code=False, **options)
    slide_to(phone, value)
    send(phone)
    return phone


def forget_ballots(frame):
    """What a server says of a final poll: nothing."""
    return frame | {"ballots": {}} if frame["t"] == "mine" else frame


def through(phone, change_down=lambda frame: frame, change_up=lambda frame: frame):
    """From the next load on, frames of the page's socket pass through these; None swallows one."""

    def connect(socket):
        server = socket.connect_to_server()
        socket.on_message(lambda text: pass_on(server, change_up, text))
        server.on_message(lambda text: pass_on(socket, change_down, text))

    def pass_on(to, change, text):
        if (frame := change(json.loads(text))) is not None:
            to.send(json.dumps(frame))

    phone.route_web_socket("**/live/**", connect)


def test_after_the_reveal_one_s_own_place_is_still_shown_and_stays_through_a_reload(new_page, evening, others, ben):
    phone = voted(new_page, evening)
    through(phone, forget_ballots)
    press(evening, 2, by=ben)
    expect(own_place(phone)).to_have_attribute("cx", "30%")
    phone.reload()
    phone.wait_for_timeout(1000)
    expect(own_place(phone)).to_have_attribute("cx", "30%")


def test_the_file_holds_what_only_the_phone_remembers(new_page, evening, others, ben):
    phone = voted(new_page, evening)
    press(evening, 2, by=ben)
    phone.goto(f"{phone.url}mine/")
    expect(phone.locator("#remembered dd").first).to_have_text("1")
    with phone.expect_download() as download:
        phone.locator("a[download]").tap()
    content = json.loads(download.value.path().read_text())
    assert content["workshop"] == "Bäume oder Parkplätze"
    assert content["remembered_by_this_phone"] == [{"answer": {"value": 30}, "question": "Was kommt auf den Markt?"}]


def test_who_hands_the_phone_on_leaves_nothing_on_it_and_everything_on_the_server(new_page, evening, others, ben):
    phone = voted(new_page, evening)
    poll = evening.item.polls.get()
    phone.goto(f"{phone.url}mine/")
    phone.get_by_role("link", name="Handy weitergeben").tap()
    phone.locator("button[form=hand-on]").tap()
    expect(phone.locator("h1")).to_have_text("Dieses Handy hat dich vergessen.")
    until(lambda: phone.evaluate(KEPT) == [])
    phone.locator("footer a").tap()
    phone.locator("button.primary").tap()
    expect(phone.locator("#send")).to_be_visible()  # somebody new, who has not voted
    slide_to(phone, 90)
    send(phone)
    press(evening, 2, by=ben)
    expect(own_place(phone)).to_have_attribute("cx", "90%")
    poll.refresh_from_db()
    assert poll.tally["n"] == 7


def test_another_person_on_this_phone_finds_nothing_of_the_one_before(new_page, evening):
    """The cookie went another way: it ended, or the browser cleared it."""
    phone = join(new_page, evening, by_code=False)
    slide_to(phone, 30)
    phone.context.set_offline(True)
    phone.locator("#send").tap()
    expect(phone.locator("#sent")).to_have_class("sent waiting")
    phone.context.clear_cookies()
    phone.context.set_offline(False)
    phone.errors.clear()
    phone.goto(f"/j/{evening.code}/")
    phone.locator("button.primary").tap()
    expect(phone.locator("#send")).to_be_visible()
    phone.wait_for_timeout(1500)
    expect(phone.locator("#sent")).to_have_text("Wähl zuerst deinen Platz auf der Linie.")
    phone.errors.clear()


def test_a_vote_whose_answer_was_lost_and_whose_ballot_is_destroyed_can_t_be_looked_up(new_page, evening, others, ben):
    phone = join(new_page, evening, by_code=False)
    lost = []  # the line swallows acknowledgements, until the poll is final
    through(phone, lambda frame: forget_ballots(frame) if frame["t"] != "ack" or not lost else closed_for_good(frame), lambda frame: frame)
    lost.append(True)

    def closed_for_good(frame):
        if frame["status"] == "saved":
            return None
        return frame | {"status": "closed", "final": True, "closed_ago_ms": 3000}

    phone.reload()
    slide_to(phone, 30)
    phone.locator("#send").tap()
    until(lambda: {"value": 30} in [ballot.answer for ballot in stored_ballots()], page=phone)
    press(evening, 2, by=ben)
    expect(phone.locator("#sent")).to_have_text(re.compile("Ob deine Antwort noch gezählt hat, kann niemand mehr nachsehen"))
    phone.reload()
    expect(phone.locator("#sent")).to_have_text(re.compile("kann niemand mehr nachsehen"))


def test_a_vote_that_went_out_only_after_the_end_says_that_it_does_not_count(new_page, evening, others, ben):
    phone = join(new_page, evening, by_code=False)
    slide_to(phone, 30)
    phone.context.set_offline(True)
    phone.locator("#send").tap()
    press(evening, 2, by=ben)
    phone.context.set_offline(False)
    expect(phone.locator("#sent")).to_have_text(re.compile("Nicht gezählt"))
    phone.errors.clear()


@pytest.mark.parametrize("storage", [NO_STORAGE, FULL], ids=["forbidden", "full"])
def test_without_storage_the_evening_goes_on(new_page, evening, others, ben, storage):
    def page(**options):
        page = new_page(**options)
        page.add_init_script(storage)
        return page

    phone = voted(page, evening)
    press(evening, 2, by=ben)
    expect(own_place(phone)).to_have_attribute("cx", "30%")
    phone.goto(f"{phone.url}mine/")
    expect(phone.locator("#remembered dd").first).to_have_text("0")
    with phone.expect_download():
        phone.locator("a[download]").tap()


# What the translation of a browser does to a page: every text is wrapped, again and again.
TRANSLATED = """
    const wrap = (root) => {
        const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT), found = [];
        const isDone = (text) => text.parentElement.closest("font, script, noscript, svg");
        while (walker.nextNode()) if (!isDone(walker.currentNode)) found.push(walker.currentNode);
        for (const text of found) {
            if (!text.data.trim()) continue;
            const outer = document.createElement("font"), inner = document.createElement("font");
            inner.textContent = text.data.replace("Gespeichert", "Enregistré");
            outer.append(inner);
            text.replaceWith(outer);
        }
    };
    document.addEventListener("DOMContentLoaded", () => {
        document.documentElement.classList.add("translated-ltr");
        wrap(document.body);
        new MutationObserver(() => wrap(document.body)).observe(document.body, { childList: true, subtree: true, characterData: true });
    });
"""


def test_a_translated_page_goes_on_living(new_page, make_workshop, ben):
    workshop = press(make_workshop("points"), 2, by=ben)
    phone = join(new_page, workshop, by_code=False)
    phone.add_init_script(TRANSLATED)
    phone.reload()
    share_out(phone, 60)
    expect(phone.locator("[data-rest]")).to_have_text("40")
    for number in range(5):
        assert Phone(workshop, f"{number:032x}").vote(workshop.item.polls.get(), {"points": {"1": 100}})["status"] == "saved"
    expect(phone.locator("#points-1")).to_have_value("60")  # the live turnout took nothing away
    share_out(phone, 0, 40)
    phone.locator("#send").tap()
    expect(phone.locator("#sent font").first).to_contain_text("Enregistré um")
    press(workshop, 2, by=ben)
    expect(phone.locator("[data-slot=results] .mine").first).to_contain_text("60")


def test_without_event_submitter_a_vote_goes_by_script(new_page, evening):
    """As in Safari before 15.4."""
    phone = join(new_page, evening, by_code=False)
    phone.add_init_script("Object.defineProperty(SubmitEvent.prototype, 'submitter', { get: () => undefined })")
    phone.reload()
    slide_to(phone, 30)
    send(phone)
    assert "saved=" not in phone.url
