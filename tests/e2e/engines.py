"""Firefox and WebKitGTK, as Debian packages them. Playwright drives only builds of its own, so these are spoken to in plain WebDriver:
Firefox through Marionette, which it has built in, WebKit over HTTP through its driver."""

import http.client
import json
import os
import shutil
import socket
import subprocess
from base64 import b64decode
from contextlib import closing, suppress
from pathlib import Path

from playwright.sync_api import expect

from ..waiting import PATIENCE, free_port, until

# Errors that say "not now"; what was asked for has not been done.
MOMENTARY = {
    "element click intercepted", "element not interactable", "no such element", "no such execution context", "stale element reference",
    "javascript error", "detached shadow root",
}  # fmt: skip
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # how WebDriver marks an element in an answer
MINI_BROWSER = "/usr/lib/*/webkit2gtk-4.1/MiniBrowser"
PREFERENCES = {
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "intl.accept_languages": "de-DE, de",
    "marionette.port": 0,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
}


class NotNow(AssertionError):
    """The browser could not do it at this moment: what was meant is gone, lies under something, or the page is just being left."""


class Driver:
    """One browser; `ask` sends a command and gives its value. Windows share their cookies, as those of one person do."""

    def open(self, address: str) -> None:
        self.ask("Navigate", url=address)

    def evaluate(self, expression: str, *arguments):
        """The value of an expression, or of a function called with the arguments, as Playwright's page has it. Of this moment: where
        something may still be on its way, `until` asks."""
        script = f"const it = ({expression}); return typeof it === 'function' ? it(...arguments) : it;"
        return self.ask("ExecuteScript", script=script, args=list(arguments))

    def size(self, width: int, height: int) -> None:
        """The page's, without what the browser draws around it."""

        def fits() -> bool:
            now = self.evaluate("[innerWidth, innerHeight, outerWidth, outerHeight]")
            if now[:2] != [width, height]:
                self.ask("SetWindowRect", width=width + now[2] - now[0], height=height + now[3] - now[1])
            return now[:2] == [width, height]

        until(fits, lambda: f"{width} × {height}")

    def find(self, css: str) -> str:
        return self.ask("FindElement", using="css selector", value=css)[ELEMENT]

    def until(self, expression: str, *arguments):
        """Waits until the page says so; gives what it says."""
        return self.once_possible(
            lambda: self.evaluate(expression, *arguments),
            lambda: f"{expression} {arguments} on {self.evaluate('document.body.innerText')}",
        )

    @staticmethod
    def once_possible(do, told):
        """Does it as soon as the page is there for it. What was refused has not happened, so it is done once."""

        def attempt():
            with suppress(NotNow):
                return do()

        return until(attempt, told)

    def shows(self, css: str, words: str = "") -> None:
        """Somewhere on the page, visible, with these words in it."""
        self.until(
            """(css, words) => [...document.querySelectorAll(css)].some((element) =>
                element.getClientRects().length && (element.innerText ?? element.textContent).includes(words))""",
            css,
            words,
        )

    def press(self, css: str) -> None:
        self.shows(css)
        self.until("css => document.querySelector(css).getAttribute('aria-disabled') !== 'true'", css)
        self.once_possible(lambda: self.ask("ElementClick", id=self.find(css)) or True, lambda: f"{css} takes no press")

    def type(self, css: str, keys: str) -> None:
        self.shows(css)
        self.until("css => !document.querySelector(css).disabled", css)
        self.once_possible(lambda: self.ask("ElementSendKeys", id=self.find(css), text=keys) or True, lambda: f"{css} takes no key")

    def add_cookie(self, cookie: dict) -> None:
        """Of the page's own host."""
        self.ask("AddCookie", cookie={"name": cookie["name"], "value": cookie["value"], "path": "/"})

    def current(self) -> str:
        return self.ask("GetWindowHandle")

    def new_window(self) -> str:
        handle = self.ask("NewWindow", type="window")["handle"]
        self.window(handle)
        return handle

    def window(self, handle: str) -> None:
        self.ask("SwitchToWindow", handle=handle)

    def picture(self, file: Path) -> None:
        file.write_bytes(b64decode(self.ask("TakeScreenshot", full=False)))


class Firefox(Driver):
    def __init__(self, folder: Path) -> None:
        lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in PREFERENCES.items())
        (folder / "user.js").write_text("".join(lines))
        env = os.environ | {"MOZ_HEADLESS_WIDTH": "4000", "MOZ_HEADLESS_HEIGHT": "2400", "HOME": str(folder)}
        command = [installed("firefox-esr"), "--headless", "--marionette", "--no-remote", "--profile", str(folder), "about:blank"]
        self.process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        port = wait_for(folder / "MarionetteActivePort", self.process)
        self.wire, self.number = socket.create_connection(("127.0.0.1", int(port))), 0
        self.wire.settimeout(2 * PATIENCE)
        self.unread = self.wire.makefile("rb")
        self.read()
        self.ask("NewSession", capabilities={"alwaysMatch": {}})

    def ask(self, name: str, **fields):
        self.number += 1
        message = json.dumps([0, self.number, f"WebDriver:{name}", fields]).encode()
        self.wire.sendall(b"%d:%b" % (len(message), message))
        _type, _number, error, answer = self.read()
        if error:
            raise (NotNow if error["error"] in MOMENTARY else AssertionError)(f"{name} {fields}: {error['message']}")
        return answer["value"] if isinstance(answer, dict) and set(answer) == {"value"} else answer

    def read(self):
        size = b""
        while (digit := self.unread.read(1)) not in (b":", b""):
            size += digit
        return json.loads(self.unread.read(int(size)))

    def close(self) -> None:
        self.unread.close()
        self.wire.close()
        stop(self.process)


class WebKit(Driver):
    """In a virtual screen: WebKitGTK has no windows without one."""

    ADDRESSES = {
        "Navigate": "POST url",
        "ExecuteScript": "POST execute/sync",
        "SetWindowRect": "POST window/rect",
        "FindElement": "POST element",
        "ElementClick": "POST element/{id}/click",
        "ElementSendKeys": "POST element/{id}/value",
        "AddCookie": "POST cookie",
        "GetWindowHandle": "GET window",
        "NewWindow": "POST window/new",
        "SwitchToWindow": "POST window",
        "TakeScreenshot": "GET screenshot",
    }

    def __init__(self, folder: Path) -> None:
        reading, writing = os.pipe()
        screen = [installed("Xvfb"), "-displayfd", str(writing), "-screen", "0", "4000x2400x24", "-nolisten", "tcp"]
        self.screen = subprocess.Popen(screen, pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(writing)
        with os.fdopen(reading) as display:
            number = display.readline().strip()
        self.port = free_port()
        env = os.environ | {"DISPLAY": f":{number}", "HOME": str(folder), "LC_ALL": "C.UTF-8"}
        env |= {"XDG_RUNTIME_DIR": str(folder), "LIBGL_ALWAYS_SOFTWARE": "1"}
        self.process = subprocess.Popen(
            [installed("WebKitWebDriver"), f"--port={self.port}"], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        browser = str(next(Path("/").glob(MINI_BROWSER[1:])))
        self.session = ""
        capabilities = {"webkitgtk:browserOptions": {"binary": browser, "args": ["--automation"]}}
        until(self.listens, lambda: "WebKitWebDriver does not listen")
        self.session = "/" + self.send("POST", "", {"capabilities": {"alwaysMatch": capabilities}})["sessionId"]

    def listens(self) -> bool:
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), PATIENCE).close()
            return True
        return False

    def ask(self, name: str, **fields):
        method, address = self.ADDRESSES[name].split()
        return self.send(method, "/" + address.format(**fields), fields if method == "POST" else None)

    def send(self, method: str, address: str, fields: dict | None):
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=2 * PATIENCE)) as wire:
            wire.request(method, f"/session{self.session}{address}", json.dumps(fields) if fields is not None else None)
            answer = wire.getresponse()
            value = json.load(answer)["value"]
        if answer.status != 200:
            raise (NotNow if value.get("error") in MOMENTARY else AssertionError)(f"{address} {fields}: {value}")
        return value

    def close(self) -> None:
        try:
            self.send("DELETE", "", None)
        finally:
            stop(self.process)
            stop(self.screen)


class Chromium:
    """The same words for Playwright's page."""

    def __init__(self, page) -> None:
        self.page, self.open = page, page.goto

    def evaluate(self, expression: str, *arguments):
        """Playwright hands on one argument only."""
        return self.page.evaluate(
            f"arguments => {{ const it = ({expression}); return typeof it === 'function' ? it(...arguments) : it; }}", arguments
        )

    def size(self, width: int, height: int) -> None:
        self.page.set_viewport_size({"width": width, "height": height})

    def shows(self, css: str, words: str = "") -> None:
        expect(self.page.locator(css).filter(has_text=words).first).to_be_visible()

    def picture(self, file: Path) -> None:
        self.page.screenshot(path=file)


def installed(program: str) -> str:
    if not (found := shutil.which(program)):
        raise RuntimeError(f"{program} is missing: apt-get install firefox-esr webkit2gtk-driver xvfb fonts-dejavu-core fonts-open-sans")
    return found


def wait_for(file: Path, process) -> str:
    def written() -> str:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args[0]} did not start")
        return file.exists() and file.read_text().strip()

    return until(written, lambda: f"{process.args[0]} did not start", 2 * PATIENCE)


def stop(process) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)
