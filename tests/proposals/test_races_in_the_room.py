"""A phone and the facilitator, two phones, two evenings or two processes act in the same moment: nothing is lost, doubled or deleted."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from participation.accounts.models import Membership
from participation.proposals import actions
from participation.proposals.actions import declining, forgetting, rating, supporting
from participation.proposals.actions.supporting import SupportChange
from participation.proposals.models import (
    DeclinedBefore,
    Declining,
    Proposal,
    Rating,
    Response,
    SearchEntry,
    SearchWord,
    State,
    Support,
    SupportsShown,
)
from participation.proposals.moderation_rules import ModerationRule
from workshops.actions import create_workshop
from workshops.models import Participant, Workshop
from workshops.moderation import digest_of

from ..dashboard.conftest import make_evening, make_proposal  # noqa: F401 (fixtures)
from ..races import meanwhile, refusals
from .presses import seen, verbs

pytestmark = pytest.mark.django_db(transaction=True)


def ending(workshop):
    """The evening ends, as the step of the agenda does it."""

    @transaction.atomic
    def end():
        actions.hand_over(workshop)
        Workshop.objects.filter(pk=workshop.pk).update(state=Workshop.State.ENDED, ended_at=timezone.now())

    return end


@pytest.fixture
def elsewhere(town, tradeoff, ben):
    """Another evening of the same town that is running."""
    values = {"title": {"de": "Windkraft"}, "starts_at": timezone.now(), "place": "Schule"}
    evening = create_workshop(municipality=town, by=ben, tradeoff=tradeoff, **values)
    Workshop.objects.filter(pk=evening.pk).update(state=Workshop.State.RUNNING)
    return Workshop.objects.get(pk=evening.pk)


def released_in(workshop, title="Nachtbus"):
    values = {"municipality": workshop.municipality, "tradeoff": workshop.tradeoff, "state": State.PUBLISHED}
    return Proposal.objects.create(
        workshop=workshop, title=title, what="x", state_since=timezone.now(), receipt_digest=title.encode().ljust(32, b"."), **values
    )


# -- writing ------------------------------------------------------------------------------
def test_a_form_that_is_sent_twice_at_once_makes_one_proposal(write, amina):
    first, second = meanwhile(lambda: write(amina, nonce="n" * 22), lambda: write(amina, nonce="n" * 22))
    assert (first.created, second.created, second.receipt) == (True, False, first.receipt)
    assert Proposal.objects.count() == 1


def test_a_sixth_proposal_does_not_wait_because_two_came_at_once(write, amina):
    for _number in range(4):
        write(amina)
    assert refusals(*meanwhile(lambda: write(amina), lambda: write(amina))) == 1
    assert Proposal.objects.count() == 5


def test_what_is_sent_while_the_evening_ends_is_refused(write, amina, workshop):
    _ended, sent = meanwhile(ending(workshop), lambda: write(amina))
    assert refusals(sent) == 1 and not Proposal.objects.exists()


def test_a_returned_proposal_is_sent_again_and_declined_at_once(proposal, ben, tradeoff):
    actions.transition(proposal=proposal, verb="return", by=ben, reason="Bitte kürzer")
    words = {"title": "Ein kleineres Windrad", "what": "Wer näher wohnt, zahlt weniger.", "why": "", "tradeoff": tradeoff}
    pages = seen(proposal), seen(proposal)
    declined, sent = meanwhile(
        lambda: actions.decline(proposal=pages[0], by=ben, rule="unrelated"), lambda: actions.resubmit(proposal=pages[1], **words)
    )
    assert refusals(declined, sent) == 1 and seen(proposal).title == proposal.title


# -- moderation ---------------------------------------------------------------------------
def test_two_decide_about_the_same_second_look_at_once(proposal, ben, make_user, town):
    actions.decline(proposal=proposal, by=ben, rule="unrelated")
    actions.appeal(proposal=proposal)
    mia, tom = (make_user(name, town, Membership.Role.FACILITATOR) for name in ("Mia", "Tom"))
    read, pages = digest_of(proposal.title, proposal.text), (seen(proposal), seen(proposal))
    outcomes = meanwhile(
        lambda: actions.transition(proposal=pages[0], verb="release", by=mia, seen=read),
        lambda: actions.decline(proposal=pages[1], by=tom, rule="unrelated", seen=read),
    )
    assert refusals(*outcomes) == 1 and seen(proposal).state == State.PUBLISHED
    assert verbs(proposal) == ["submit", "decline", "appeal", "release"]


def test_the_link_asks_twice_at_once_for_a_second_look(proposal, ben):
    actions.decline(proposal=proposal, by=ben, rule="unrelated")
    pages = seen(proposal), seen(proposal)
    assert refusals(*meanwhile(lambda: actions.appeal(proposal=pages[0]), lambda: actions.appeal(proposal=pages[1]))) == 1
    assert verbs(proposal) == ["submit", "decline", "appeal"]


@pytest.mark.parametrize("releases_first", [True, False])
def test_a_proposal_is_released_while_its_time_is_over(proposal, ben, releases_first):
    Proposal.objects.update(state_since=timezone.now() - timedelta(days=40))
    page = seen(proposal)
    both = [lambda: actions.transition(proposal=page, verb="release", by=ben), lambda: actions.forget(timezone.now())]
    assert refusals(*meanwhile(*both if releases_first else reversed(both))) == (0 if releases_first else 1)
    assert verbs(proposal) == ["submit", "release" if releases_first else "expire"] and bool(seen(proposal).title) == releases_first


# -- the end of the evening -----------------------------------------------------------------
def test_two_evenings_of_a_town_end_at_once_and_each_proposal_has_its_own_number(released, workshop, elsewhere):
    other = released_in(elsewhere)
    meanwhile(ending(workshop), ending(elsewhere))
    assert {seen(released).number, seen(other).number} == {1, 2}


def test_an_evening_stores_the_words_of_all_its_proposals_at_once_so_that_two_evenings_never_wait_for_each_other(released, workshop):
    released_in(workshop, "Apfelbäume")
    with CaptureQueriesContext(connection) as queries:
        ending(workshop)()
    assert sum("INSERT" in query["sql"] and '"proposals_searchword"' in query["sql"] for query in queries) == 1
    assert {entry.word for entry in SearchEntry.objects.all()} >= {"apfelbaume", "windrad"}


@pytest.mark.parametrize("ends_first", [True, False])
def test_a_phone_supports_a_proposal_while_the_evening_ends(released, workshop, make_phone, ends_first):
    phone = make_phone()
    both = [ending(workshop), lambda: actions.support(identity=phone, proposal_id=released.pk)]
    meanwhile(*both if ends_first else reversed(both))
    assert (seen(released).total_supports, Support.objects.count()) == (1, 1)


def test_a_phone_erases_everything_while_the_evening_ends_and_what_is_public_stays(released, amina, workshop):
    meanwhile(lambda: actions.erase(identity=amina), ending(workshop), stop='^SELECT .* FROM "live_room"')
    if connection.vendor == "postgresql":  # on SQLite the end comes too late
        assert seen(released).is_public and seen(released).owner is None


def test_a_phone_erases_everything_while_the_evening_is_ending(released, amina, workshop):
    meanwhile(ending(workshop), lambda: actions.erase(identity=amina))
    assert seen(released).is_public and seen(released).owner is None


# -- supports and ratings -------------------------------------------------------------------
def changing(proposal, key=b"k" * 32, on=True):
    return lambda: supporting._store_changes([SupportChange(proposal.pk, key, Support.Place.PUBLIC, on)])


def in_one_commit(do):
    return transaction.atomic(lambda: do())


def test_two_support_a_public_proposal_at_once_on_two_processes(handed_over):
    meanwhile(in_one_commit(changing(handed_over)), in_one_commit(changing(handed_over, b"l" * 32)))
    assert (seen(handed_over).total_supports, Support.objects.count()) == (2, 2)


def test_one_supports_and_another_takes_it_back_at_once(handed_over):
    in_one_commit(changing(handed_over))()
    meanwhile(in_one_commit(changing(handed_over, on=False)), in_one_commit(changing(handed_over, b"l" * 32)))
    assert (seen(handed_over).total_supports, Support.objects.count()) == (1, 1)


def test_a_proposal_is_supported_while_keys_become_numbers(handed_over, workshop, make_phone):
    phone, late = make_phone(), make_phone()
    actions.support(identity=phone, proposal_id=handed_over.pk)
    later = timezone.now() + timedelta(hours=25)
    meanwhile(lambda: actions.forget(later), lambda: actions.support(identity=late, proposal_id=handed_over.pk))
    assert seen(handed_over).room_supports + Support.objects.count() == 2 == seen(handed_over).total_supports


def test_two_processes_show_new_supports_once(released, workshop, make_phone):
    SupportsShown.objects.create(workshop=workshop, lot=1)  # from earlier
    actions.support(identity=make_phone(), proposal_id=released.pk)
    counted = Workshop.objects.values_list("room__counted", flat=True)
    before = counted.get(pk=workshop.pk)
    meanwhile(*(in_one_commit(lambda: supporting._show_lot(workshop.pk)) for _process in range(2)))
    assert counted.get(pk=workshop.pk) == before + 1 and seen(released).shown_supports == 1


def test_an_answer_is_rated_twice_at_once_with_one_key(handed_over, clara):
    Response.objects.create(proposal=handed_over, verdict="rejected", reason="Nein", state=Response.State.PUBLISHED, author=clara)
    change = rating.RatingChange(handed_over.pk, b"k" * 32, 2, 0)
    meanwhile(*(in_one_commit(lambda: rating._store([change])) for _process in range(2)))
    assert Rating.objects.count() == 1


# -- deletion -------------------------------------------------------------------------------
def test_two_phones_of_two_evenings_erase_at_once_and_the_rule_is_counted_twice(proposal, amina, elsewhere, ben):
    other = Participant.objects.create(workshop=elsewhere, pseudonym="1-1", nonce_digest=b"d" * 32)
    dana = type(amina)(elsewhere.room.slug, other.pk, b"s" * 32)
    words = {"title": "Ein Windrad", "what": "Wer näher wohnt, zahlt weniger."}
    second = actions.create(identity=dana, workshop=elsewhere, nonce="m" * 22, **words).proposal
    for each in (proposal, second):
        actions.decline(proposal=each, by=ben, rule="unrelated")
    DeclinedBefore.objects.create(municipality=elsewhere.municipality, rule="unrelated", number=3)
    meanwhile(lambda: actions.erase(identity=amina), lambda: actions.erase(identity=dana))
    assert DeclinedBefore.objects.get().number == 5


def test_rules_are_counted_in_one_order_so_that_two_never_wait_for_each_other(workshop):
    for number, rule in enumerate(sorted(ModerationRule.values, reverse=True)):
        Declining.objects.create(proposal=released_in(workshop, f"Bus {number}"), rule=rule)
    declining.keep_numbers(Proposal.objects.all())
    stored = [row.rule for row in DeclinedBefore.objects.order_by("pk")]
    assert stored == sorted(ModerationRule.values)


def test_a_word_that_comes_into_use_is_not_forgotten(handed_over, clara):
    SearchWord.objects.create(word="rufbus", stem="rufbus")
    page = seen(handed_over)
    words = {"verdict": "rejected", "reason": "Ein Rufbus ist besser."}
    actions.draft_response(proposal=page, by=clara, **words)
    meanwhile(
        lambda: actions.publish_response(proposal=page, by=clara), transaction.atomic(lambda: forgetting.indexing.forget_unused_words())
    )
    assert SearchWord.objects.filter(word="rufbus").exists()
