"""Everybody joins at once: welcome page, its form, the phone's page, the socket. When the last one is in, and what each step costs."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable

from participation.simulation import wire
from participation.simulation.wire import Browser, Forms, Gone

from .load import Meter, Screen, at_most, settle, until
from .report import Figure
from .servers import Failed

GOALS = {1000: "<= 20", 300: "<= 6"}
PATIENCE_SECONDS = 180.0
STEPS = ("page", "form", "phone's page", "socket")
AT_A_TIME = 20  # phones in the run that takes the steps apart


def measure(bench) -> list[Figure]:
    sizes = (10,) if bench.quick else (1000, 300)
    variants = {f"{phones} at once": lambda phones=phones: once(bench, phones, at_once=True) for phones in sizes}
    runs = bench.alternate(variants | {"steps": lambda: once(bench, sizes[-1], at_once=False)})
    shown = []
    for phones in sizes:
        of_this, title = runs[f"{phones} at once"], f"{phones} phones join at once"
        shown += [
            Figure(f"{title}: until the last one is in", [run["seconds"] for run in of_this], "s", GOALS.get(phones)),
            Figure(f"{title}: server CPU per phone", [1000 * run["cpu"] / phones for run in of_this], "ms"),
        ]
    for step in STEPS:
        shown.append(Figure(f"joining, {step}: server CPU", [1000 * run["steps"][step] for run in runs["steps"]], "ms"))
    return shown


def once(bench, phones: int, at_once: bool) -> dict:
    with bench.ground.site() as site:
        room = site.make_room(1)  # one is there already, so that nothing is rendered for the first time
        url = site.serve().url
        run = bench.drive("storm", url=url, pids=site.pids, room=room, phones=phones, at_once=at_once)
        if complaints := site.complaints():  # everybody is in; an operator's log should be silent even so
            bench.say(f"    the server wrote {len(complaints.splitlines())} lines, at last: {complaints.splitlines()[-1]}")
        return run


class Newcomer:
    """One phone on its way in, as docs/protocol.md describes it."""

    def __init__(self, url: str, join: str) -> None:
        self.url, self.join = url, join
        self.browser, self.screen = Browser(url), Screen()
        self.form: dict = {}
        self.room = ""

    async def load_page(self) -> None:
        page = await self.ask(self.join, 200)
        self.form = next(form for form in Forms(page).forms if "nonce" in form["fields"])

    async def send_form(self) -> None:
        self.room = await self.ask(self.form["action"] or self.join, 303, self.form["fields"])

    async def load_phone(self) -> None:
        await self.ask(self.room, 200)

    async def open_socket(self) -> None:
        """Done when the question is on the phone."""
        await self.screen.open(self.url, f"/live/{self.room.strip('/').rpartition('/')[2]}/", self.browser_cookie())
        await until(lambda: self.screen.is_ready or self.screen.is_gone, PATIENCE_SECONDS)
        if not self.screen.is_ready:
            raise Gone("the socket closed, or stayed silent")

    def browser_cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.browser.cookies.items())

    async def ask(self, path: str, expected: int, fields: dict | None = None) -> str:
        """The page, or where it leads to."""
        status, location, page = await self.browser.request(path, fields)
        if status != expected:
            raise Gone(f"{path.split('/')[1]}: {status} instead of {expected}")
        return location or page

    @property
    def steps(self) -> list[Callable]:
        return [self.load_page, self.send_form, self.load_phone, self.open_socket]

    async def come_in(self) -> None:
        for step in self.steps:
            await step()


async def drive(url: str, pids: list[int], room: dict, phones: int, at_once: bool) -> dict:
    wire.PATIENCE = PATIENCE_SECONDS  # a phone in a queue waits; who is refused fails the run
    first = await Screen().open(url, f"/live/{room['room']}/", room["cookies"][0])
    await until(lambda: first.is_ready, 20)
    await Newcomer(url, room["join"]).come_in()
    await settle()
    crowd = [Newcomer(url, room["join"]) for _phone in range(phones)]
    return await (join_at_once if at_once else step_by_step)(crowd, pids)


async def join_at_once(crowd: list[Newcomer], pids: list[int]) -> dict:
    meter, started = Meter(pids), time.perf_counter()
    outcomes = await asyncio.gather(*(phone.come_in() for phone in crowd), return_exceptions=True)
    seconds = time.perf_counter() - started
    if refused := Counter(str(outcome) for outcome in outcomes if outcome is not None):
        raise Failed(f"{refused.total()} of {len(crowd)} phones did not get in: {dict(refused)}")
    return {"seconds": seconds, "cpu": meter.read()}


async def step_by_step(crowd: list[Newcomer], pids: list[int]) -> dict:
    """All take the first step, then all the second one; the server's seconds for one phone's step."""
    costs = {}
    for number, name in enumerate(STEPS):
        meter = Meter(pids)
        await at_most(AT_A_TIME, [phone.steps[number] for phone in crowd])
        costs[name] = meter.read() / len(crowd)
    return {"steps": costs}
