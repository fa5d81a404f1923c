"""What lies just outside the rules of a proposal: another room, a colleague who left, two at once."""

import secrets
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from participation.live.guards.identity import Identity, secret_of
from participation.proposals import actions, receipts
from participation.proposals.actions import lots, rating, steps, supporting
from participation.proposals.actions.rating import RatingChange
from participation.proposals.actions.supporting import SupportChange
from participation.proposals.models import Proposal, Rating, State, Support
from participation.proposals.moderation import ProposalQueue
from participation.proposals.queries import supported_by_each
from participation.proposals.second_look import second_looks
from participation.proposals.transitions import facts_of, verbs_for
from workshops.actions import create_workshop
from workshops.models import Participant, Workshop
from workshops.moderation import digest_of
from workshops.refused import Refused

pytestmark = pytest.mark.django_db
WHY = "Weil das Licht uns auch stört."


@pytest.fixture
def ada(make_user, town):
    return make_user("Ada", town, "admin")


@pytest.fixture
def stranger(town, tradeoff, ben):
    """A phone in another room of the same town, which runs, too."""
    times = {"starts_at": timezone.now(), "place": "Jugendclub"}
    other = create_workshop(municipality=town, by=ben, tradeoff=tradeoff, title={"de": "Nebenan", "en": "Next door"}, **times)
    Workshop.objects.filter(pk=other.pk).update(state=Workshop.State.RUNNING)
    participant = Participant.objects.create(workshop=other, pseudonym="1-1", nonce_digest=secrets.token_bytes(32))
    return Identity(other.room.slug, participant.pk, secret_of(secrets.token_hex(16)))


# -- Supports and ratings ----------------------------------------------------------------
def test_who_takes_part_in_another_room_supports_nothing_here(released, stranger):
    with pytest.raises(Refused):
        actions.support(identity=stranger, proposal_id=released.pk)
    assert not Support.objects.exists()


def test_what_is_not_public_gets_no_support_from_the_public(released, proposal, workshop, ben, write, make_phone):
    with pytest.raises(Refused):
        actions.support_publicly(secret=b"1" * 32, proposal=released)
    other = write(make_phone(), title="Ein Windrad für alle").proposal
    actions.transition(proposal=other, verb="release", by=ben)
    actions.hand_over(workshop)
    actions.merge(proposal=other, into=Proposal.objects.get(pk=released.pk), by=ben, reason="Dasselbe.")
    with pytest.raises(Refused):
        actions.support_publicly(secret=b"1" * 32, proposal=Proposal.objects.get(pk=other.pk))
    assert not Support.objects.exists()


def test_of_one_key_the_last_change_counts(released):
    changes = [SupportChange(released.pk, b"k" * 32, "room", on) for on in (True, False)]
    supporting._store_changes(changes)
    assert not Support.objects.exists()
    supporting._store_changes(changes[::-1])
    assert Support.objects.count() == 1


def test_a_browser_has_another_key_for_each_proposal_and_for_its_rating():
    """No key appears in two places: it would say that two rows are of the same browser."""
    keys = (receipts.public_support_key, receipts.public_rating_key)
    assert len({key(b"s" * 32, uuid4()) for key in keys for _proposal in range(2)}) == 4
    uuid = uuid4()
    assert len({key(b"s" * 32, uuid) for key in keys}) == 2


def test_only_rooms_of_this_process_are_shown_their_supports(workshop, released, amina):
    actions.support(identity=amina, proposal_id=released.pk)
    actions.show_supports([])
    released.refresh_from_db()
    assert released.shown_supports == 0


def test_what_left_the_room_is_no_support_of_mine_any_more(workshop, released, amina, ben):
    actions.support(identity=amina, proposal_id=released.pk)
    actions.transition(proposal=released, verb="take_back", by=ben)
    assert supported_by_each(workshop.room.slug, [amina]) == [[]]


@pytest.fixture
def answered(handed_over, clara):
    actions.draft_response(proposal=handed_over, by=clara, verdict="partly", reason=WHY)
    actions.publish_response(proposal=handed_over, by=clara)
    return Proposal.objects.get(pk=handed_over.pk)


def test_only_a_public_answer_is_rated(handed_over, clara):
    actions.draft_response(proposal=handed_over, by=clara, verdict="partly", reason=WHY)
    with pytest.raises(Refused):
        actions.rate(proposal=Proposal.objects.get(pk=handed_over.pk), key=b"k" * 32, understood=2, helps=2)
    actions.publish_response(proposal=handed_over, by=clara)
    Proposal.objects.filter(pk=handed_over.pk).update(state=State.WITHDRAWN)
    with pytest.raises(Refused):
        actions.rate(proposal=Proposal.objects.get(pk=handed_over.pk), key=b"k" * 32, understood=2, helps=2)
    assert not Rating.objects.exists()


def test_one_that_rates_what_is_gone_takes_no_other_rating_along(answered):
    last = RatingChange(answered.pk, b"a" * 32, 0, 0)
    rating._store([RatingChange(answered.pk, b"a" * 32, 2, 2), RatingChange(answered.pk + 1, b"b" * 32, 2, 2), last])
    assert [(row.proposal_id, row.helps) for row in Rating.objects.all()] == [(answered.pk, 0)], "and the last one of a key counts"


# -- Steps --------------------------------------------------------------------------------
def test_what_another_process_has_handed_over_is_not_taken_back(workshop, handed_over, monkeypatch):
    monkeypatch.setitem(steps._released_last, workshop.pk, handed_over.pk)
    assert actions.last_released(workshop.pk) is None


def test_numbers_begin_anew_in_each_town_and_year(released, workshop, other_town):
    def number_others(**fields):
        Proposal.objects.create(
            state_since=timezone.now(), receipt_digest=secrets.token_bytes(32), workshop=workshop, tradeoff=workshop.tradeoff, **fields
        )

    year = timezone.localdate().year
    number_others(municipality=other_town, year=year, number=7)
    number_others(municipality=workshop.municipality, year=year - 1, number=8)
    actions.hand_over(workshop)
    released.refresh_from_db()
    assert (released.year, released.number) == (year, 1)


def test_who_was_removed_does_not_count_towards_the_council(released, workshop, town, make_phone):
    type(town).objects.update(council_share=50)
    for _more in range(3):
        workshop.participants.filter(pk=make_phone().id).update(is_removed=True)
    actions.hand_over(workshop)
    released.refresh_from_db()
    assert released.council_from == 1


def test_what_is_sent_again_waits_for_a_lot_of_its_own(workshop, proposal, ben, tradeoff, offer):
    assert lots.due_lots(now=0.0) == []
    offer()
    actions.transition(proposal=proposal, verb="return", by=ben, reason="Bitte kürzer.")
    lots.due_lots(now=10.0)
    actions.resubmit(proposal=proposal, title="Ein anderer Titel davon", what="Kürzer.", why="", tradeoff=tradeoff)
    assert lots.due_lots(now=30.0) == [] and lots.due_lots(now=50.0) == [workshop.pk]
    assert ProposalQueue().waiting(workshop) == []


def test_a_form_that_comes_twice_is_one_proposal_at_the_limit_too(write, amina, ben):
    for number in range(10):
        sent = write(amina, title=f"Vorschlag Nummer {number}", nonce=f"{number}" * 22)
        actions.transition(proposal=sent.proposal, verb="release", by=ben)
    assert write(amina, title="Vorschlag Nummer 9", nonce="9" * 22).receipt == sent.receipt


def test_the_action_itself_takes_no_question_of_another_town(amina, workshop, make_tradeoff, other_town):
    words = {"title": "Ein Steg am See wäre gut", "what": "Am Nordufer.", "nonce": "n" * 22}
    with pytest.raises(Refused, match="anderen"):
        actions.create(identity=amina, workshop=workshop, tradeoff=make_tradeoff(municipality=other_town), **words)
    assert not Proposal.objects.exists()


def test_a_release_that_was_taken_back_has_no_day(released, ben):
    actions.transition(proposal=released, verb="take_back", by=ben)
    assert released.published_at is None


def test_no_list_of_waiting_ones_follows_the_time(write, make_phone, workshop, ben, ada, offer):
    sent = [write(make_phone(), title=f"Vorschlag Nummer {number}").proposal for number in range(8)]
    offer()
    by_chance = [proposal.title for proposal in sorted(sent, key=lambda each: each.uuid)]
    assert [entry.title for entry in ProposalQueue().waiting(workshop)] == by_chance
    for proposal in sent:
        actions.decline(proposal=proposal, by=ben, rule="personal")
        actions.appeal(proposal=proposal)
    assert second_looks(ada) == [], "they reach the desk with a lot, too"
    offer()
    assert [look.proposal.title for look in second_looks(ada)] == by_chance


def test_a_rehearsal_hands_nothing_over_and_nothing_of_it_is_public(released, workshop):
    Workshop.objects.filter(pk=workshop.pk).update(is_rehearsal=True)
    actions.hand_over(workshop)
    found = Proposal.objects.get(pk=released.pk)
    assert found.handed_over_at is None and not found.number
    found.handed_over_at = timezone.now()
    found.save()
    assert not found.is_public and not Proposal.objects.public().exists(), "and if it were"


def test_what_the_council_must_see_is_not_begun_without_it(handed_over, clara):
    Proposal.objects.filter(pk=handed_over.pk).update(council_due=True)
    actions.draft_response(proposal=handed_over, by=clara, verdict="partly", reason=WHY)
    actions.publish_response(proposal=handed_over, by=clara)
    with pytest.raises(Refused):
        actions.transition(proposal=handed_over, verb="start", by=clara)
    actions.transition(proposal=handed_over, verb="refer", by=clara)


def test_supports_of_the_evening_count_when_their_keys_are_gone(handed_over):
    Proposal.objects.filter(pk=handed_over.pk).update(room_supports=2)
    actions.support_publicly(secret=b"1" * 32, proposal=handed_over)
    assert Proposal.objects.get(pk=handed_over.pk).total_supports == 3


@pytest.mark.parametrize("wrong", ["other town", "hidden", "council"])
def test_the_action_itself_merges_nothing_away(wrong, handed_over, ben, clara, make_tradeoff, other_town, workshop):
    other = Proposal.objects.create(
        municipality=handed_over.municipality, workshop=workshop, tradeoff=workshop.tradeoff, title="Ein Windrad für alle",
        state=State.PUBLISHED, state_since=timezone.now(), handed_over_at=timezone.now(), receipt_digest=secrets.token_bytes(32),
    )  # fmt: skip
    changes = {
        "other town": (other, {"municipality": other_town}),
        "hidden": (other, {"state": State.WITHDRAWN}),
        "council": (handed_over, {"council_due": True}),
    }
    row, change = changes[wrong]
    Proposal.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(Refused):
        actions.merge(proposal=handed_over, into=Proposal.objects.get(pk=other.pk), by=clara, reason="Dasselbe.")
    assert Proposal.objects.get(pk=handed_over.pk).state == State.PUBLISHED


# -- The second look ---------------------------------------------------------------------
@pytest.fixture
def waiting(proposal, ben, offer):
    actions.decline(proposal=proposal, by=ben, rule="personal")
    actions.appeal(proposal=proposal)
    offer()
    return Proposal.objects.get(pk=proposal.pk)


def test_the_action_itself_leaves_the_second_look_to_a_colleague(waiting, ada, clara):
    with pytest.raises(Refused, match="Rolle"):
        actions.transition(proposal=waiting, verb="release", by=clara)


def test_alone_the_mayor_decides_and_does_nothing_else_for_others(waiting):
    assert set(verbs_for(waiting.state, {"mayor"}, facts_of(waiting))) == {"return", "release", "decline"}


def test_where_nobody_facilitates_the_mayor_still_releases_nothing_that_waits(proposal, ben, clara):
    ben.memberships.all().delete()
    with pytest.raises(Refused, match="Rolle"):
        actions.transition(proposal=proposal, verb="release", by=clara)


def test_who_left_the_town_sees_nothing_of_what_they_did_not_release(waiting, ben, other_town):
    assert second_looks(ben)
    ben.memberships.update(municipality=other_town)
    assert second_looks(type(ben).objects.get(pk=ben.pk)) == []


def test_what_was_not_asked_for_has_no_second_look(as_user, proposal, ada):
    answer = as_user(ada).post(
        reverse("second_look", args=[proposal.pk]), {"verb": "release", "seen": digest_of(proposal.title, proposal.text)}
    )
    proposal.refresh_from_db()
    assert answer.status_code == 409 and proposal.state == State.SUBMITTED


def test_a_text_that_has_changed_is_not_declined_at_the_second_look(as_user, waiting, ada):
    words = {"verb": "decline", "rule": "hurtful", "note": "Leider nein.", "seen": "0"}
    answer = as_user(ada).post(reverse("second_look", args=[waiting.pk]), words)
    waiting.refresh_from_db()
    assert answer.status_code == 409 and "Leider nein." in answer.content.decode() and waiting.state == State.SUBMITTED
