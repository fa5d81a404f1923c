"""Two that want the same go on as one, over any number of stations, and nobody's promised answer is lost on the way."""

import pytest
from django.urls import reverse
from django.utils import timezone

from participation.proposals import actions
from participation.proposals.models import Proposal, State
from participation.proposals.queries import supports_with_merged
from participation.proposals.receipts import receipt_of
from workshops.models import Workshop
from workshops.refused import Refused

pytestmark = pytest.mark.django_db
WHY = "Beide wollen dasselbe."


@pytest.fixture
def three(write, make_phone, ben):
    """Three released proposals, each with a support from the room, and the phones that wrote them."""
    phones = [make_phone() for _phone in range(3)]
    found = [write(phone, title=f"Ein Windrad für alle, Nummer {n}").proposal for n, phone in enumerate(phones)]
    for proposal in found:
        actions.transition(proposal=proposal, verb="release", by=ben)
        actions.support(identity=phones[0], proposal_id=proposal.pk)
    return found, phones


@pytest.fixture
def end(workshop):
    def end():
        Workshop.objects.filter(pk=workshop.pk).update(state=Workshop.State.ENDED, ended_at=timezone.now())
        workshop.refresh_from_db()
        actions.hand_over(workshop)
        return list(Proposal.objects.order_by("title"))

    return end


def test_merging_keeps_text_receipt_and_supports(three, ben):
    (first, second, _third), _phones = three
    actions.merge(proposal=second, into=first, by=ben, reason=WHY)
    assert second.state == State.MERGED and second.merged_into == first
    assert supports_with_merged(first).merged == 1
    assert second not in Proposal.objects.in_room()


def test_a_chain_counts_every_station(three, ben):
    (first, second, third), _phones = three
    actions.merge(proposal=first, into=second, by=ben, reason=WHY)
    actions.merge(proposal=second, into=third, by=ben, reason=WHY)
    assert supports_with_merged(third).merged == 2


def test_who_is_merged_into_what_went_on_already_goes_on_with_it(three, ben):
    (first, second, third), _phones = three
    actions.merge(proposal=second, into=third, by=ben, reason=WHY)
    actions.merge(proposal=first, into=second, by=ben, reason=WHY)
    assert first.merged_into == third


def test_nothing_goes_round_in_a_circle(three, ben):
    (first, second, third), _phones = three
    actions.merge(proposal=first, into=second, by=ben, reason=WHY)
    actions.merge(proposal=second, into=third, by=ben, reason=WHY)
    for target in (first, second, third):
        with pytest.raises(Refused):
            actions.merge(proposal=third, into=target, by=ben, reason=WHY)


def test_a_withdrawn_lead_sets_its_companions_free_with_their_own_promise(three, ben, clara, end, client):
    (first, second, third), phones = three
    actions.merge(proposal=first, into=second, by=ben, reason=WHY)
    actions.merge(proposal=second, into=third, by=ben, reason=WHY)
    first, second, third = end()
    actions.transition(proposal=third, verb="withdraw", by="author")
    for proposal in (first, second):
        proposal.refresh_from_db()
    assert second.waits_for_answer and second.answer_by and second.merged_into is None
    assert first.merged_into == second and supports_with_merged(second).merged == 1
    assert client.get(reverse("proposal", args=[second.pk])).status_code == 200
    page = client.get(reverse("receipt", args=[receipt_of(phones[1], second.uuid)])).content.decode()
    assert "Steht wieder für sich" in page
    actions.draft_response(proposal=second, by=clara, verdict="partly", reason="Weil das Licht uns auch stört.")
    actions.publish_response(proposal=second, by=clara)
    assert second.state == State.ANSWERED


def test_a_lead_whose_release_is_taken_back_leaves_its_companion_in_the_room(three, ben, end):
    (first, second, _third), _phones = three
    actions.merge(proposal=first, into=second, by=ben, reason=WHY)
    actions.transition(proposal=second, verb="take_back", by=ben)
    assert first in Proposal.objects.in_room()
    end()
    first.refresh_from_db()
    assert first.waits_for_answer


def test_the_answer_reaches_all_that_went_into_it(three, ben, clara, end, client):
    (first, second, third), phones = three
    actions.merge(proposal=first, into=second, by=ben, reason=WHY)
    actions.merge(proposal=second, into=third, by=ben, reason=WHY)
    first, second, third = end()
    actions.draft_response(proposal=third, by=clara, verdict="partly", reason="Ja zum Windrad, nein zum Strompreis.")
    actions.publish_response(proposal=third, by=clara)
    for phone, proposal in zip(phones, (first, second, third), strict=True):
        assert "Ja zum Windrad" in client.get(reverse("receipt", args=[receipt_of(phone, proposal.uuid)])).content.decode()


def test_what_lost_its_lead_in_an_earlier_version_is_freed_within_the_hour(three, ben, end):
    (first, second, _third), _phones = three
    actions.merge(proposal=first, into=second, by=ben, reason=WHY)
    first, second, _third = end()
    Proposal.objects.filter(pk=second.pk).update(state=State.WITHDRAWN)
    actions.forget(timezone.now())
    first.refresh_from_db()
    assert first.waits_for_answer


def test_what_is_public_does_not_vanish_into_what_is_not(three, write, make_phone, ben, clara, end):
    first, _second, third = end()
    Proposal.objects.filter(pk=third.pk).update(handed_over_at=None)
    with pytest.raises(Refused):
        actions.merge(proposal=first, into=third, by=clara, reason=WHY)
