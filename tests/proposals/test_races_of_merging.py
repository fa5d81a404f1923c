"""Proposals are merged, taken apart, answered and withdrawn in the same moment."""

import pytest
from django.db import transaction

from participation.proposals.actions import steps
from participation.proposals.models import State

from ..dashboard.conftest import make_evening, make_proposal, olga  # noqa: F401 (fixtures)
from ..races import meanwhile, refusals
from .presses import draft, leaving, merging, publishing, seen, stepping, verbs

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def proposal(make_proposal):  # noqa: F811
    return make_proposal("Rufbus am Freitagabend")


@pytest.fixture
def other(make_proposal):  # noqa: F811
    """A proposal of another evening, so of another room."""
    return make_proposal("Nachtbus")


@pytest.mark.parametrize("merges_first", [True, False])
def test_a_proposal_is_answered_while_it_is_merged(proposal, other, clara, olga, merges_first):  # noqa: F811
    draft(proposal, clara)
    both = [merging(proposal, other, olga), publishing(proposal, clara)]
    assert refusals(*meanwhile(*both if merges_first else reversed(both))) == 1
    assert seen(proposal).state == (State.MERGED if merges_first else State.ANSWERED)


def test_two_proposals_are_merged_into_each_other_at_once(proposal, other, clara, olga):  # noqa: F811
    assert refusals(*meanwhile(merging(proposal, other, clara), merging(other, proposal, olga))) == 1
    assert {seen(proposal).state, seen(other).state} == {State.MERGED, State.PUBLISHED}


def test_another_one_is_merged_into_a_proposal_that_is_just_withdrawn(proposal, other, clara):
    _withdrawn, merged = meanwhile(stepping(proposal, "withdraw", "author"), merging(other, proposal, clara))
    assert refusals(merged) == 1 and seen(other).state == State.PUBLISHED


@pytest.fixture
def merged(proposal, other, clara):
    """`proposal` is merged into `other`."""
    merging(proposal, other, clara)()
    return proposal


@pytest.mark.parametrize("leaves_first", [True, False])
def test_authors_leave_while_both_are_answered(merged, other, clara, leaves_first):
    draft(other, clara)
    both = [leaving(merged), publishing(other, clara)]
    first, second = meanwhile(*both if leaves_first else reversed(both))
    assert refusals(first) == 0 and refusals(second) == (0 if leaves_first else 1)
    assert seen(merged).state == (State.PUBLISHED if leaves_first else State.MERGED)
    assert seen(other).state == State.ANSWERED


def test_authors_leave_while_staff_take_them_apart(merged, clara):
    assert refusals(*meanwhile(leaving(merged), stepping(merged, "unmerge", clara, "Doch anders"))) == 1
    assert verbs(merged) == ["hand_over", "merge", "leave"]


def test_one_leaves_while_the_other_is_withdrawn(merged, other):
    _withdrawn, left = meanwhile(stepping(other, "withdraw", "author"), leaving(merged))
    assert refusals(left) == 1 and verbs(merged) == ["hand_over", "merge", "part"]


def test_the_room_of_what_is_merged_while_a_step_waits_is_locked_too(proposal, other, clara, monkeypatch):
    locked = []

    def lock(workshop__in):
        locked.append(set(workshop__in))
        if len(locked) == 1:
            merging(other, proposal, clara)()  # which locks both

    monkeypatch.setattr(steps, "lock", lock)
    with transaction.atomic():
        steps.lock_rooms(seen(proposal))
    both = {proposal.workshop_id, other.workshop_id}
    assert locked == [{proposal.workshop_id}, both, both]


@pytest.fixture
def far(merged, other, clara, make_proposal):  # noqa: F811
    """`proposal` is merged into `other`, and that into this one. Each is of another room."""
    far = make_proposal("Bus")
    merging(other, far, clara)()
    return far


def test_authors_leave_while_three_are_answered_together(merged, far, clara):
    draft(far, clara)
    _answered, left = meanwhile(publishing(far, clara), leaving(merged))
    assert refusals(left) == 1 and seen(merged).state == State.MERGED


def test_authors_leave_three_while_staff_take_them_apart(merged, far, clara):
    assert refusals(*meanwhile(stepping(merged, "unmerge", clara, "Doch anders"), leaving(merged))) == 1
    assert verbs(merged) == ["hand_over", "merge", "unmerge"]
