"""Chromiums of 2018 and 2020 from npm packages that contain one, driven over their debugging port: Playwright is too young for them."""

import base64
import fcntl
import itertools
import json
import re
import shutil
import subprocess
import threading
from collections import deque
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.request import urlopen

from websockets.sync.client import connect

from ..waiting import LONG, PATIENCE, until

PACKAGES = {80: "chrome-aws-lambda@2.1.1", 67: "chrome-aws-lambda@67.0.3372"}
STORE = Path(__file__).resolve().parents[2] / "var" / "browsers"
UNPACK = """
    const fs = require("fs"), zlib = require("zlib"), [from, to] = process.argv.slice(1);
    fs.writeFileSync(to, zlib.brotliDecompressSync(fs.readFileSync(from)), { mode: 0o755 });
"""
ARGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-zygote", "--disable-software-rasterizer", "--disable-dev-shm-usage",
    "--remote-debugging-port=0", "--lang=de", "--no-first-run", "--disable-background-networking", "about:blank",
)  # fmt: skip
# Where the middle of this is, if it is seen there and nothing lies on it; the browser brings it to the middle of the screen first.
PLACE = """(function (selector) {
    const found = document.querySelector(selector);
    if (!found || document.readyState !== "complete" || !found.getClientRects().length) return null;
    found.scrollIntoView({ block: "center" });
    const box = found.getBoundingClientRect();
    const x = box.left + box.width / 2, y = box.top + box.height / 2;
    const top = document.elementFromPoint(x, y);
    return top && ((found.closest("label") || found).contains(top) || top === found.control) ? [x, y] : null;
})"""


def binary(version: int) -> Path:
    """The browser's path; the package is fetched once, whoever else needs it at the same moment."""
    folder = STORE / str(version)
    STORE.mkdir(parents=True, exist_ok=True)
    with (STORE / f"{version}.lock").open("w") as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        if not (folder / "chromium").exists():
            fetch(version, folder)
    return folder / "chromium"


def fetch(version: int, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    subprocess.run(["npm", "pack", "--silent", PACKAGES[version]], cwd=folder, check=True, capture_output=True, timeout=LONG)
    (archive,) = folder.glob("*.tgz")
    subprocess.run(["tar", "-xzf", archive.name], cwd=folder, check=True, timeout=LONG)
    subprocess.run(["node", "-e", UNPACK, folder / "package/bin/chromium.br", folder / "new"], check=True, timeout=LONG)
    (folder / "new").rename(folder / "chromium")
    archive.unlink()
    shutil.rmtree(folder / "package")


class OldPhone:
    """One page in an old browser: what is said in JavaScript must be as old as the browser is."""

    def __init__(self, version: int, profile: Path, base: str) -> None:
        self.base, self.numbers, self.errors = base, itertools.count(1), []
        self.answers: dict[int, dict] = {}
        self.log: deque[str] = deque(maxlen=50)
        self.line = ExitStack()
        command = [binary(version), f"--user-data-dir={profile}", *ARGS]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        self.reader = threading.Thread(target=lambda: self.log.extend(self.process.stderr), daemon=True)  # a full pipe would stop it

    def open(self) -> None:
        for line in self.process.stderr:
            if found := re.search(r"listening on ws://([\d.:]+)/", line):
                break
        else:
            raise RuntimeError("the old browser did not start")
        pages = until(lambda: self.pages(found[1]))
        self.reader.start()
        self.socket = self.line.enter_context(
            connect(pages[0]["webSocketDebuggerUrl"], max_size=None, compression=None, proxy=None, ping_interval=None)
        )
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.send(f"{domain}.enable")
        size = {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}
        self.send("Emulation.setDeviceMetricsOverride", **size)
        self.send("Emulation.setTouchEmulationEnabled", enabled=True)

    @staticmethod
    def pages(host: str) -> list[dict]:
        with urlopen(f"http://{host}/json", timeout=PATIENCE) as answer:
            return json.load(answer)

    def close(self) -> None:
        self.line.close()
        self.process.kill()
        self.process.wait(PATIENCE)
        if self.reader.ident:
            self.reader.join(PATIENCE)
        self.process.stderr.close()

    def send(self, method: str, **params):
        return self.answer(self.say(method, **params))

    def say(self, method: str, **params) -> int:
        """Sends a command; gives the number that its answer bears."""
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": params}))
        return number

    def answer(self, number: int):
        while number not in self.answers:
            message = json.loads(self.socket.recv(timeout=PATIENCE))
            if message.get("method") == "Runtime.exceptionThrown":
                self.errors.append(message["params"]["exceptionDetails"])
            if "id" in message:
                self.answers[message["id"]] = message
        message = self.answers.pop(number)
        if "error" in message:
            raise RuntimeError(message["error"])
        return message["result"]

    # -- what a person does and sees

    def ask(self, script: str):
        """What the page says at this moment. It may just be leaving, or not have begun: whoever wants to see something waits for it."""
        answer = self.send("Runtime.evaluate", expression=script, returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{script}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def now(self, script: str):
        """As `ask`, but None from a page that is just being left or has only begun."""
        with suppress(RuntimeError):
            return self.ask(script)

    def wait(self, script: str):
        """Until this is true; gives what it is then."""
        return until(lambda: self.now(script), lambda: f"{script}\n{self.now('document.body.innerText')}\n{self.errors}")

    def visit(self, path: str) -> None:
        self.send("Page.navigate", url=self.base + path)
        self.wait(f"document.readyState === 'complete' && location.pathname === {json.dumps(path)}")

    def where(self, selector: str) -> tuple[float, float]:
        """The middle of what stands there, once it is seen and has come to rest."""
        look = f"{PLACE}({json.dumps(selector)})"
        places: list = [None, None]

        def rests() -> bool:
            places[:] = places[1], self.now(look)
            return places[0] is not None and places[0] == places[1]

        until(rests, lambda: f"{selector} is not to be tapped\n{self.now('document.body.innerText')}")
        return tuple(places[1])

    def tap(self, selector: str) -> None:
        """With a finger. Both halves are sent at once: on a slow machine the browser would take it for a long press."""
        x, y = self.where(selector)
        down = self.say("Input.dispatchTouchEvent", type="touchStart", touchPoints=[{"x": x, "y": y}])
        up = self.say("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])
        self.answer(down)
        self.answer(up)

    def sees(self, words: str) -> None:
        self.wait(f"document.body.innerText.indexOf({json.dumps(words)}) >= 0")

    @property
    def sideways(self) -> int:
        """How far the page reaches beyond its window, once it is there."""
        beyond = "document.scrollingElement.scrollWidth - document.documentElement.clientWidth"
        return self.wait(f"document.readyState === 'complete' && [{beyond}]")[0]

    def photograph(self, path: Path) -> None:
        path.write_bytes(base64.b64decode(self.send("Page.captureScreenshot", format="png")["data"]))
