"""Somebody is away for a while: a phone asleep for ten minutes, the facilitator's browser for good. The evening goes on, and
whoever comes back finds it as it is."""

import asyncio

from .hall import Hall
from .phones import Screen, Voter, end, online
from .proxy import Proxy, bad_network
from .reckoning import aside, reckon, require, until

AWAKE_SECONDS = 5.0  # a beat that nobody answers for two seconds, and a new line


# -- the phone ------------------------------------------------------------------------
async def doze(hall: Hall, poll, awake: list[Voter], sleepy: list[Voter]) -> dict[str, float]:
    """Some phones sleep while the vote is closed, shown, and the next one opened. Half of their lines die silently, and one of
    them had tapped a moment before."""
    await aside(hall.start)
    console = await (await aside(hall.console)).enter()
    async with bad_network(Proxy(hall.port, faults={})) as network:
        for voter in sleepy[::2]:
            voter.go_to(network.base)
        async with online(awake), online(sleepy):
            network.freeze()
            tapped = asyncio.create_task(sleepy[0].vote(poll.pk, {"value": 100}))
            for voter in sleepy:
                voter.sleep()
            statuses = await asyncio.gather(*(voter.vote(poll.pk, {"value": 50}) for voter in awake))
            require(set(statuses) == {"saved"}, "a sleeping phone keeps others from voting")
            for _press in ("close", "show", "next", "open"):
                await console.step()
            hall.clock.write_text("600")
            woken = asyncio.gather(*(voter.wake() for voter in sleepy))
            seconds = await until(
                lambda: all(present(voter) > poll.pk for voter in sleepy), AWAKE_SECONDS, "who wakes up sees an old picture"
            )
            require(await tapped == "closed", "a late ballot is not told that it is late")
            ago = next(ack["closed_ago_ms"] for ack in sleepy[0].acks if ack["status"] == "closed")
            require(590_000 < ago < 660_000, f"ten minutes ago it was closed {ago} ms ago")
            statuses = await asyncio.gather(*(voter.vote(present(voter), {"option": 1}) for voter in sleepy))
            require(set(statuses) == {"saved"}, "who wakes up can't vote")
            await woken
    return {"right_picture_s": round(seconds, 2)}


def present(voter: Voter) -> int:
    """The open poll that a phone shows, or 0."""
    shown = voter.data("step").get("poll") or {}
    return shown["id"] if shown.get("state") == "open" else 0


def asleep_for_ten_minutes(hall: Hall) -> dict[str, float]:
    poll = hall.open_poll("slider", "single_choice")
    voters = hall.voters(20)
    return asyncio.run(doze(hall, poll, voters[:10], voters[10:]))


def test_a_phone_sleeps_for_ten_minutes(hall, report):
    report(**asleep_for_ten_minutes(hall))


# -- the facilitator ---------------------------------------------------------------------
async def lose_the_console(hall: Hall, poll, voters: list[Voter]) -> None:
    """Ben's browser dies while everybody votes. Later he logs in on another one and goes on where the evening is."""
    await aside(hall.start)
    first = await aside(hall.console)
    screen = Screen(hall.base, f"/live/{hall.workshop.room.slug}/console/")
    screen.browser.cookies = first.cookies
    async with online(voters):
        watching = asyncio.create_task(screen.live())
        await until(lambda: screen.is_told, 10, "the console shows nothing")
        statuses = [await voter.vote(poll.pk, {"value": 50}) for voter in voters[::2]]
        screen.cut()
        await end([watching])
        await asyncio.sleep(2.5)  # whatever the server does every two seconds
        require(not any(voter.byes for voter in voters), "phones are sent away because the console is gone")
        statuses += [await voter.vote(poll.pk, {"value": 50}) for voter in voters[1::2]]
        require(set(statuses) == {"saved"}, "without a console nobody can vote")
        second = await (await aside(hall.console)).enter()
        require(f'name="revision" value="{second.revision}"' in second.page, "another browser shows another step")
        await second.step()
        await until(lambda: all((voter.data("step")["poll"] or {})["state"] == "closed" for voter in voters), 5, "the vote is not closed")


def facilitator_gone(hall: Hall) -> None:
    poll = hall.open_poll()
    voters = hall.voters(20)
    asyncio.run(lose_the_console(hall, poll, voters))
    require(reckon(poll, voters) == len(voters), "not everybody's ballot is there in the end")


def test_the_facilitator_s_browser_dies(hall, report):
    facilitator_gone(hall)
    report()
