"""One evening in Firefox and one in WebKitGTK: join, vote in every way there is, lose the server, see the result, propose."""

import os
import signal
import time

import pytest
from django.urls import reverse

from participation.proposals.models import Proposal
from polls.models import Poll, Remark

from ..ballots import stored_ballots
from ..evening import Phone, new_workshop
from ..waiting import free_port, until
from .conftest import Server, session_cookie
from .engines import Firefox, WebKit
from .screens import plan_evening

pytestmark = pytest.mark.slow

LEFT, RIGHT = "\ue012", "\ue014"
RESTING = 0.9  # seconds in which the console's main button and the phone's take no second press
OTHERS = {
    "slider": lambda n: {"value": 60 + 5 * n},
    "single_choice": lambda n: {"option": 1},
    "points": lambda n: {"points": {"1": 100}},
    "words": lambda n: {"words": ["Bank"]},
}


@pytest.fixture(params=[Firefox, WebKit], ids=["firefox", "webkit"])
def browser_of_its_own(request, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    driver = request.param(home)
    yield driver
    driver.close()


class House:
    """A server that can be killed and comes back at the same address."""

    def __init__(self, database: dict, static_root) -> None:
        self.database, self.static_root, self.port = database, static_root, free_port()
        self.start()

    def start(self) -> None:
        command = ("manage.py", "serve", "--port", str(self.port))
        self.server = Server(self.database, self.static_root, *command, REREAD_SECONDS="0.4")

    def kill(self) -> None:
        os.kill(self.server.process.pid, signal.SIGKILL)
        self.server.stop()


@pytest.fixture
def house(transactional_db, tmp_path):
    from django.db import connection

    house = House(connection.settings_dict, tmp_path / "static")
    yield house
    house.server.stop()


class Evening:
    """Amina's phone, the stage and Ben's console, each a window of one browser."""

    def __init__(self, driver, house, workshop, ben) -> None:
        self.driver, self.house, self.workshop, self.base = driver, house, workshop, house.server.url
        self.others = [Phone(workshop, f"{number:032x}") for number in range(9)]
        self.amina = driver.current()
        self.join()
        self.stage = self.window(f"/stage/{workshop.stage_token}/")
        driver.add_cookie(session_cookie(ben, self.base))
        self.console = self.window(reverse("console", args=[workshop.pk]))

    def window(self, path: str) -> str:
        handle = self.driver.new_window()
        self.driver.open(self.base + path)
        return handle

    def on(self, window: str):
        self.driver.window(window)
        return self.driver

    def join(self) -> None:
        self.driver.open(f"{self.base}/j/")
        self.driver.type("#code", self.workshop.code)
        self.driver.press("button[form=join]")
        self.driver.until("location.pathname.length > 4")
        self.driver.press("button.primary")
        self.driver.until("location.pathname.startsWith('/w/')")

    def lead(self) -> None:
        """The main button, pressed once it shows the step that the evening is at."""
        console = self.on(self.console)
        self.workshop.refresh_from_db()
        step = self.workshop.step
        console.until("step => document.querySelector('#next [name=revision]').value === step", str(step))
        time.sleep(RESTING)
        console.press("#next-step")
        console.until("step => document.querySelector('#next [name=revision]').value !== step", str(step))
        self.workshop.refresh_from_db()
        assert self.workshop.step == step + 1

    def until(self, kind: str) -> Poll:
        """On to this way of asking, opened; gives the poll."""
        while not (self.workshop.item and self.workshop.item.polls.filter(kind=kind, state=Poll.State.OPEN)):
            self.lead()
        self.on(self.amina).shows("#send")
        return self.workshop.item.polls.get()

    def send(self) -> None:
        amina = self.on(self.amina)
        amina.press("#send")
        amina.shows("#sent.saved")

    def others_vote(self, poll: Poll) -> None:
        for number, phone in enumerate(self.others):
            assert phone.vote(poll, OTHERS[poll.kind](number))["status"] == "saved"

    def show(self, poll: Poll, on_stage: str, on_phone: str) -> None:
        """Closed and revealed; each screen has its picture."""
        self.lead()
        self.on(self.stage).shows("header .state .icon")
        self.lead()
        self.on(self.stage).shows(on_stage)
        self.on(self.amina).shows(on_phone)
        self.on(self.console).shows("[data-slot=results] .sentence")
        poll.refresh_from_db()
        assert poll.is_final and poll.tally["n"] == 10

    # -- its chapters, in order

    def line(self) -> None:
        poll = self.until("slider")
        self.on(self.amina).type("input[type=range]", LEFT * 4)
        self.send()
        self.others_vote(poll)
        assert {"value": 30} in [ballot.answer for ballot in stored_ballots()]
        self.on(self.stage).shows("[data-slot=turnout]", "10")
        self.change_while_the_server_is_away(poll)
        self.show(poll, "[data-slot=results] .people .person", "[data-own] .you-dot")
        self.on(self.amina).until("document.querySelector('[data-own] .you-dot').getAttribute('cx') === '35%'")

    def change_while_the_server_is_away(self, poll: Poll) -> None:
        """A ballot given to a killed server is sent again when it is back."""
        time.sleep(RESTING)
        self.house.kill()
        amina = self.on(self.amina)
        amina.press("#change")
        amina.type("input[type=range]", RIGHT)
        amina.press("#send")
        amina.shows("#sent.waiting")
        self.house.start()
        amina.shows("#sent.saved")
        assert sorted(ballot.answer["value"] for ballot in stored_ballots())[0] == 35

    def choice(self) -> None:
        poll = self.until("single_choice")
        self.on(self.amina).press("#option-2")
        self.send()
        self.others_vote(poll)
        self.show(poll, "[data-slot=results] .rows .person", "[data-option='2'] .mine")

    def points(self) -> None:
        poll = self.until("points")
        for _press in range(7):
            self.on(self.amina).press(".share:nth-child(1) [data-nudge='10']")
        for _press in range(3):
            self.driver.press(".share:nth-child(3) [data-nudge='10']")
        self.send()
        self.others_vote(poll)
        assert {"points": {"1": 70, "2": 0, "3": 30}} in [ballot.answer for ballot in stored_ballots()]
        self.show(poll, "[data-slot=results] .rows .person", "[data-option='1']")

    def words(self) -> None:
        poll = self.until("words")
        self.on(self.amina).type("#word-1", "Schatten")
        self.send()
        self.others_vote(poll)
        assert Remark.objects.filter(poll=poll, text="Schatten").count() == 1
        self.on(self.console).press(".waiting-list button[value$=':release']")
        self.lead()
        self.lead()
        for window in (self.stage, self.amina):
            self.on(window).shows("[data-slot=wall] li")

    def proposal(self) -> None:
        while self.workshop.item.kind != "proposals":
            self.lead()
        amina = self.on(self.amina)
        amina.press("footer a.primary[href*='propose']")
        amina.type("#title", "Ein Baum für jeden Parkplatz")
        amina.type("#what", "Für jeden Parkplatz ein Baum mit Bank.")
        amina.press("button[form=proposal]")
        amina.until("location.pathname.startsWith('/r/')")
        self.on(self.console).press(f"{self.waiting_proposal()} button[value$=':release']")
        self.on(self.stage).shows("[data-slot=proposals] .label", "Ein Baum für jeden Parkplatz")
        assert Proposal.objects.get().title == "Ein Baum für jeden Parkplatz"

    def waiting_proposal(self) -> str:
        """The proposal in the queue, once the words that came before it are released."""
        console, proposal = self.on(self.console), ".waiting-list li[data-entry^='proposals:']"

        def waits() -> bool:
            time.sleep(RESTING)
            if console.evaluate("!!document.querySelector('button[value=shown]')"):
                console.press("button[value=shown]")
            return console.evaluate("css => !!document.querySelector(css)", proposal)

        until(waits)
        return proposal


def test_an_evening(browser_of_its_own, house, town, tradeoff, ben):
    workshop = new_workshop(municipality=town, tradeoff=tradeoff, by=ben)
    plan_evening(workshop, ben)
    evening = Evening(browser_of_its_own, house, workshop, ben)
    evening.line()
    evening.choice()
    evening.points()
    evening.words()
    evening.proposal()
