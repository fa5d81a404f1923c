"""A proposal's number tells nothing but the evening, also of those that were merged in the room and leave each other later."""

import pytest
from django.db import transaction
from django.utils import timezone

from participation.proposals import actions
from participation.proposals.models import Proposal
from workshops.models import Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposals(write, make_phone, ben):
    """Three that Ben has released; the second and the third are merged into the first."""
    found = [write(make_phone(), title=f"Ein Windrad am {place}").proposal for place in ("Sportplatz", "Freibad", "Bahnhof")]
    for proposal in found:
        actions.transition(proposal=proposal, verb="release", by=ben)
    for proposal in found[1:]:
        actions.merge(proposal=proposal, into=found[0], by=ben, reason="Alle wollen dasselbe.")
    return found


@pytest.fixture
def end(workshop):
    """end() → the evening is over."""

    def make():
        Workshop.objects.filter(pk=workshop.pk).update(state=Workshop.State.ENDED, ended_at=timezone.now())
        workshop.refresh_from_db()
        with transaction.atomic():
            actions.hand_over(workshop)

    return make


def numbers() -> dict[int, int | None]:
    return dict(Proposal.objects.order_by("number").values_list("pk", "number"))


def test_they_do_not_tell_who_left_first(proposals, end):
    """The evening's page lists proposals by their numbers. So all have them from the end on, in an order that is nobody's."""
    end()
    before = numbers()
    assert list(before.values()) == [1, 2, 3] and list(before) == sorted(before)
    for proposal in sorted(proposals[1:], key=lambda each: each.pk, reverse=True):
        actions.leave(proposal=proposal)
        assert proposal.waits_for_answer
    assert numbers() == before


def test_a_rehearsal_takes_none(proposals, end, workshop):
    Workshop.objects.filter(pk=workshop.pk).update(is_rehearsal=True)
    workshop.is_rehearsal = True
    end()
    assert set(numbers().values()) == {None}
