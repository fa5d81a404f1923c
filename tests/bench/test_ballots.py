"""How ballots are measured: a run in which something is wrong is no figure."""

import json
from collections import Counter

import pytest

from . import ballots
from .ballots import Voting, check, percentile
from .servers import Failed


class Site:
    database = "sqlite:///nowhere"

    def __init__(self, said=""):
        self.said = said

    def complaints(self):
        return self.said


STOPS = [0] * 20 + [3]


def seen(**changes):
    return {"refused": {}, "told": STOPS, "results": {json.dumps(STOPS): 4}, "screens": 4} | changes


@pytest.mark.parametrize(
    ("run", "stored", "said"),
    [
        (seen(refused={"busy": 1}), STOPS, ""),
        (seen(told=[1] + [0] * 19 + [2]), STOPS, ""),
        (seen(), [0] * 20 + [2], ""),
        (seen(results={json.dumps(STOPS): 3, "null": 1}), STOPS, ""),
        (seen(), STOPS, "a traceback"),
    ],
    ids=["refused", "told something else", "a row is missing", "a screen without the result", "an error in the log"],
)
def test_what_is_wrong_fails_the_run(monkeypatch, run, stored, said):
    monkeypatch.setattr(ballots, "stored_stops", lambda database, poll: stored)
    with pytest.raises(Failed):
        check(run, Site(said), {"poll": 1})


def test_what_is_right_passes(monkeypatch):
    monkeypatch.setattr(ballots, "stored_stops", lambda database, poll: STOPS)
    check(seen(), Site(), {"poll": 1})


def test_a_ballot_is_on_the_stage_once_the_stage_counts_as_many():
    """Of three ballots sent at 0, 1 and 2 s the stage showed one at 0.5 s and three at 2.2 s."""
    voting = Voting.__new__(Voting)
    voting.sent, voting.shown = [1.0, 0.0, 2.0], [(0.5, 1), (2.2, 3)]
    assert voting.to_stage() == pytest.approx([0.5, 1.2, 0.2])


def test_acks_are_timed_and_anything_but_saved_is_refused():
    voting = Voting.__new__(Voting)
    voting.open, voting.acks, voting.refused = {(0, 1): 10.0, (1, 1): 10.0}, [], Counter()
    voting.hear_ack(0, {"seq": 1, "status": "saved"}, 10.25)
    voting.hear_ack(1, {"seq": 1, "status": "busy"}, 10.5)
    assert (voting.acks, voting.refused, voting.open) == ([0.25], {"busy": 1}, {})


def test_percentiles():
    assert percentile([float(number) for number in range(101)], 95) == 95
    assert percentile([7.0], 95) == 7
