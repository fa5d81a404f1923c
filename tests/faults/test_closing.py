"""Closed is final: a ballot at the moment of closing is in or out, and its phone, the stage, the database and the export agree."""

import asyncio
import json
import random
from collections import Counter
from dataclasses import dataclass, field

import pytest
from django.contrib.auth import get_user_model

from participation.accounts.models import Membership
from polls.floors import ROOM_FLOOR
from polls.kinds import kind_of
from polls.models import Poll

from ..ballots import stored_ballots
from .conftest import size
from .hall import Console, Hall
from .phones import Screen, Voter, online
from .reckoning import aside, require, until

PHONES = 12


@dataclass
class Races:
    """How the ballots went, and which rounds came out differently at two places."""

    rounds: int = 0
    span: float = 0.05  # how long closing and showing took the last time
    acks: Counter = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


async def race(console: Console, poll: int, voters: list[Voter], races: Races, rng: random.Random) -> None:
    """Ballots come in before, while and right after the vote is closed and its result shown."""
    loop, is_over = asyncio.get_running_loop(), asyncio.Event()

    async def vote(place: int, voter: Voter) -> None:
        if place % 4:
            await asyncio.sleep(races.span * rng.uniform(0, 0.1 if place % 4 == 1 else 1.5))
        else:
            await is_over.wait()
            await asyncio.sleep(rng.uniform(0, 0.05))
        voter.say(poll, 1, {"value": rng.randrange(21) * 5})

    async def close_and_show() -> None:
        await asyncio.sleep(races.span * rng.uniform(0.2, 0.6))
        begun = loop.time()
        await console.step()
        await console.step()
        races.span = loop.time() - begun
        is_over.set()

    heard = {voter: len(voter.acks) for voter in voters}
    await asyncio.gather(close_and_show(), *(vote(place, voter) for place, voter in enumerate(voters)))
    await until(lambda: all(len(voter.acks) > before for voter, before in heard.items()), 10, "a ballot gets no answer")


def what_is_wrong(poll: Poll, voters: list[Voter], stage: Screen) -> str:
    """Phone, database, frozen tally and stage compared; nothing if they agree."""
    told = {voter.identity.key("ballot", poll.linkage): voter.sent[poll.pk, 1] for voter in voters if voter.acks[-1]["status"] == "saved"}
    tally = Poll.objects.values_list("tally", flat=True).get(pk=poll.pk)
    if stored_ballots(poll):
        return "ballots of a final poll are still there"
    shown = stage.data("results")
    if not tally["n"] == shown["n"] == len(told):
        return f"{len(told)} are in, the tally says {tally['n']}, the stage {shown['n']}"
    if tally != (kind_of(poll).tally(poll, told.values()) if len(told) >= ROOM_FLOOR else {"n": len(told)}):
        return "the tally does not count what is stored"
    return "" if "few" in shown or shown | tally == shown else "the stage shows another tally"


async def export_of(voter: Voter) -> list:
    _status, _location, page = await voter.browser.request(f"/w/{voter.room}/mine.json")
    return json.loads(page)["ballots"]


async def rounds_of(hall: Hall, rounds: int, servers: int) -> Races:
    """So many races, each with a poll of its own; phones and console on all servers."""
    await aside(hall.start)
    bases = [hall.base, *[await aside(hall.another) for _server in range(servers - 1)]]
    voters, stage, rng = await aside(hall.voters, PHONES), hall.stage(), random.Random(hall.seed)
    for number, voter in enumerate(voters):
        voter.go_to(bases[number % servers])
    console = await (await aside(hall.console)).enter()
    races = Races()
    async with online([stage, *voters]):
        for number in range(rounds):
            if number:
                require(await console.act("again") == 204, "the question can't be asked again")
                console.revision += 1
                await console.step()
            await one_round(console, voters, stage, rng, races)
    return races


def is_open(voter: Voter, poll: int) -> bool:
    shown = voter.data("step").get("poll") or {}
    return (shown.get("id"), shown.get("state")) == (poll, "open")


async def one_round(console: Console, voters: list[Voter], stage: Screen, rng: random.Random, races: Races) -> None:
    poll = await aside(Poll.objects.latest, "pk")
    await until(lambda: all(is_open(voter, poll.pk) for voter in voters), 5, "a phone sees no open vote")
    await race(console, poll.pk, voters, races, rng)
    races.rounds += 1
    races.acks.update(voter.acks[-1]["status"] for voter in voters)
    await until(lambda: stage.data("results").get("poll") == poll.pk, 5, "the stage shows no result")
    wrong = await aside(what_is_wrong, poll, voters, stage)
    if not wrong and await export_of(rng.choice(voters)):
        wrong = "the export holds a ballot that is destroyed"
    races.wrong += [wrong] * bool(wrong)


def closed_while_voting(hall: Hall, rounds: int, servers: int = 1) -> Races:
    hall.open_poll()
    return asyncio.run(rounds_of(hall, rounds, servers))


def test_a_ballot_at_the_moment_of_closing(hall, report):
    judge(closed_while_voting(hall, size(350, 25)), report)


@pytest.mark.parametrize("engine", ["postgres"])
def test_a_ballot_here_and_the_closing_on_another_server(redis, hall, report):
    hall.env["REDIS_URL"] = redis.address
    judge(closed_while_voting(hall, size(150, 10), servers=2), report)


def judge(races: Races, report) -> None:
    assert races.wrong == []
    assert races.acks["saved"] > races.rounds and races.acks["closed"] > races.rounds, "there was no race"
    report(rounds=races.rounds, wrong=len(races.wrong), **races.acks)


def test_without_the_lock_the_race_is_lost(hall, report):
    """A cache for the state of the poll: what a faster, wrong program would ask."""
    hall.mutant = "remembers_that_the_vote_was_open"
    races = closed_while_voting(hall, size(40, 20))
    assert len(races.wrong) >= 0.9 * races.rounds
    report(rounds=races.rounds, wrong=len(races.wrong), **races.acks)


# -- two facilitators ---------------------------------------------------------------
def pressed_twice(hall: Hall, rounds: int) -> dict[str, int]:
    """Ben and Elif press the main button in the same moment: one step, and the other one hears that somebody was faster."""
    hall.open_poll()
    elif_ = get_user_model().objects.create_user(email="elif@example.org", password="augenhoehe-2026", name="Elif", is_confirmed=True)
    Membership.objects.create(user=elif_, municipality=hall.workshop.municipality, role="facilitator")
    return asyncio.run(press_together(hall, rounds, elif_))


async def press_together(hall: Hall, rounds: int, elif_) -> dict[str, int]:
    await aside(hall.start)
    consoles = [await (await aside(hall.console, user)).enter() for user in (hall.by, elif_)]
    revision = hall.workshop.step
    for number in range(rounds):
        if number:
            await consoles[0].act("again")
            await consoles[0].press(revision + 1)  # open
            revision += 2
        answers = sorted(await asyncio.gather(*(console.press(revision) for console in consoles)))
        require(answers == [204, 409], f"two presses at once are answered {answers}")
        revision += 1
        poll = await aside(Poll.objects.latest, "pk")
        require(poll.state == Poll.State.CLOSED, f"two presses at once leave the vote {poll.state}")
    return {"rounds": rounds}


def test_two_presses_at_once_make_one_step(hall, report):
    report(**pressed_twice(hall, size(200, 15)))
