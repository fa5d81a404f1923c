"""A new version goes live, or the server dies, while the hall is full: phones hear `bye`, come back spread out, and go on where
they were; nobody is sent again what they have."""

import asyncio
import resource
from pathlib import Path

from ..waiting import PATIENCE
from .conftest import size
from .hall import Hall
from .phones import Voter, end, online
from .reckoning import aside, reckon, require, until

STOP_SECONDS = PATIENCE
BACK_SECONDS = 30


# -- deploy ------------------------------------------------------------------------------
async def vote_through_deploys(hall: Hall, poll, voters: list[Voter], deploys: int) -> None:
    """Everybody votes again and again while the server is replaced."""
    tired = False

    async def insist(voter: Voter) -> None:
        while not tired:
            await asyncio.sleep(voter.random.uniform(0.3, 0.9))
            require(await voter.vote(poll.pk, {"value": voter.random.randrange(21) * 5}) == "saved", "a ballot of an open poll is refused")

    server = await aside(hall.start)
    async with online(voters):
        taps = [asyncio.create_task(insist(voter)) for voter in voters]
        for number in range(1, deploys + 1):
            await asyncio.sleep(1)
            server.process.terminate()
            code = await asyncio.to_thread(server.process.wait, STOP_SECONDS)
            require(code == 0, f"the server ends with {code}")
            await until(lambda number=number: all(len(voter.byes) >= number for voter in voters), 2, "not everybody hears bye")
            await aside(reckon, poll, voters)
            server = await aside(hall.start)
            await until(lambda number=number: all(voter.welcomes > number for voter in voters), BACK_SECONDS, "a phone does not come back")
        tired = True
        await until(lambda: all(tap.done() for tap in taps), 20, "after the deploy a phone waits for ever")
        await asyncio.gather(*taps)
        await end(taps)
    require(not any("step" in voter.news for voter in voters), "phones are sent again what they have")


def deployed(hall: Hall, *, phones: int, deploys: int) -> dict[str, int]:
    poll = hall.open_poll()
    voters = hall.voters(phones)
    asyncio.run(vote_through_deploys(hall, poll, voters, deploys))
    require(reckon(poll, voters) == phones, "not everybody's ballot is there in the end")
    return {"phones": phones, "deploys": deploys, "ballots_acknowledged": sum(len(voter.acks) for voter in voters)}


def test_a_new_version_goes_live_while_phones_vote(hall, report):
    report(**deployed(hall, phones=100, deploys=size(12, 1)))


# -- everybody at once ---------------------------------------------------------------------
async def come_back(hall: Hall, poll, voters: list[Voter]) -> dict[str, object]:
    """All phones are in; the server is killed; all phones are back in the next one, and the first ballot is told to all."""
    server = await aside(hall.start)
    async with online(voters, seconds=120, within=len(voters) / 150):
        await until(lambda: all(voter.data("step").get("poll") for voter in voters), 30, "a phone has no picture")
        server.process.kill()
        await asyncio.to_thread(server.process.wait)
        server = await aside(hall.start)
        for voter in voters:
            voter.mine = {}
        back = await until(lambda: all(voter.mine for voter in voters), BACK_SECONDS, "not all phones are back in time")
        require(not any("step" in voter.news for voter in voters), "phones are sent again what they have")
        require(await voters[0].vote(poll.pk, {"value": 50}) == "saved", "after the restart nobody can vote")
        told = await until(lambda: all(voter.data("turnout").get("ballots") == 1 for voter in voters), 10, "a screen stays behind")
        return {"back_s": round(back, 1), "told_s": round(told, 2), "server_mib": resident_mib(server.process.pid)}


def resident_mib(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmRSS"))


def all_at_once(hall: Hall, phones: int) -> dict[str, object]:
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    poll = hall.open_poll()
    voters = hall.voters(phones, back_off=0.5)  # as real phones wait
    return {"phones": phones} | asyncio.run(come_back(hall, poll, voters))


def test_two_thousand_phones_come_back_after_a_restart(hall, report):
    figures = all_at_once(hall, size(2000, 200))
    assert figures["server_mib"] <= 400
    report(**figures)
