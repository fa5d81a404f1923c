"""A batch of the writer with poisoned items among good ones: each good one is stored and told so, each bad one is refused."""

import dataclasses
import random
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from participation.live.database import writer
from participation.live.guards.identity import Identity
from polls import ballot_box, ballot_tables, specs, vote_message
from polls.ballot_box import Cast
from polls.vote_message import Vote

from ..ballots import stored_ballots
from .fuzz_hands import Room, rooms_of
from .fuzz_values import any_value
from .hall import Hall
from .reckoning import require

Item = tuple[Callable, Any]
MOST = 30  # items of a batch


def explode(items) -> list[dict[str, str]]:
    """A handler that falls over some items."""
    return [{"status": "saved"} if item is True else {}[item] for item in items]


def good_cast(room: Room, identity: Identity, value: int) -> Cast:
    return vote_message.read(identity, specs.load([room.poll.pk])[room.poll.pk], frame_of(room, value))


def frame_of(room: Room, value: int) -> dict[str, Any]:
    return {"t": "vote", "poll": room.poll.pk, "seq": 1, "answer": {"value": value}}


POISONED_FIELDS = st.sampled_from(
    [("key", None), ("key", ["text"]), ("seq", "x"), ("seq", None), ("seq", 2**80), ("answer", {1, 2}), ("answer", object()),
     ("spec", None), ("spec", 7), ("remarks", ((1, 2, 3),)), ("remarks", (("a", object()),)), ("owner", object())]
)  # fmt: skip
POISONED_SPECS = st.sampled_from([("id", "x"), ("id", 10**6), ("id", 2**70), ("id", None), ("room_id", -1), ("room_id", "x"), ("uuid", 5)])
NO_VOTES = st.one_of(st.none(), st.integers(), st.just(({}, {}, "de")))


@st.composite
def poison(draw, room: Room, identity: Identity) -> Item:
    """One item that can't be stored."""
    cast, rng = good_cast(room, identity, 95), random.Random(draw(st.integers(0, 2**32)))
    what = draw(st.integers(0, 5))
    if what == 0:
        name, value = draw(POISONED_FIELDS)
        if name in {"remarks", "owner"}:  # a ballot without own words never looks at them
            cast = cast._replace(remarks=(("a", "weil"),))
        return ballot_box.store, cast._replace(**{name: value})
    if what == 1:
        name, value = draw(POISONED_SPECS)
        if name == "uuid":
            return ballot_box.store, cast._replace(spec=None)
        return ballot_box.store, cast._replace(spec=dataclasses.replace(cast.spec, **{name: value}))
    if what == 2:
        return vote_message._store, draw(NO_VOTES)
    if what == 3:
        frame = frame_of(room, 95) | {"poll": draw(st.sampled_from([0, -1, 10**6, 2**40, "x", None, []]))}
        return vote_message._store, Vote(identity, frame, draw(st.sampled_from(["de", "en"])))
    if what == 4:
        return vote_message._store, Vote(identity, frame_of(room, 95) | {"answer": any_value(rng)}, "de")
    return explode, draw(st.sampled_from([False, None, 5, "x", ()]))


@st.composite
def batches(draw, room: Room) -> list[tuple[Item, Identity | None, int]]:
    """Items with, for each good one, whose ballot it is and what it says."""
    items: list[tuple[Item, Identity | None, int]] = []
    for identity in room.people[: draw(st.integers(1, MOST))]:
        value = 5 * draw(st.integers(0, 20))
        if draw(st.booleans()):
            items.append((draw(poison(room, identity)), None, 0))
        elif draw(st.booleans()):
            items.append(((ballot_box.store, good_cast(room, identity, value)), identity, value))
        else:
            items.append(((vote_message._store, Vote(identity, frame_of(room, value), "de")), identity, value))
    return items


def poisoned(hall: Hall, many: int, *, phases: tuple[Phase, ...] = (Phase.generate, Phase.shrink)) -> dict[str, object]:
    """Batches with about so many items in all, or some more."""
    room = next(room for room in rooms_of(hall) if room.kind == "slider")
    done = {"items": 0, "good": 0, "batches": 0}

    @seed(hall.seed)
    @settings(max_examples=many // 15, database=None, deadline=None, phases=phases, suppress_health_check=list(HealthCheck))
    @given(batches(room))
    def check(items) -> None:
        ballot_tables.destroy(room.poll.pk)
        ballot_tables.create(room.poll.pk)
        told: list[list[tuple]] = [[] for _item in items]
        batch = [(*item, lambda *outcome, said=said: said.append(outcome)) for (item, _who, _value), said in zip(items, told, strict=True)]
        require(writer._commit(batch, deadline=0.0), "for one bad item the database counts as away")
        judge(room, items, told)
        done["items"] += len(items)
        done["good"] += sum(who is not None for _item, who, _value in items)
        done["batches"] += 1

    check()
    return done


def judge(room: Room, items, told) -> None:
    expected = {}
    for (item, who, value), said in zip(items, told, strict=True):
        require(len(said) == 1, f"{len(said)} outcomes for {item}")
        (result, error), is_good = said[0], who is not None
        stored = error is None and result["status"] == "saved"
        require(stored or not is_good, f"a good item is refused because of its neighbours: {result or error!r}")
        require(is_good or not stored, f"a bad item is called saved: {item}")
        if is_good:
            expected[who.key("ballot", room.poll.linkage)] = {"value": value}
    rows = {ballot.key: ballot.answer for ballot in stored_ballots(room.poll)}
    require(rows == expected, "what is stored is not what was told")
