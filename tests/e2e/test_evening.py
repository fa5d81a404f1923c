"""One evening as its people see it: Ben leads, Amina and Bilal vote, a crowd sits beside them, the stage shows, Clara answers."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from polls.models import Poll

from ..ballots import stored_ballots
from ..evening import stop_the_clock
from ..waiting import until
from .screens import (
    STAGE,
    Console,
    Crowd,
    join,
    plan_evening,
    pseudonym,
    send,
    share_out,
    shows_what_is_left,
    slide_to,
    turnout,
    write_proposal,
)

REASON = "Im Sommer ist der Platz ein Backofen."
SECRET = "Das liest nur Ben."
TITLE = "Ein Baum für jeden Parkplatz"
ANSWER = "Wir pflanzen im Herbst. Zwölf Plätze werden zu Baumscheiben, die anderen bleiben."


@pytest.fixture
def workshop(town, tradeoff, ben):
    from ..evening import new_workshop

    workshop = new_workshop(municipality=town, tradeoff=tradeoff, by=ben)
    plan_evening(workshop, ben)
    return workshop


@pytest.fixture
def crowd(live):
    crowds = []

    def make(workshop, size):
        crowds.append(Crowd(live, workshop, size))
        return crowds[-1]

    yield make
    for each in crowds:
        each.leave()


@pytest.fixture
def evening(new_page, workshop, ben, crowd):
    """Everybody is there before it begins."""
    return Evening(new_page, workshop, ben, crowd)


class Evening:
    def __init__(self, new_page, workshop, ben, crowd) -> None:
        self.new_page, self.workshop = new_page, workshop
        self.stage = new_page(**STAGE)
        self.stage.goto(f"/stage/{workshop.stage_token}/")
        self.amina = join(new_page, workshop)
        self.bilal = join(new_page, workshop, by_code=False)
        self.others = crowd(workshop, 25)
        self.console = Console(new_page(user=ben), workshop)

    @property
    def phones(self):
        return self.amina, self.bilal

    # -- its chapters, in order

    def lobby(self) -> None:
        expect(self.stage.locator("[data-slot=people]")).to_contain_text("27 sind da")
        expect(self.stage.locator(".join .code")).to_have_text(self.workshop.code_in_groups)
        expect(self.amina.locator("h1")).to_have_text(f"Du bist dabei, {pseudonym(self.amina)}.")
        expect(self.console.page.locator("[data-slot=people]")).to_contain_text(pseudonym(self.amina))
        self.console.press("Workshop beginnen")
        for phone in self.phones:
            expect(phone.locator("h1")).to_have_text("Gleich kommt eine Frage.")

    def before(self) -> None:
        self.console.vote()
        expect(self.amina.locator("h1")).to_have_text("Was kommt auf den Markt?")
        self.amina.locator("#reason").fill(REASON)
        slide_to(self.amina, 20)
        send(self.amina)
        expect(self.amina.locator("blockquote")).to_have_text(REASON)
        for screen in (self.stage, self.console.page):
            expect(screen.locator("[data-slot=turnout]").last).to_contain_text(turnout(1, 27))
        slide_to(self.bilal, 90)
        send(self.bilal)
        self.others.vote(lambda n: {"value": n % 20 * 5} | ({"reason": f"{SECRET} {n}"} if n < 4 else {}))
        for screen in (self.stage, self.console.page, self.amina):
            expect(screen.locator("[data-slot=turnout]").last).to_contain_text(turnout(27, 27))
        self.nobody_sees(REASON, SECRET)
        self.console.release(REASON)
        for n in range(4):
            self.console.hide(f"{SECRET} {n}")
        self.show_the_result()
        expect(self.stage.locator("[data-slot=results] .people .person")).to_have_count(27)
        for screen in (self.stage, self.bilal):
            expect(screen.locator("[data-slot=results]")).to_contain_text(REASON)
        self.own_ring_is_at(self.amina, "20%")
        self.own_ring_is_at(self.bilal, "90%")
        expect(self.stage.locator(".you-ring")).to_have_count(0)
        self.nobody_sees(SECRET)

    def discussion(self) -> None:
        self.console.press("Weiter")
        for screen in (self.stage, *self.phones):
            expect(screen.locator("h1")).to_have_text("In Gruppen sprechen")
            shows_what_is_left(screen, "time", self.workshop)
        first_end = self.workshop.timer_ends_at
        self.console.page.get_by_role("button", name="1 Minute mehr").click()
        until(lambda: self.workshop.refresh_from_db() or self.workshop.timer_ends_at == first_end + timedelta(minutes=1))
        for screen in (self.stage, *self.phones):
            shows_what_is_left(screen, "time", self.workshop)
        self.console.press("Weiter")

    def after(self) -> None:
        self.console.vote()
        slide_to(self.amina, 65)
        send(self.amina)
        slide_to(self.bilal, 80)
        send(self.bilal)
        self.others.vote(lambda n: {"value": min(100, n % 20 * 5 + 20)})
        self.show_the_result()
        expect(self.stage.locator("path.moved")).to_have_count(1)
        expect(self.stage.locator("[data-slot=results] .person.ring")).to_have_count(27)
        self.own_ring_is_at(self.amina, "65%")
        expect(self.amina.locator("[data-own] line.moved")).to_have_attribute("x1", "20%")
        expect(self.amina.locator("[data-was]")).to_have_text(re.compile("Vor dem Gespräch standest du .*„Mehr Bäume“"))

    def single_choice(self) -> None:
        self.console.press("Weiter")
        self.console.vote()
        self.amina.get_by_label("Parkplätze", exact=True).tap()
        send(self.amina)
        self.others.vote(lambda n: {"option": 1 + n % 2})
        self.show_the_result()
        expect(self.stage.locator(".rows")).to_contain_text(re.compile(r"Bäume.*13.*Parkplätze.*13", re.DOTALL))
        expect(self.amina.locator("[data-option='2']")).to_contain_text("deine Antwort")
        expect(self.bilal.locator("[data-option] .mine")).to_have_count(0)

    def points(self) -> None:
        self.console.press("Weiter")
        self.console.vote()
        share_out(self.amina, 70, 20)
        expect(self.amina.locator("#sent")).to_have_text("Verteil noch 10 Punkte, dann kannst du abstimmen.")
        share_out(self.amina, 0, 0, 10)
        send(self.amina)
        self.others.vote(lambda n: {"points": {"1": 40, "2": 40, "3": 20}})
        self.show_the_result()
        expect(self.stage.locator(".rows li").first).to_contain_text("41")
        expect(self.amina.locator("[data-option='1']")).to_contain_text("70")

    def words(self) -> None:
        self.console.press("Weiter")
        self.console.vote()
        self.amina.locator("#word-1").fill("Schatten")
        send(self.amina)
        self.others.vote(lambda n: {"words": [["Schatten", "Schatten", "Nachtbus", "Blödmann"][n]]} if n < 4 else None)
        expect(self.console.waiting("Schatten")).to_have_count(3)
        self.nobody_sees("Schatten", "Nachtbus")
        self.console.hide("Blödmann")
        self.console.release_all_short()
        for screen in (self.stage, self.amina):
            expect(screen.locator("[data-slot=wall]")).to_contain_text(re.compile("Schatten.*3.*Nachtbus", re.DOTALL))
        self.nobody_sees("Blödmann")
        self.console.show()
        expect(self.amina.locator("[data-slot=results] .sentence")).to_be_visible()

    def proposals(self) -> None:
        self.console.press("Weiter")
        self.receipt = write_proposal(self.amina, TITLE, "Für jeden Parkplatz am Markt ein Baum mit Bank.")
        expect(self.amina.locator("h1")).to_have_text("Danke. Dein Vorschlag ist angekommen.")
        self.amina.get_by_text("Zurück zum Workshop").tap()
        expect(self.console.waiting(TITLE)).to_be_visible()  # alone in its lot
        self.nobody_sees(TITLE)
        self.console.release(TITLE)
        for screen in (self.stage, *self.phones):
            expect(screen.locator("[data-slot=proposals]")).to_contain_text(TITLE)
        self.bilal.locator("button[name=support]").tap()
        expect(self.stage.locator("[data-slot=proposals] .number")).to_have_text("1")

    def end(self) -> None:
        self.console.press("Workshop beenden")
        until(lambda: self.workshop.refresh_from_db() or self.workshop.ending_at)
        stop_the_clock(self.workshop)
        expect(self.console.page.locator("#log-text")).to_contain_text("in zehn Sekunden")
        type(self.workshop).objects.update(ending_at=timezone.now())
        expect(self.stage.locator("h1")).to_have_text("Danke, dass ihr da wart.")
        expect(self.console.page.locator("h1")).to_contain_text("ist zu Ende")
        for phone in self.phones:
            expect(phone.locator("h1")).to_contain_text(f"Danke, {pseudonym(phone)}.")
        expect(self.amina.locator("[data-receipts] a")).to_have_attribute("href", re.compile(r"/r/.+"))

    def answer(self, clara) -> None:
        desk = self.new_page(user=clara)
        desk.goto("/dashboard/")
        desk.get_by_role("link", name=TITLE).click()
        desk.get_by_role("radio", name="Angenommen", exact=True).check()
        desk.get_by_label("Begründung").fill(ANSWER)
        desk.get_by_role("button", name="Entwurf speichern").click()
        expect(desk.locator("#id_who_error")).to_contain_text("Wer Ja sagt, sagt auch, wer sich kümmert.")
        desk.errors.clear()  # the browser reports the status of the incomplete form
        desk.get_by_label("Wer kümmert sich").fill("Grünflächenamt")
        desk.get_by_label("Bis wann").fill("2030-10-31")
        desk.get_by_role("button", name="Entwurf speichern").click()
        expect(desk.locator("main")).to_contain_text(ANSWER)
        self.amina.goto(self.receipt)
        expect(self.amina.locator(".answer")).to_have_count(0)
        desk.get_by_role("button", name="Antwort veröffentlichen").click()
        expect(desk.locator("[role=status]")).to_contain_text("Die Antwort ist jetzt öffentlich.")
        self.amina.reload()
        expect(self.amina.locator(".answer")).to_contain_text(ANSWER)
        self.public_page(desk)

    def public_page(self, desk) -> None:
        dev = self.new_page()
        dev.goto("/")
        dev.get_by_role("link", name=TITLE).first.click()
        expect(dev.locator("main")).to_contain_text(ANSWER)
        expect(dev.locator("#support-name")).to_have_text(re.compile("^1 .* unterstützt das"))
        desk.goto("/dashboard/")
        expect(desk.locator("main")).not_to_contain_text(TITLE)

    # -- what is the same in several of them

    def show_the_result(self) -> None:
        """Closed, nobody sees it; shown, everybody does."""
        self.console.press("Abstimmung schließen")
        for phone in self.phones:
            expect(phone.locator("h1:visible")).to_have_text("Die Abstimmung ist zu.")
        expect(self.stage.locator("[data-slot=results]")).to_have_count(0)
        self.console.press("Ergebnis zeigen")
        for screen in (self.stage, *self.phones):
            expect(screen.locator("[data-slot=results] .sentence")).to_be_visible()

    def nobody_sees(self, *texts) -> None:
        for text in texts:
            for screen in (self.stage, self.bilal):
                assert text not in screen.content()

    @staticmethod
    def own_ring_is_at(phone, where) -> None:
        expect(phone.locator("[data-own] .you-dot")).to_have_attribute("cx", where)


def test_one_whole_evening_and_its_answer(evening, clara):
    evening.lobby()
    evening.before()
    evening.discussion()
    evening.after()
    evening.single_choice()
    evening.points()
    evening.words()
    evening.proposals()
    evening.end()
    evening.answer(clara)
    assert len(stored_ballots()) == 0
    assert [poll.tally["n"] for poll in Poll.objects.filter(state="revealed").order_by("item__position")] == [27, 27, 26, 26, 5]
