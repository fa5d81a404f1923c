"""Redis is killed and comes back: voting goes on as if nothing were, and every screen on every server is right within ten seconds."""

import asyncio

import pytest

from polls.models import Poll

from .hall import Hall
from .phones import Screen, Voter, online
from .reckoning import aside, reckon, require, until

CATCH_UP = 10.0


async def evening(hall: Hall, poll: Poll, voters: list[Voter], redis) -> dict[str, object]:
    """Votes and a closing while Redis is there, gone, and there again; phones, a stage and a console on two servers."""
    await aside(hall.start)
    other = await aside(hall.another)
    for voter in voters[::2]:
        voter.go_to(other)
    screens = [hall.stage(), hall.stage(base=other), *voters]
    console = await (await aside(hall.console)).enter()
    figures: dict[str, object] = {}

    async def vote(some: list[Voter]) -> float:
        expected = {"ballots": sum(1 for voter in voters if voter.saved) + len(some)}
        statuses = await asyncio.gather(*(voter.vote(poll.pk, {"value": 50}, 10) for voter in some))
        require(set(statuses) == {"saved"}, "a ballot is refused")
        require(not any(ack["status"] == "busy" for voter in some for ack in voter.acks), "votes wait for Redis")
        return await all_show(lambda screen: screen.data("turnout").items() >= expected.items())

    async def all_show(right) -> float:
        return await until(lambda: all(right(screen) for screen in screens), CATCH_UP, "a screen stays behind")

    async with online(screens):
        figures["with_it_s"] = await vote(voters[:6])
        await aside(redis.kill)
        figures["without_it_s"] = await vote(voters[6:12])
        await aside(redis.start)
        figures["back_s"] = await vote(voters[12:])
        await aside(redis.kill)
        await console.step()
        figures["closed_without_it_s"] = await all_show(lambda screen: state_of(screen) == "closed")
        require(not any(voter.byes for voter in voters), "a phone was sent away")
    return {name: round(seconds, 2) for name, seconds in figures.items()}


def state_of(screen: Screen) -> str:
    return (screen.data("step").get("poll") or {}).get("state", "")


def without_redis(hall: Hall, redis) -> dict[str, object]:
    hall.env["REDIS_URL"] = redis.address
    poll = hall.open_poll()
    voters = hall.voters(20)
    figures = asyncio.run(evening(hall, poll, voters, redis))
    require(reckon(poll, voters) == len(voters), "not everybody's ballot is there in the end")
    return figures


@pytest.mark.parametrize("engine", ["postgres"])
def test_redis_is_killed_and_comes_back(redis, hall, report):
    report(**without_redis(hall, redis))
