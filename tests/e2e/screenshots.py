"""Every screen as a picture in docs/screens/: python3 -m participation screenshots [desks] [evening] [rooms]; with "kinds",
every way of asking in every state in var/kinds/."""

import json
import os
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from participation.environment import browser as installed_browser
from participation.simulation.trial import start_server

from .conftest import CHROMIUM_ARGS


def set_up(database: Path) -> None:
    """Django in this process, on the server's database: what needs no finger is done by the actions."""
    os.environ.setdefault("SECRET_KEY", "only-for-screenshots-" + "x" * 40)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "participation.settings")
    os.environ |= {"DATABASE_URL": f"sqlite:///{database}", "DJANGO_ALLOW_ASYNC_UNSAFE": "true", "DEBUG": "0", "REDIS_URL": ""}
    import django
    from django.utils import translation

    django.setup()
    translation.activate("de")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="augenhoehe-") as folder:
        database = Path(folder) / "screens.sqlite3"
        set_up(database)
        from .camera import Camera
        from .pictures import PHONES, SECONDS, everything

        server = start_server(database, phones=PHONES, seconds=SECONDS)
        try:
            links = json.loads(server.stdout.readline())
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=installed_browser(), args=CHROMIUM_ARGS)
                everything(Camera(browser, links["base"]), links, only=sys.argv[1:])
                browser.close()
        finally:
            from django.db import connections

            connections.close_all()
            server.terminate()
            server.wait(20)


if __name__ == "__main__":
    main()
