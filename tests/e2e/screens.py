"""What the browser tests do with the screens: come in, move the ring, press the main button, write, sit beside as a crowd."""

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from socket import SHUT_RDWR

from django.utils import timezone
from playwright.sync_api import expect

from ..evening import QUESTIONS, ask
from ..live.phone import Phone
from ..waiting import until
from .conftest import PHONE

STAGE = {"viewport": {"width": 1920, "height": 1080}}
QUESTION = {"question": {"de": "Was kommt auf den Markt?", "en": "What goes on the market square?"}}
LINE = QUESTION | {
    "pole_a": {"de": "Mehr Bäume", "en": "More trees"},
    "pole_b": {"de": "Mehr Parkplätze", "en": "More parking"},
}
# Right after its label has changed, the console's main button takes no press for 0.8 s; [data-calm] says that this is over.
WATCH_LABEL = """
    let label, timer;
    new MutationObserver(() => {
        const now = document.querySelector("#next-step span")?.textContent;
        if (now === label) return;
        label = now;
        delete document.documentElement.dataset.calm;
        clearTimeout(timer);
        timer = setTimeout(() => (document.documentElement.dataset.calm = ""), 850);
    }).observe(document, { subtree: true, childList: true, characterData: true });
"""
# How far a page reaches beyond its window. Not against innerWidth: on phones that grows with what sticks out.
SIDEWAYS = "document.scrollingElement.scrollWidth - document.documentElement.clientWidth"
STICKS_OUT = """() => [...document.querySelectorAll(".stage, .stage *")].filter((element) => {
    const box = element.getBoundingClientRect();
    return box.width && (box.right > innerWidth + 1 || box.bottom > innerHeight + 1 || box.left < -1 || box.top < -1);
}).map((element) => element.outerHTML.slice(0, 90))"""


# -- an agenda -------------------------------------------------------------------------
def plan_evening(workshop, by) -> None:
    """Slider before, discussion, slider after, one choice, points, words, proposals: everything in one evening."""
    from polls.actions import add_pair
    from workshops.actions import add_item

    pair = add_pair(workshop=workshop, kind="slider", by=by, **LINE)
    talk = {"title": {"de": "In Gruppen sprechen", "en": "Talk in groups"}, "prompts": {"de": "Wer braucht was?", "en": "Who needs what?"}}
    add_item(workshop=workshop, kind="discussion", by=by, after=pair.before, minutes=5, **talk)
    for kind in ("single_choice", "points", "words"):
        ask(workshop, kind, by=by, **in_english(QUESTIONS[kind]))
    add_item(workshop=workshop, kind="proposals", by=by, title={"de": "Vorschläge aus dem Raum", "en": "Proposals from the room"})


def in_english(values: dict) -> dict:
    """Options in both languages; the English ones say so."""
    options = [option | {"label": option["label"] | {"en": f"{option['label']['de']} (English)"}} for option in values.get("options", [])]
    return values | ({"options": options} if options else {})


# -- the phone -------------------------------------------------------------------------
def join(new_page, workshop, by_code=True, **options):
    """Somebody comes in on a phone: with the code from the screen, or straight by the address in the QR code."""
    page = new_page(**PHONE | options)
    if by_code:
        page.goto("/j/")
        page.locator("#code").fill(workshop.code_in_groups.lower())
        page.locator("button[form=join]").tap()
        page.wait_for_url("**/j/*/")
    else:
        page.goto(f"/j/{workshop.code}/")
    page.locator("button.primary").tap()
    page.wait_for_url("**/w/*/")
    return page


def slide_to(phone, value) -> None:
    """By keyboard, as the ring is an ordinary range; untouched it starts in the middle."""
    ring = phone.locator("input[type=range]")
    expect(ring).to_be_enabled()
    ring.focus()
    steps = (value - int(ring.input_value())) // 5
    for _stop in range(abs(steps)):
        ring.press("ArrowRight" if steps > 0 else "ArrowLeft")
    expect(ring).to_have_value(str(value))


def share_out(phone, *points) -> None:
    """10 points a press, to each option in its turn."""
    for row, share in enumerate(points):
        for _press in range(share // 10):
            phone.locator(".share").nth(row).locator("[data-nudge='10']").tap()


def send(phone) -> None:
    phone.locator("#send").tap()
    expect(phone.locator("#sent")).to_have_class("sent saved")


def write_proposal(phone, title, what) -> str:
    """From the button to the receipt; gives the receipt's address."""
    phone.locator("footer a.primary").tap()
    phone.locator("#title").fill(title)
    phone.locator("#what").fill(what)
    phone.locator("button[form=proposal]").tap()
    phone.wait_for_url(re.compile("/r/"))
    return phone.url.partition("#")[0]


def reload_until(phone, selector) -> None:
    """Without script a phone sees what is new when its page is loaded again."""

    def has_come() -> bool:
        if phone.locator(selector).count():
            return True
        phone.wait_for_timeout(300)
        phone.reload()
        return False

    until(has_come, lambda: f"{selector} on {phone.url}")


def pseudonym(phone) -> str:
    return phone.locator("body").get_attribute("data-me")


def shows_what_is_left(screen, clock, workshop) -> None:
    """The clock of this screen agrees with the end of the timer, to two seconds."""

    def agrees() -> bool:
        workshop.refresh_from_db()
        latest = (workshop.timer_ends_at - timezone.now()).total_seconds()
        found = re.search(r"(\d+):(\d\d)", screen.locator(clock).first.text_content())
        earliest = (workshop.timer_ends_at - timezone.now()).total_seconds()
        return bool(found) and earliest - 2 <= 60 * int(found[1]) + int(found[2]) <= latest + 2

    until(agrees, lambda: screen.locator(clock).first.text_content())


def turnout(ballots, participants):
    """However a screen says it: "27 von 27" or two figures."""
    return re.compile(rf"(?<!\d){ballots}(?!\d).*(?<!\d){participants}(?!\d)", re.DOTALL)


# -- the console -----------------------------------------------------------------------
class Console:
    """Ben's page."""

    def __init__(self, page, workshop) -> None:
        self.page, self.workshop = page, workshop
        page.add_init_script(WATCH_LABEL)
        page.goto(f"/console/{workshop.pk}/")

    @property
    def button(self):
        return self.page.locator("#next-step")

    def ready(self, label) -> None:
        """The main button says this, and says it for long enough to be pressed."""
        expect(self.button).to_contain_text(label)
        expect(self.page.locator("html[data-calm]")).to_have_count(1)

    def press(self, label) -> None:
        self.ready(label)
        self.button.click()

    def hurry(self, times=1) -> None:
        """The main button's form, sent straight and without waiting: for tests that are about something else."""
        (token,) = [cookie["value"] for cookie in self.page.context.cookies() if cookie["name"] == "csrftoken"]
        for _press in range(times):
            self.workshop.refresh_from_db()
            fields = {"csrfmiddlewaretoken": token, "revision": str(self.workshop.step)}
            answer = self.page.request.post(f"/console/{self.workshop.pk}/step/", form=fields, headers={"X-Requested-With": "fetch"})
            assert answer.status == 204, answer.status
        self.workshop.refresh_from_db()

    def vote(self) -> None:
        self.press("Abstimmung öffnen")

    def show(self) -> None:
        self.press("Abstimmung schließen")
        self.press("Ergebnis zeigen")

    def waiting(self, text):
        """An entry of the moderation lane."""
        return self.page.locator(".waiting-list li").filter(has_text=text)

    def release(self, text) -> None:
        self.decide(text, "Freigeben")

    def hide(self, text) -> None:
        self.decide(text, "Ausblenden")

    def decide(self, text, verb) -> None:
        entry = self.waiting(text)
        entry.get_by_role("button", name=verb).click()
        expect(entry).to_have_count(0)

    def release_all_short(self) -> None:
        self.page.get_by_role("button", name="Alle kurzen, die hier stehen, freigeben").click()


# -- the others in the room ------------------------------------------------------------
class Crowd:
    """Phones that know only the protocol, and sit beside those of the cast; from ten on, before and after may be compared."""

    def __init__(self, base, workshop, size) -> None:
        self.workshop, self.hands = workshop, ThreadPoolExecutor(8)
        self.phones = list(self.hands.map(lambda _each: Phone(base, f"/j/{workshop.code}/").open(), range(size)))

    def vote(self, answer_of) -> None:
        """Everybody answers the present poll: answer_of(number) is what number says, None stays silent."""
        self.workshop.refresh_from_db()
        poll = self.workshop.item.polls.get()
        answers = [(phone, answer_of(number)) for number, phone in enumerate(self.phones)]
        acks = list(self.hands.map(lambda said: said[0].vote(poll.pk, 1, said[1]), [said for said in answers if said[1]]))
        assert {ack["status"] for ack in acks} == {"saved"}, acks

    def leave(self) -> None:
        """Without a goodbye, as phones do: unread pictures would hold one up."""
        self.hands.shutdown()
        for phone in self.phones:
            with suppress(OSError):  # who reads nothing for long is sent away first
                phone.socket.socket.shutdown(SHUT_RDWR)
