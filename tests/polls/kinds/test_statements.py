"""Statements: who agrees with what, what all agree on, and what divides the room."""

from types import SimpleNamespace

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from polls.kinds import KINDS

from .asked import verdicts

STATEMENTS = KINDS["statements"]


def asked(names=("Wald", "Lärm", "Geld", "Rat")):
    options = [{"id": number, "label": {"de": name}} for number, name in enumerate(names, start=1)]
    return SimpleNamespace(id=7, kind="statements", question={"de": "Was meint ihr?"}, pole_a="", pole_b="", options=options, settings={})


def tally_of(*votes, poll=None):
    """Each one is (votes, how many people)."""
    return STATEMENTS.tally(poll or asked(), [{"votes": each} for each, many in votes for _person in range(many)])


def summary(tally, method="summary"):
    with translation.override("en"):
        return STATEMENTS.summary(asked(), tally)


def test_counts_and_what_divides():
    """Half against half is 1; the variance of +1 and −1 is 0.75 for three to one, and counts half where half took no side."""
    tally = tally_of(({"1": 1, "2": 1, "3": 1, "4": 0}, 5), ({"1": 1, "2": -1, "3": 1}, 5), ({"1": 1, "2": 1, "3": -1}, 0))
    assert tally["statements"]["1"] == {"agree": 10, "disagree": 0, "pass": 0, "divisive": 0}
    assert tally["statements"]["2"] == {"agree": 5, "disagree": 5, "pass": 0, "divisive": 1}
    assert tally["statements"]["4"] == {"agree": 0, "disagree": 0, "pass": 5, "divisive": 0}
    assert (tally["most_agreed"], tally["most_divisive"]) == (["1", "3"], ["2"])
    three_to_one = tally_of(({"1": 1, "2": 1}, 3), ({"1": -1, "2": -1}, 1), ({"1": 0}, 4))
    assert three_to_one["statements"]["1"]["divisive"] == three_to_one["statements"]["2"]["divisive"] == 0.375


def test_all_leaders_of_a_tie_are_named():
    tally = tally_of(({"1": 1, "2": 1, "3": 1}, 5), ({"1": 1, "2": -1, "3": -1}, 5))
    assert summary(tally) == "10 of 10 agree with “Wald”, more than with any other; “Lärm” and “Geld” divides the room most."


@pytest.mark.parametrize(
    ("votes", "sentence"),
    [
        ([], "Nobody has voted."),
        ([({"1": -1}, 6)], "Nobody of 6 agrees with any statement."),
        ([({"1": 1}, 6)], "6 of 6 agree with “Wald”, more than with any other; no statement divides the room."),
    ],
)
def test_rooms_without_two_sides(votes, sentence):
    assert summary(tally_of(*votes)) == sentence


ballots = st.lists(verdicts((1, 2, 3, 4)), max_size=40)


@given(ballots)
def test_everybody_counts_once_in_every_statement(some):
    tally = STATEMENTS.tally(asked(), some)
    for row in STATEMENTS.rows(asked(), tally):
        assert row["agree"] + row["disagree"] + row["pass"] + row["silent"] == len(some)
    assert all(0 <= spread["divisive"] <= 1 for spread in tally["statements"].values())


@given(ballots, st.permutations([1, 2, 3, 4]))
def test_names_do_not_matter(some, names):
    other = dict(zip("1234", map(str, names), strict=True))
    tally = STATEMENTS.tally(asked(), some)
    renamed = STATEMENTS.tally(asked(), [{"votes": {other[key]: vote for key, vote in answer["votes"].items()}} for answer in some])
    assert all(renamed["statements"][other[key]] == spread for key, spread in tally["statements"].items())
    for which in ("most_agreed", "most_divisive"):
        assert sorted(renamed[which]) == sorted(other[key] for key in tally[which])


@given(ballots, st.sampled_from([1, 0, -1]))
def test_who_says_the_same_everywhere_changes_no_order(some, vote):
    before, after = (STATEMENTS.tally(asked(), some + [{"votes": dict.fromkeys("1234", vote)}] * many) for many in (0, 3))
    order = [[(spread["agree"], -spread["disagree"]) for spread in tally["statements"].values()] for tally in (before, after)]
    for one in range(4):
        for other in range(4):
            assert (order[0][one] > order[0][other]) == (order[1][one] > order[1][other])
    if vote == 0:
        assert before["most_divisive"] == after["most_divisive"]


PAIRS = [({"1": -1, "2": 1}, {"1": 1, "2": 1})] * 6 + [({"1": 0, "2": 0}, {"1": 0, "2": 1})] * 4


def shift_of(pairs, before_only=(), after_only=()):
    before = STATEMENTS.tally(asked(), [{"votes": was} for was, _now in pairs] + [{"votes": votes} for votes in before_only])
    after = STATEMENTS.tally(asked(), [{"votes": now} for _was, now in pairs] + [{"votes": votes} for votes in after_only])
    return STATEMENTS.shift(before, after, [({"votes": was}, {"votes": now}) for was, now in pairs])


def test_how_agreement_has_changed():
    shift = shift_of(PAIRS)
    assert shift == {"pairs": 10, "changed": 10, "change": {"1": 1.2, "2": 0.4, "3": None, "4": None}}
    with translation.override("en"):
        assert STATEMENTS.shift_summary(asked(), shift) == "10 of 10 have changed an answer: more agreement with “Wald”."
    assert STATEMENTS.shift_adds_up and shift_of(PAIRS[:9]) is None


@pytest.mark.parametrize(("once", "told"), [(0, True), (1, False), (4, False), (5, True)])
def test_nothing_is_said_of_a_statement_that_a_few_answered_once(once, told):
    assert (shift_of(PAIRS, before_only=[{"1": 1}] * once)["change"]["1"] is not None) is told
    assert (shift_of(PAIRS, after_only=[{"1": 1}] * once)["change"]["1"] is not None) is told
    few = PAIRS + [({"2": 1}, {"1": 1, "2": 1})] * once
    assert (shift_of(few)["change"]["1"] is not None) is told


def test_a_statement_of_one_mind_keeps_a_small_room_s_picture_inside():
    tally = tally_of(({"1": 1, "2": 1}, 6), ({"1": 1, "2": -1}, 6))
    assert STATEMENTS.largest_share(tally) == 1


def test_forty_statements_on_the_stage():
    """It has room for the most agreed and the most divisive ones; phones and desks show all."""
    poll = asked([f"Aussage {number}" for number in range(40)])
    votes = [({str(number): 1 if number % 7 or person % 2 else -1 for number in range(1, 41)}, 1) for person in range(30)]
    tally = tally_of(*votes, poll=poll)
    stage, phone = (STATEMENTS.picture(poll, tally, audience=audience) for audience in ("stage", "phone"))
    assert len(stage["rows"]) == 6 and stage["hidden"] == 34 and len(phone["rows"]) == 40
    assert [row["is_divisive"] for row in stage["rows"]] == [False] * 3 + [True] * 3
    assert all(len(row["people"]) == 30 for row in stage["rows"])
