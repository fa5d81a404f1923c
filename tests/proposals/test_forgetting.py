"""What is erased from the phone, and what goes by itself."""

from datetime import timedelta

import pytest
from django.utils import timezone

from participation.proposals import actions
from participation.proposals.models import Proposal, ProposalEvent, State, Support
from participation.proposals.queries import owned_by, supports_of

pytestmark = pytest.mark.django_db


def test_erasing_takes_what_is_not_public_yet(released, write, amina, make_phone):
    eule = make_phone()
    waiting, theirs = write(amina, title="Noch nicht gelesen").proposal, write(eule, title="Von der Eule").proposal
    assert actions.erase(identity=amina) == 2
    assert not Proposal.objects.filter(pk__in=[waiting.pk, released.pk]).exists()
    assert not ProposalEvent.objects.filter(proposal_id=waiting.pk).exists()
    assert owned_by(eule) == [theirs]


def test_erasing_takes_only_the_link_to_the_phone_from_what_is_public(handed_over, amina):
    assert actions.erase(identity=amina) == 0
    assert Proposal.objects.get(pk=handed_over.pk).owner is None


def test_what_went_into_an_erased_proposal_goes_its_own_way(released, write, make_phone, amina, ben):
    other = write(make_phone(), title="Ein Windrad für alle").proposal
    actions.transition(proposal=other, verb="release", by=ben)
    actions.merge(proposal=other, into=released, by=ben, reason="Beide wollen dasselbe.")
    actions.erase(identity=amina)
    other.refresh_from_db()
    assert (other.state, other.merged_into) == (State.PUBLISHED, None)


def test_a_day_later_keys_are_numbers(handed_over, amina, make_phone):
    actions.support(identity=amina, proposal_id=handed_over.pk)
    actions.support_publicly(secret=b"1" * 32, proposal=handed_over)
    now = timezone.now()
    actions.forget(now + timedelta(hours=23))
    assert Support.objects.count() == 2
    for _again in range(2):
        actions.forget(now + timedelta(hours=25))
    handed_over.refresh_from_db()
    assert handed_over.owner is None
    assert [support.place for support in Support.objects.all()] == ["public"]
    counts = supports_of([handed_over])[handed_over.pk]
    assert (counts.room, counts.public) == (1, 1)


@pytest.mark.parametrize("way", ["draft", "submitted", "declined", "withdrawn"])
def test_what_was_never_published_is_gone_after_thirty_days(proposal, ben, way, handed_over_other):
    if way == "draft":
        actions.transition(proposal=proposal, verb="return", by=ben, reason="Bitte kürzer.")
    elif way == "declined":
        actions.decline(proposal=proposal, by=ben, rule="hurtful")
    elif way == "withdrawn":
        actions.transition(proposal=proposal, verb="withdraw", by="author")
    actions.forget(timezone.now() + timedelta(days=29))
    assert Proposal.objects.get(pk=proposal.pk).title
    actions.forget(timezone.now() + timedelta(days=31))
    rest = Proposal.objects.filter(pk=proposal.pk).first()
    assert rest is None or (rest.state, rest.title, rest.what) == (State.EXPIRED, "", "")
    assert Proposal.objects.get(pk=handed_over_other.pk).title


@pytest.fixture
def handed_over_other(write, make_phone, ben, workshop):
    other = write(make_phone(), title="Bleibt für immer öffentlich").proposal
    actions.transition(proposal=other, verb="release", by=ben)
    actions.hand_over(workshop)
    return other


def test_withdrawn_after_publication_keeps_its_number_but_not_its_words(handed_over):
    actions.transition(proposal=handed_over, verb="withdraw", by="author")
    assert not Proposal.objects.public().exists()
    actions.forget(timezone.now() + timedelta(days=31))
    handed_over.refresh_from_db()
    assert handed_over.number and not handed_over.title and not handed_over.what
