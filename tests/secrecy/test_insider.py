"""A ballot is nobody's: whoever knows the room and holds every byte guesses no better than chance."""

import pytest

from .chance import found, together
from .conftest import Evening
from .room import PEOPLE

SHORT, LONG = 4, 30
NOT_PROMISED = "pg_wal"  # PostgreSQL's write-ahead log keeps the order of arrival until it is recycled


def attacks(evenings: list[Evening]) -> dict[str, float]:
    """Each way of attack over all rooms: the probability that chance is as good."""
    ways = {way for _room, scores in evenings for way in scores}
    return {way: together(scores[way] for _room, scores in evenings if way in scores) for way in ways}


def winners(evenings: list[Evening]) -> list[str]:
    return found({way: p for way, p in attacks(evenings).items() if NOT_PROMISED not in way})


def test_the_insider_guesses_no_better_than_chance(evenings):
    held = evenings(SHORT)
    assert all(len(room.joined) == PEOPLE and len(room.secrets["before"].truth) == 20 for room, _loot in held)
    assert winners(held) == []


@pytest.mark.secrecy_long
@pytest.mark.slow
def test_nor_in_thirty_rooms(evenings):
    assert winners(evenings(LONG, seed=1000)) == []
