"""The demo as a program sees it, and phones that keep out of real workshops."""

import json
import signal
import threading
import urllib.request
from http.cookiejar import CookieJar

import pytest
from django.core.management import CommandError, call_command

from participation.simulation.trial import start_server

from ..waiting import LONG, PATIENCE


@pytest.fixture
def demo(tmp_path, monkeypatch):
    """start(phones=…) → (process, its line of JSON)."""
    monkeypatch.setenv("STATIC_ROOT", str(tmp_path / "static"))
    started = []

    def start(**options):
        process = start_server(tmp_path / "demo.sqlite3", **options)
        started.append(process)
        impatience = threading.Timer(LONG, process.kill)  # ends the line
        impatience.start()
        try:
            return process, json.loads(process.stdout.readline())
        finally:
            impatience.cancel()

    yield start
    for process in started:
        process.kill()
        process.wait(PATIENCE)
        process.stdout.close()


@pytest.mark.slow
def test_the_line_of_json_leads_to_every_screen_and_ctrl_c_ends_it(demo):
    process, links = demo()
    assert list(links) == ["base", "code", "join", "room", "stage", "console", "dashboard", "public"]
    assert links["room"].startswith("/live/") and links["room"].endswith("/")
    for _twice in range(2):  # login links last until the process ends
        for name in ("join", "stage", "console", "dashboard", "public"):
            browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
            with browser.open(links[name], timeout=20) as answer:
                assert answer.status == 200 and "/accounts/login" not in answer.url, name
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 0
    assert process.stdout.read() == ""


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["K7F2MX", ""])
def test_simulated_phones_ask_for_a_workshop_that_exists(code):
    with pytest.raises(CommandError):
        call_command("simulate", base="http://localhost:1", code=code)


@pytest.mark.django_db
def test_simulated_phones_join_no_evening_of_a_real_town(make_workshop, town):
    workshop = make_workshop(is_rehearsal=False)
    town.is_invented = False
    town.save()
    with pytest.raises(CommandError, match="rehearsals"):
        call_command("simulate", base="http://localhost:1", code=workshop.code)
