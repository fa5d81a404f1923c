"""A real browser against the server that users run: `manage.py serve` in its own process, on the test database."""

import collections
import os
import re
import subprocess
import sys
import threading
from urllib.parse import urlsplit

import pytest

from participation.environment import browser as installed_browser

from ..waiting import PATIENCE

CHROMIUM_ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP rathaus.example 127.0.0.1, MAP beteiligung.auental.example 127.0.0.1",
    # A window's address bar would load a page of its own to suggest addresses: more work than most pages of ours.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup",
]  # fmt: skip
START_SECONDS = 2 * PATIENCE
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}


def database_url(settings: dict) -> str:
    if settings["ENGINE"].endswith("sqlite3"):
        return f"sqlite:///{settings['NAME']}"
    return "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**settings)


class Server:
    """The server users run: its own process, production settings. `command` and `env` are for who breaks it on purpose."""

    def __init__(self, database: dict, static_root, *command: str, **env: str) -> None:
        own = {"DEBUG": "0", "PLAIN_STATIC": "0", "STATIC_ROOT": str(static_root), "ALLOWED_HOSTS": "*", "PYTHONUNBUFFERED": "1"}
        env = os.environ | own | {"DATABASE_URL": database_url(database)} | env
        env.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
        self.log = collections.deque(maxlen=200)
        self.process = subprocess.Popen(
            [sys.executable, *(command or ("manage.py", "serve", "--port", "0"))],
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        impatience = threading.Timer(START_SECONDS, self.process.kill)
        impatience.start()
        for line in self.process.stdout:  # ends if the process dies
            self.log.append(line)
            if found := re.search(r"Listening on (\S+)", line):
                self.url = found[1]
                break
        else:
            raise RuntimeError("The server did not start:\n" + "".join(self.log))
        impatience.cancel()
        threading.Thread(target=lambda: self.log.extend(self.process.stdout), daemon=True).start()

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(PATIENCE)
        self.process.stdout.close()


@pytest.fixture(scope="session")
def static_root(tmp_path_factory):
    """Styles and scripts as they are served; a folder of this run's own, as the server throws away what it finds there."""
    return tmp_path_factory.mktemp("static")


@pytest.fixture(scope="session")
def server(django_db_setup, static_root):
    from django.db import connection

    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.fail("Browser tests need a file as test database: TEST_DB_NAME")
    # What a test changes in its own process is seen soon.
    server = Server(connection.settings_dict, static_root, REREAD_SECONDS="0.4", HERE_SECONDS="2")
    yield server
    server.stop()


@pytest.fixture
def live(server, transactional_db):
    """Base address of the running server; the tables are emptied after the test."""
    yield server.url
    assert server.process.poll() is None, "".join(server.log)


@pytest.fixture(scope="package")  # not session: while it is open, pytest-asyncio cannot run a test in this process
def browser():
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=1000 * PATIENCE)
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        # Playwright's sync API keeps an event loop in this thread, which trips Django's async_unsafe guard.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        chromium = playwright.chromium.launch(executable_path=installed_browser(), args=CHROMIUM_ARGS, timeout=1000 * PATIENCE)
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(browser, live):
    """new_page(**PHONE, user=ben) → a page of its own. Any error, policy violation or request to another host fails the test.

    A test that provokes an error on purpose calls `page.errors.clear()` afterwards.
    """
    contexts, pages = [], []

    def make(user=None, **options):
        options = {"locale": "de-DE", "base_url": live} | options
        context = browser.new_context(**options)
        context.set_default_timeout(1000 * PATIENCE)
        contexts.append(context)
        if user:
            context.add_cookies([session_cookie(user, options["base_url"])])
        page = context.new_page()
        watch(page, options["base_url"])
        pages.append(page)
        return page

    yield make
    errors = [error for page in pages for error in page.errors]
    for context in contexts:
        context.close()
    assert not errors, errors


def watch(page, base) -> None:
    page.errors = errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: message.type == "error" and errors.append(f"{message.text} ({message.location.get('url', '')})"))

    def stays_home(request):
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != urlsplit(base).netloc:
            errors.append(f"a request left the house: {request.url}")

    page.on("request", stays_home)
    page.on("websocket", stays_home)


def session_cookie(user, base) -> dict:
    """The cookie of somebody who has logged in."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user)
    return {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value, "url": base}
