"""What nobody meant, 200,000 times: no answer is an error of the server, nothing stands in its log, its memory stays, and it serves on."""

import pytest
from hypothesis import Phase

from participation.live.database import writer

from .conftest import size
from .fuzz_batches import poisoned
from .fuzz_inside import ballots, pages
from .fuzz_server import fuzzed
from .mutants import MUTANTS
from .reckoning import Broken

SERVER = {"sqlite": 80_000, "postgres": 20_000}
PAGES = {"sqlite": 20_000, "postgres": 10_000}
BALLOTS, ITEMS = 50_000, 10_000  # so many items on each database
ENGINES = pytest.mark.parametrize("engine", ["sqlite", "postgres"])


def test_two_hundred_thousand_in_all():
    assert sum([*SERVER.values(), *PAGES.values(), BALLOTS, 2 * ITEMS]) == 200_000


@ENGINES
def test_a_real_server(hall, report, engine):
    report(**fuzzed(hall, size(SERVER[engine], 2_000 if engine == "sqlite" else 500), warm_up=size(6_000, 500)))


@ENGINES
def test_pages_in_this_process(hall, report, engine):
    report(**pages(hall, size(PAGES[engine], 300)))


def test_ballots_and_words_in_this_process(hall, report):
    report(**ballots(hall, size(BALLOTS, 3_000)))


@ENGINES
def test_a_batch_with_poison_in_it(hall, report, engine):
    report(**poisoned(hall, size(ITEMS, 200)))


def test_a_batch_that_is_refused_as_a_whole_is_noticed(hall, monkeypatch):
    monkeypatch.setattr(writer, "_run_handler", writer._run_handler)  # is put back afterwards
    MUTANTS["one_for_all"]()
    with pytest.raises(Broken, match="because of its neighbours|what is stored"):
        poisoned(hall, 400, phases=(Phase.generate,))
