"""Everything that one intruder can send at once, while thirty people vote and ten come late: they notice nothing, and the
facilitator presses one button."""

import asyncio
import random
import socket
import time
from contextlib import contextmanager

from participation.live.guards.identity import cookie_name, cookie_value
from participation.simulation.trial import percentile
from participation.simulation.wire import Browser, Forms, Gone

from .hall import Hall
from .honest import attacker, told, vote_on, vote_once, waits
from .phones import Screen, Voter, online
from .reckoning import aside, reckon, require, slower

PHONES, LATE, EXPECTED = 30, 10, 30
LOGINS, RESETS, JOINS = 50, 8, 300
ACK_MS, SLOWEST_MS, IN_SECONDS = 1000, 10_000, 60


@contextmanager
def mute_mail_server():
    """Accepts every connection and never says a word; gives its port."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        yield server.getsockname()[1]  # the system accepts; nobody answers


def besieged(hall: Hall, *, joins: int = JOINS, seconds: float = IN_SECONDS) -> dict[str, object]:
    """One run, with what it measured; late-comers have so many seconds."""
    with mute_mail_server() as port:
        hall.env["EMAIL_URL"] = f"smtp://127.0.0.1:{port}"
        poll = hall.open_poll(expected=EXPECTED, capacity=500)
        *voters, dev = hall.voters(PHONES + 1)
        figures = asyncio.run(_siege(hall, poll, voters, dev, joins, seconds))
    require(reckon(poll, voters) >= PHONES, "not everybody's ballot is there")
    return figures


class LateComer:
    """Fills in the form as a browser does, and waits at the door as docs/protocol.md says."""

    def __init__(self, base: str, join: str) -> None:
        self.browser, self.path = Browser(base), join
        self.took = 0.0

    async def come_in(self, seconds: float) -> None:
        begun = time.monotonic()
        fields: dict | None = None
        while time.monotonic() < begun + seconds + 1:
            try:
                status, location, page = await self.browser.request(self.path, fields)
            except Gone:
                status, location, page = 503, "", ""
            if "/w/" in location:
                break
            if fields is None:  # the page of the form
                fields = next((form["fields"] for form in Forms(page).forms if "nonce" in form["fields"]), None)
            else:
                await asyncio.sleep(5 if status == 202 else 1)
        self.took = time.monotonic() - begun


async def until_full(hall: Hall) -> None:
    """Until the script has taken every place that needs no press, so that whoever comes has to wait at the door; a minute at most."""
    places, deadline = hall.workshop.comes_in_freely, time.monotonic() + IN_SECONDS
    while await aside(hall.workshop.participants.count) < places and time.monotonic() < deadline:
        await asyncio.sleep(0.2)


async def press_once(hall: Hall, waiting: int) -> float:
    """The facilitator sees that people wait at the door, and lets them in; how long it took until she saw it."""
    console = await (await aside(hall.console)).enter()
    screen = Screen(hall.base, f"/live/{hall.workshop.room.slug}/console/")
    screen.browser.cookies |= console.cookies
    begun = time.monotonic()
    async with online([screen]):
        while screen.data("people").get("waiting", 0) < waiting:
            await asyncio.sleep(0.1)
    require(await console.act("let_in") == 204, "the facilitator's press does not arrive")
    return time.monotonic() - begun


def plan_for(hall: Hall, poll, dev: Voter, joins: int) -> dict[str, object]:
    """What besieger.py reads."""
    return {
        "base": hall.base,
        "join": f"/j/{hall.workshop.code}/",
        "room": hall.workshop.room.slug,
        "poll": poll.pk,
        "cookie": f"{cookie_name(dev.room)}={cookie_value(dev.identity)}",
        "known": hall.by.email,
        "logins": LOGINS,
        "resets": RESETS,
        "joins": joins,
    }


async def come_late(late: LateComer, rng: random.Random, seconds: float) -> None:
    await asyncio.sleep(rng.uniform(0, 5))
    await late.come_in(seconds)


def require_unfelt(took: list[float], usual: float, seen: object, slowest: float, seconds: float) -> None:
    """`usual` in milliseconds; `seen` is how long the facilitator's press took, or why it failed; late-comers have so many seconds."""
    require(percentile(took, 95) <= slower(ACK_MS, usual), f"the siege was felt: honest phones waited {percentile(took, 95)} ms (p95)")
    slow = 1000 * max(took)
    require(slow <= slower(SLOWEST_MS, usual), f"the siege was felt: one ballot waited {slow:.0f} ms")
    require(isinstance(seen, float), f"the facilitator could not let anybody in: {seen!r}")
    require(slowest <= seconds, f"an honest late-comer waited {slowest:.0f} s at the door")


async def _siege(hall: Hall, poll, voters: list[Voter], dev: Voter, joins: int, seconds: float) -> dict[str, object]:
    server, rng = await aside(hall.start), random.Random(hall.seed)
    took: list[float] = []
    over = asyncio.Event()
    latecomers = [LateComer(hall.base, f"/j/{hall.workshop.code}/") for _person in range(LATE)]
    async with online(voters):
        usual = await vote_once(voters, poll.pk)
        async with attacker("besieger", plan_for(hall, poll, dev, joins)) as besieger:
            voting = asyncio.gather(*(vote_on(voter, poll.pk, rng, took, over.is_set) for voter in voters))
            pressed = asyncio.create_task(press_once(hall, waiting=LATE // 2))
            try:
                await until_full(hall)
                await asyncio.gather(*(come_late(late, rng, seconds) for late in latecomers))
                done = await told(besieger)
            finally:
                over.set()
                pressed.cancel()
        await voting
        (seen,) = await asyncio.gather(pressed, return_exceptions=True)
    slowest = max(late.took for late in latecomers)
    filled = done.get("joins: 303", 0)
    require(filled <= EXPECTED, f"one script filled the room: {filled} of its {joins} forms came in")
    require_unfelt(took, usual, seen, slowest, seconds)
    require(not [line for line in server.log if "Traceback" in line], "a traceback in the log")
    return {**waits(took), "slowest_late_comer_s": round(slowest, 1), "presses": 1, "pressed_after_s": round(seen, 1), **done}
