"""Every screen as a picture in docs/screens/: python3 -m participation screenshots. Walks through the demo's evening."""

import json
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from participation.simulation.trial import start_server

from .conftest import CHROMIUM_ARGS

FOLDER = Path(__file__).resolve().parent.parent.parent / "docs/screens"
STAGE = {"viewport": {"width": 1920, "height": 1080}}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
DESK = {"viewport": {"width": 1440, "height": 900}}


class Evening:
    """The four screens of one demo, and the console's button."""

    def __init__(self, browser, links: dict) -> None:
        self.browser, self.links = browser, links
        self.stage = self.open(links["stage"], **STAGE)
        self.phone = self.open(links["join"], **PHONE)
        self.console = self.open(links["console"], **DESK)

    def open(self, url: str, **options) -> Page:
        page = self.browser.new_context(locale="de-DE", **options).new_page()
        page.goto(url)
        return page

    def shoot(self, **pages: Page) -> None:
        for page in pages.values():
            page.wait_for_timeout(700)
        for name, page in pages.items():
            page.screenshot(path=FOLDER / f"{name.replace('_', '-')}.png")
            print(name)

    def press(self) -> str:
        """The main button; gives the verb that it had."""
        button = self.console.locator("#next-step")
        verb = button.get_attribute("data-verb")
        revision = self.console.locator("#next [name=revision]").input_value()
        self.console.wait_for_timeout(1000)
        button.click()
        self.console.wait_for_function("was => document.querySelector('#next [name=revision]')?.value !== was", arg=revision)
        return verb

    def press_until(self, verb: str) -> None:
        while self.press() != verb:
            pass

    def let_vote(self, seconds: float = 9) -> None:
        self.console.wait_for_timeout(seconds * 1000)


def walk(evening: Evening) -> None:
    stage, phone, console = evening.stage, evening.phone, evening.console
    evening.shoot(phone_welcome=phone)
    phone.locator("button.primary").tap()
    phone.wait_for_url("**/w/*/")
    evening.let_vote(6)
    evening.shoot(stage_lobby=stage, phone_lobby=phone, console_lobby=console)

    evening.press_until("open")
    ring = phone.locator("input[type=range]")
    ring.focus()
    for _stop in range(4):
        ring.press("ArrowLeft")
    evening.shoot(phone_slider=phone)
    phone.locator("#send").tap()
    evening.let_vote(3)
    evening.shoot(stage_voting=stage, console_running=console, phone_saved=phone)
    evening.let_vote()
    evening.press_until("reveal")
    evening.shoot(stage_results=stage, phone_results=phone)

    evening.press_until("open")
    ring = phone.locator("input[type=range]")
    ring.focus()
    for _stop in range(2):
        ring.press("ArrowRight")
    phone.locator("#send").tap()
    evening.let_vote(12)
    evening.press_until("reveal")
    evening.shoot(stage_shift=stage)

    for name in ("choice", "points", "words"):
        evening.press_until("open")
        evening.shoot(**{f"phone_{name}": phone})
        evening.let_vote(12)
        if name == "words":
            release_all(console)
        evening.press_until("reveal")
        evening.shoot(**{f"stage_{name}": stage})
    evening.press_until("next")
    evening.let_vote(12)
    release_all(console)
    evening.let_vote(8)
    evening.shoot(stage_proposals=stage, phone_proposals=phone, console_proposals=console)


def release_all(console: Page) -> None:
    """Read what waits in the lane and release it."""
    for _entry in range(60):
        button = console.locator("button[name=decide][value=shown], button[name=decide][value$=':release']").last
        if not button.count():
            return
        button.click()
        console.wait_for_timeout(700)


def desk(evening: Evening) -> None:
    links = evening.links
    dashboard = evening.open(links["dashboard"], **DESK)
    evening.shoot(dashboard=dashboard)
    if (entry := dashboard.locator("a[href^='/dashboard/']:not([href='/dashboard/'])").first).count():
        entry.click()
        dashboard.wait_for_load_state()
        evening.shoot(dashboard_proposal=dashboard)
    evening.shoot(public_home=evening.open(links["base"] + "/", **DESK), public_town=evening.open(links["public"], **DESK))
    evening.shoot(phone_join=evening.open(links["base"] + "/j/", **PHONE))


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("SECRET_KEY", "only-for-screenshots-" + "x" * 40)
    with tempfile.TemporaryDirectory() as folder:
        server = start_server(Path(folder) / "screens.sqlite3", phones=24, seconds=5)
        try:
            links = json.loads(server.stdout.readline())
            time.sleep(1)
            with sync_playwright() as playwright:
                found = os.environ.get("CHROMIUM") or shutil.which("chromium")
                browser = playwright.chromium.launch(executable_path=found or None, args=CHROMIUM_ARGS)
                evening = Evening(browser, links)
                desk(evening)
                if "--desk" not in sys.argv:
                    walk(evening)
                browser.close()
        finally:
            server.terminate()
            server.wait(20)


if __name__ == "__main__":
    main()
