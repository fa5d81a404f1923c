"""Tests that talk to browsers and servers wait for what they mean, with one patience for all."""

import re

import pytest

from .house.reading import ROOT
from .waiting import free_port, until

OWN_PATIENCE = re.compile(r"timeout=(?!\d+ \* PATIENCE)[\d.]+|\bbind\(\(.*, 0\)\)")


@pytest.mark.parametrize("folder", ["e2e", "live", "processes"])
def test_no_test_has_a_patience_or_a_port_of_its_own(folder):
    """What suffices on a fast machine is too short on a slow one; a port that the kernel gives out may be somebody's when it is used."""
    files = sorted((ROOT / "tests" / folder).glob("*.py"))
    wrong = [f"{file.name}: {found[0]}" for file in files for found in OWN_PATIENCE.finditer(file.read_text())]
    assert len(files) > 5 and not wrong, wrong


def test_who_was_held_up_looks_once_more():
    answers = iter(["", "now"])
    assert until(lambda: next(answers), seconds=0.01, every=0.02) == "now"


def test_who_waits_in_vain_says_what_there_is():
    with pytest.raises(AssertionError, match="a closed poll"):
        until(lambda: False, lambda: "a closed poll", seconds=0.01)


def test_a_free_port_is_none_of_those_for_connections():
    assert 20_000 <= free_port() < 30_000
