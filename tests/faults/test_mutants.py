"""Each promise broken on purpose, in the server itself: the scenario that watches over it must notice, and say which one it was."""

import re
from collections.abc import Callable

import pytest

from ..secrecy.broken import INSIDER_WINS, mutants_of
from .flood import flooded
from .fuzz_server import fuzzed
from .hall import Hall
from .kills import killed_while_voting
from .mutants import MUTANTS
from .reckoning import Broken
from .services import Postgres, Redis
from .siege import besieged
from .slow_readers import two_fall_asleep
from .test_away import asleep_for_ten_minutes, facilitator_gone
from .test_clocks import wrong_clock
from .test_closing import pressed_twice
from .test_full_disk import not_a_byte
from .test_locked import locked_long, locked_shortly
from .test_network import badly_connected
from .test_postgres import away
from .test_redis import without_redis
from .test_restart import all_at_once, deployed

# mutant → (the smallest form of the scenario that watches, what it must say)
SQLITE: dict[str, tuple[Callable[[Hall], object], str]] = {
    "says_saved_before_the_commit": (lambda hall: killed_while_voting(hall, phones=30), "an acknowledged ballot is gone"),
    "a_row_for_every_tap": (lambda hall: killed_while_voting(hall, phones=30), "counted twice"),
    "gives_up_at_once": (locked_shortly, "did not wait for a short lock"),
    "waits_and_waits": (lambda hall: locked_long(hall, 11), "came too late"),
    "says_saved_although_it_failed": (lambda hall: not_a_byte(hall, 9), "an acknowledged ballot is gone"),
    "a_lower_number_wins": (lambda hall: badly_connected(hall, 20), "an acknowledged ballot is gone"),
    "any_revision_will_do": (lambda hall: pressed_twice(hall, 3), "two presses at once"),
    "swallows_any_body": (lambda hall: flooded(hall, seconds=12, kinds=("bodies",)), "were taken in"),
    "takes_every_frame": (lambda hall: flooded(hall, seconds=15, kinds=("sockets",)), "the flood was felt"),
    "everybody_comes_in": (lambda hall: besieged(hall, joins=60), "one script filled the room"),
    "nobody_is_let_in": (lambda hall: besieged(hall, joins=60, seconds=25), "late-comer waited"),
    "reads_whatever_is_written": (lambda hall: besieged(hall, joins=60), "the siege was felt"),
    "piles_up_for_who_does_not_read": (two_fall_asleep, "old pictures were kept"),
    "waits_for_ever_for_who_does_not_read": (two_fall_asleep, "never cut"),
    "ends_without_a_word": (lambda hall: deployed(hall, phones=10, deploys=1), "the server ends with"),
    "ignores_what_phones_have": (lambda hall: all_at_once(hall, 20), "sent again what they have"),
    "sends_no_past": (asleep_for_ten_minutes, "who wakes up sees an old picture"),
    "the_room_hangs_on_its_console": (facilitator_gone, "because the console is gone"),
    "a_page_that_trusts_its_form": (lambda hall: fuzzed(hall, 4_000, warm_up=0, shares={"forms": 1}), "the answer is 500"),
    "a_ballot_that_is_trusted": (lambda hall: fuzzed(hall, 2_000, warm_up=0, shares={"frames": 1}), "a traceback in the log"),
    "keeps_every_frame": (lambda hall: fuzzed(hall, 2_000, warm_up=500, shares={"frames": 1}), "the server grew by"),
    "says_nothing_to_nonsense": (lambda hall: fuzzed(hall, 1_000, warm_up=0, shares={"frames": 1}, hands=1), "a frame gets no answer"),
    "the_writer_dies_of_an_unknown_poll": (lambda hall: fuzzed(hall, 4_000, warm_up=0, shares={"twins": 1}, hands=1), "gets no answer"),
}
POSTGRES: dict[str, tuple[Callable[[Hall, Postgres, Redis], object], str]] = {
    "keeps_a_dead_connection": (lambda hall, postgres, redis: away(hall, postgres, 1), "does not arrive after the outage is over"),
    "asks_its_own_clock": (lambda hall, postgres, redis: wrong_clock(hall, 1), "closed just now is 3600"),
    "never_looks_again": (lambda hall, postgres, redis: without_redis(hall, redis), "a screen stays behind"),
}

ELSEWHERE = {
    "remembers_that_the_vote_was_open": "test_closing.py counts how often",
    "one_for_all": "test_fuzz.py, as it needs no server",
} | dict.fromkeys([mutant for name in INSIDER_WINS for mutant in mutants_of(name)], "tests/secrecy/test_broken.py, as they need no server")


@pytest.mark.parametrize("name", SQLITE)
def test_it_is_noticed(hall, name):
    scenario, words = SQLITE[name]
    hall.mutant = name
    with pytest.raises(Broken, match=re.escape(words)):
        scenario(hall)


@pytest.mark.parametrize("engine", ["postgres"])
@pytest.mark.parametrize("name", POSTGRES)
def test_it_is_noticed_on_postgres(redis, hall, postgres, name):
    scenario, words = POSTGRES[name]
    hall.mutant = name
    with pytest.raises(Broken, match=re.escape(words)):
        scenario(hall, postgres, redis)


def test_every_mutant_is_watched():
    assert {*SQLITE, *POSTGRES, *ELSEWHERE} == set(MUTANTS)
